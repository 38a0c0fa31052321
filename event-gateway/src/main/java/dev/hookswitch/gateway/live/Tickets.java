package dev.hookswitch.gateway.live;

import dev.hookswitch.access.Caller;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.gateway.GatewayConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Resume tickets: a gateway's word, for ten minutes, that it has verified this caller's token, so that ten thousand sockets
 * that come back at once cost an HMAC each and not a signature. A ticket never outlives its token.
 */
@ApplicationScoped
class Tickets {
    private static final String PREFIX = "hsr1.";
    private static final String HMAC = "HmacSHA256";
    /** Separates this use of the service's secret from every other. */
    private static final String PURPOSE = "hookswitch resume ticket 1";

    private final SecretKeySpec key;
    private final java.time.Duration life;
    private final InstantSource clock;

    /** What a ticket says. */
    private record Content(Caller caller, Instant tokenUntil, Instant until) {}

    /** Whose ticket it is, and until when the token behind it is good. */
    record Shown(Caller caller, Instant tokenUntil) {}

    Tickets(GatewayConfig config, InstantSource clock) {
        var secret = config.serviceSecret().getBytes(StandardCharsets.UTF_8);
        this.key =
                new SecretKeySpec(mac(new SecretKeySpec(secret, HMAC), PURPOSE.getBytes(StandardCharsets.UTF_8)), HMAC);
        this.life = config.ticketLife();
        this.clock = clock;
    }

    String issue(Caller caller, Instant tokenUntil) {
        var until = clock.instant().plus(life);
        var content = Wire.bytes(new Content(caller, tokenUntil, until.isBefore(tokenUntil) ? until : tokenUntil));
        return PREFIX + base64(content) + "." + base64(mac(key, content));
    }

    static boolean isTicket(String token) {
        return token.startsWith(PREFIX);
    }

    /** Nothing for a ticket that is forged or too old. */
    Optional<Shown> read(String ticket) {
        var parts = ticket.substring(PREFIX.length()).split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            var content = Base64.getUrlDecoder().decode(parts[0]);
            if (!MessageDigest.isEqual(mac(key, content), Base64.getUrlDecoder().decode(parts[1]))) {
                return Optional.empty();
            }
            var read = Wire.read(content, Content.class);
            return clock.instant().isBefore(read.until())
                    ? Optional.of(new Shown(read.caller(), read.tokenUntil()))
                    : Optional.empty();
        } catch (IllegalArgumentException | Wire.Unreadable _) {
            return Optional.empty();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] mac(SecretKeySpec key, byte[] content) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
