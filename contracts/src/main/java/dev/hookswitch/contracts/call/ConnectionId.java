package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.util.regex.Pattern;

/** One socket: the gateway incarnation that holds it and its number there; at most 96 bytes. */
public record ConnectionId(String value) {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.:/-]+");

    public ConnectionId {
        Bounds.text("connection", value, 96, ALLOWED);
    }

    @Override
    public String toString() {
        return value;
    }
}
