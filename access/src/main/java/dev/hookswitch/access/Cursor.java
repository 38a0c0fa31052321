package dev.hookswitch.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Where the next page of a list begins: opaque to clients, not signed, because it is no right. The parts are what the
 * list is ordered by, last one unique.
 */
public record Cursor(List<String> parts) {
    private static final int CHARS_MAX = 1024;
    /** Not in any id, sn, openId or instant. */
    private static final String BETWEEN = "\n";

    public Cursor {
        parts = List.copyOf(parts);
    }

    public static Cursor of(String... parts) {
        return new Cursor(List.of(parts));
    }

    public String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a query parameter; what is no cursor of so many parts is a 400 problem. */
    public static Cursor parse(String text, int parts) {
        if (text.length() <= CHARS_MAX) {
            try {
                var decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                var cursor = new Cursor(List.of(decoded.split(BETWEEN, -1)));
                if (cursor.parts().size() == parts) {
                    return cursor;
                }
            } catch (IllegalArgumentException _) {
                // Not base64url; said below as for every other text that is no cursor.
            }
        }
        throw badCursor();
    }

    /** For a part that is not what the list is ordered by, such as a broken instant. */
    public static ProblemException badCursor() {
        return Problem.ofField("cursor", "The cursor is not one that this list gave; begin without one.")
                .asException();
    }
}
