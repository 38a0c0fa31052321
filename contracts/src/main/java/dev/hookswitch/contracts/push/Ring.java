package dev.hookswitch.contracts.push;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a listener is told when it is called: the message of contract §6.2, and beyond it the room's id and how long it
 * still rings.
 *
 * @param path the call page with {@code roomType}, {@code groupId}, {@code listenerId} or {@code callerId}, {@code callerName}
 *     and the call's {@code customQuery} without those names; values are percent-encoded, and so is what may not stand in a
 *     query
 * @param appType 0 release, 1 developer, 2 trial
 * @param appid the Mini Program to open
 */
public record Ring(
        RoomId room, Duration remaining, String path, int appType, AppId appid, String callerName, String payload) {
    /** The call page of the plugin (contract §1.14). */
    public static final String CALL_PAGE_PATH =
            "plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin";

    /** What a query may hold as it is (RFC 3986 §3.4), beside letters and digits; percent signs are looked at apart. */
    private static final String IN_A_QUERY = "-._~!$&'()*+,;=:@/?%";

    /**
     * What no caller may say a second time, and what only the listener may say: that it answers at once (contract §6), or
     * only warms up (contract §1.14).
     */
    private static final Set<String> NOT_THE_CALLERS =
            Set.of("roomType", "groupId", "listenerId", "callerId", "callerName", "isClickedHangOnBtn", "isPreLaunch");

    private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /** The ring of a call as it is told at {@code now}; nothing remains at or after {@code until}. */
    public static Ring of(Call call, Instant until, Instant now) {
        var remaining = now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
        return new Ring(
                call.room(),
                remaining,
                path(call),
                call.appVersion().appType(),
                call.app(),
                call.caller().name(),
                call.payload());
    }

    private static String path(Call call) {
        var path = new StringBuilder(CALL_PAGE_PATH)
                .append("?roomType=")
                .append(call.roomType().name().toLowerCase(Locale.ROOT))
                .append("&groupId=")
                .append(call.room().value());
        switch (call.listener().party()) {
            case Party.Device device -> path.append("&listenerId=").append(encoded(device.id()));
            case Party.User _ ->
                path.append("&callerId=").append(encoded(call.caller().party().id()));
        }
        path.append("&callerName=").append(encoded(call.caller().name()));
        for (var parameter : asQuery(call.customQuery()).split("&", -1)) {
            if (!parameter.isEmpty() && !NOT_THE_CALLERS.contains(nameOf(parameter))) {
                path.append('&').append(parameter);
            }
        }
        return path.toString();
    }

    /** A query as programs write it, {@code a=1&name=妈妈}: what is encoded already stays, and the rest must not end it. */
    private static String asQuery(String customQuery) {
        var query = new StringBuilder();
        customQuery.codePoints().forEach(point -> {
            var character = Character.toString(point);
            query.append(IN_A_QUERY.indexOf(point) >= 0 || isLetterOrDigit(point) ? character : encoded(character));
        });
        return LONE_PERCENT.matcher(query).replaceAll("%25");
    }

    private static String nameOf(String parameter) {
        var end = parameter.indexOf('=');
        return URLDecoder.decode(end < 0 ? parameter : parameter.substring(0, end), StandardCharsets.UTF_8);
    }

    private static boolean isLetterOrDigit(int point) {
        return point < 128 && Character.isLetterOrDigit(point);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
