package dev.hookswitch.contracts.push;

import dev.hookswitch.contracts.call.AppId;
import java.time.Instant;

/**
 * What a developer's server gets when one of its app's listeners is called: the body of a signed POST (Standard Webhooks:
 * {@code webhook-id}, {@code webhook-timestamp}, {@code webhook-signature}). Repeats have the same {@code webhook-id}.
 *
 * @param type {@value #TYPE}
 * @param timestamp when this attempt was made; {@code data} says how long the call rings from then on
 * @param listener the subject to wake, {@code device:<sn>} or {@code user:<openId>}
 */
public record RingWebhook(String type, Instant timestamp, AppId app, String listener, Ring data) {
    public static final String TYPE = "call.ring";

    public static RingWebhook of(Instant timestamp, String listener, Ring ring) {
        return new RingWebhook(TYPE, timestamp, ring.appid(), listener, ring);
    }
}
