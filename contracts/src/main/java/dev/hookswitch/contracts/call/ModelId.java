package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.util.regex.Pattern;

/** A device model; at most 64 bytes. */
public record ModelId(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]+");

    public ModelId {
        Bounds.text("modelId", value, 64, ALLOWED);
    }

    @Override
    public String toString() {
        return value;
    }
}
