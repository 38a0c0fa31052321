package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.util.regex.Pattern;

/** A device within one app, by its serial number; at most 128 bytes (contract §4.2). */
public record Sn(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]+");

    public Sn {
        Bounds.text("sn", value, 128, ALLOWED);
    }

    @Override
    public String toString() {
        return value;
    }
}
