package dev.hookswitch.local.client;

import dev.hookswitch.local.client.AppServer.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One subject's access token for as long as it is needed: got at the first use, and anew before it expires. Thread-safe.
 *
 * <p>Throws {@link IllegalStateException} with the problem where it is not given.
 */
public final class RenewedToken implements Supplier<String> {
    /** Longer than a gateway's warning before it closes a socket whose token expires. */
    private static final Duration MARGIN_MAX = Duration.ofMinutes(2);

    private final Supplier<Api.Reply> source;
    private String token = "";
    private Instant goodUntil = Instant.MIN;

    private RenewedToken(Supplier<Api.Reply> source) {
        this.source = source;
    }

    /** An app's server. */
    public static RenewedToken ofApp(Api door, String appid, String secret) {
        return new RenewedToken(() -> Operator.tokenReply(door, appid, secret));
    }

    /** A user, whose token the app's server asks for. */
    public static RenewedToken ofUser(Api door, RenewedToken app, String openId) {
        return new RenewedToken(
                () -> door.as(app.get()).post("/v1/users/" + Api.segment(openId) + "/tokens", Map.of()));
    }

    /** A device, which signs for itself. */
    public static RenewedToken ofDevice(Api door, String appid, Device device) {
        var itself = AppServer.withToken(door, appid, "");
        return new RenewedToken(() -> itself.deviceTokenReply(device));
    }

    @Override
    public synchronized String get() {
        var now = Instant.now();
        if (!now.isBefore(goodUntil)) {
            var given = source.get().ok();
            var life = Duration.ofMillis(given.path("expiresInMs").asLong());
            var margin = life.dividedBy(2).compareTo(MARGIN_MAX) < 0 ? life.dividedBy(2) : MARGIN_MAX;
            token = given.path("accessToken").asText();
            goodUntil = now.plus(life).minus(margin);
        }
        return token;
    }

    /** Without the token, which must not reach a log. */
    @Override
    public String toString() {
        return "RenewedToken[goodUntil=" + goodUntil + "]";
    }
}
