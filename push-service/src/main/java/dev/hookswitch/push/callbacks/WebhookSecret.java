package dev.hookswitch.push.callbacks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key that a developer's server verifies requests with, and how they are signed (Standard Webhooks 1.0). */
public record WebhookSecret(String value) {
    private static final String PREFIX = "whsec_";

    /** The key's bytes, 24 to 64 of them, in the standard's text form. */
    public static WebhookSecret of(byte[] key) {
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /** The value of {@code webhook-signature} for a message with these two other headers. */
    public String signature(String id, Instant timestamp, String body) {
        var key = Base64.getDecoder().decode(value.substring(PREFIX.length()));
        var signed = id + "." + timestamp.getEpochSecond() + "." + body;
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "WebhookSecret";
    }
}
