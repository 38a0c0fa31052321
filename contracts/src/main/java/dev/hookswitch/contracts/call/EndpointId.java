package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.util.regex.Pattern;

/** One installation of a phone page or device program, by an id that it made itself; at most 64 bytes. */
public record EndpointId(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.:-]+");

    public EndpointId {
        Bounds.text("endpoint", value, 64, ALLOWED);
    }

    @Override
    public String toString() {
        return value;
    }
}
