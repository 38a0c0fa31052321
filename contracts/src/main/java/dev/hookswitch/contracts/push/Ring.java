package dev.hookswitch.contracts.push;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What a listener is told when it is called: the message of contract §6.2, and beyond it the room's id and how long it
 * still rings.
 *
 * @param path the call page with {@code roomType}, {@code groupId}, {@code listenerId} or {@code callerId}, {@code callerName}
 *     and the call's {@code customQuery}; values are percent-encoded
 * @param appType 0 release, 1 developer, 2 trial
 * @param appid the Mini Program to open
 */
public record Ring(
        RoomId room, Duration remaining, String path, int appType, AppId appid, String callerName, String payload) {
    /** The call page of the plugin (contract §1.14). */
    public static final String CALL_PAGE_PATH =
            "plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin";

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
        if (!call.customQuery().isEmpty()) {
            path.append('&').append(call.customQuery());
        }
        return path.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
