package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.util.regex.Pattern;

/** A Mini Program, by its appid; at most 64 bytes. */
public record AppId(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]+");

    public AppId {
        Bounds.text("appid", value, 64, ALLOWED);
    }

    @Override
    public String toString() {
        return value;
    }
}
