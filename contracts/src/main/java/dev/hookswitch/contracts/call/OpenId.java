package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.util.regex.Pattern;

/** A user within one app; at most 128 bytes (contract §4, vocabulary). */
public record OpenId(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]+");

    public OpenId {
        Bounds.text("openId", value, 128, ALLOWED);
    }

    @Override
    public String toString() {
        return value;
    }
}
