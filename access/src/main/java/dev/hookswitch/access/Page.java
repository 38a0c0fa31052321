package dev.hookswitch.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A part of a list, and where the next part begins. */
public record Page<T>(List<T> items, Optional<String> cursor) {
    private static final int LIMIT = 50;
    private static final int LIMIT_MAX = 200;

    /** The query parameter {@code limit}, 1 to {@value #LIMIT_MAX}. */
    public static int limit(Optional<Integer> asked) {
        int limit = asked.orElse(LIMIT);
        if (limit < 1 || limit > LIMIT_MAX) {
            throw Problem.ofField("limit", "limit must be 1 to %d.".formatted(LIMIT_MAX))
                    .asException();
        }
        return limit;
    }

    /** The id behind which the page begins; empty is before every id. */
    public static String after(Optional<String> cursor) {
        return cursor.map(text -> Cursor.parse(text, 1).parts().getFirst()).orElse("");
    }

    /**
     * Makes a page of what was read.
     *
     * @param found up to {@code limit + 1} rows: one more says that there is a next page
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> id) {
        if (found.size() <= limit) {
            return new Page<>(found, Optional.empty());
        }
        var items = found.subList(0, limit);
        return new Page<>(
                List.copyOf(items),
                Optional.of(Cursor.of(id.apply(items.getLast())).text()));
    }
}
