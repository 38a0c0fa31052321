package dev.hookswitch.local.seed;

import java.util.Comparator;

/**
 * One thing that is wrong with a seed file, in words that say what to do.
 *
 * @param line from 1
 * @param path of the value, {@code apps[0].devices[3].model}; empty for the file as a whole
 * @param rule never holds a secret's text
 */
public record Mistake(int line, String path, String rule) implements Comparable<Mistake> {
    private static final Comparator<Mistake> ORDER =
            Comparator.comparingInt(Mistake::line).thenComparing(Mistake::path).thenComparing(Mistake::rule);

    /** The usual form of compilers, which editors and terminals make a link of. */
    public String in(String file) {
        return file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + rule;
    }

    @Override
    public int compareTo(Mistake other) {
        return ORDER.compare(this, other);
    }
}
