package dev.hookswitch.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Limits that a wire value must keep; a broken one says which and by how much, never the value itself. */
public final class Bounds {
    private Bounds() {}

    /** A value outside its bound. The message is fit for the sender. */
    public static final class Broken extends IllegalArgumentException {
        private final String rule;

        public Broken(String rule) {
            super(rule);
            this.rule = rule;
        }

        public String rule() {
            return rule;
        }
    }

    /** Not empty, at most {@code bytesMax} bytes of UTF-8, only characters that match. */
    public static void text(String what, String value, int bytesMax, Pattern allowed) {
        if (value.isEmpty()) {
            throw new Broken("%s must not be empty".formatted(what));
        }
        bytes(what, value, bytesMax);
        if (!allowed.matcher(value).matches()) {
            throw new Broken(
                    "%s has a character that is not allowed; it must match %s".formatted(what, allowed.pattern()));
        }
    }

    /** At most {@code bytesMax} bytes of UTF-8; may be empty. */
    public static void bytes(String what, String value, int bytesMax) {
        var bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > bytesMax) {
            throw new Broken("%s has %d bytes, at most %d are allowed".formatted(what, bytes, bytesMax));
        }
    }

    public static void range(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new Broken(String.format(Locale.ROOT, "%s must be %d to %d, not %d", what, min, max, value));
        }
    }
}
