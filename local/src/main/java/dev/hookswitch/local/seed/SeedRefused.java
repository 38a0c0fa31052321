package dev.hookswitch.local.seed;

import java.util.List;
import java.util.stream.Collectors;

/** Says that a seed file has mistakes, all of them, and that nothing of it was stored. */
public final class SeedRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Mistake> mistakes;

    SeedRefused(String file, List<Mistake> mistakes) {
        super(text(file, mistakes.stream().sorted().toList()));
        this.mistakes = mistakes.stream().sorted().toList();
    }

    private static String text(String file, List<Mistake> mistakes) {
        var count = mistakes.size() == 1 ? "There is a mistake" : "There are " + mistakes.size() + " mistakes";
        return mistakes.stream().map(mistake -> mistake.in(file)).collect(Collectors.joining("\n")) + "\n" + count
                + " in " + file + "; nothing of it was stored.";
    }

    /** In the order of their lines. */
    public List<Mistake> mistakes() {
        return mistakes;
    }
}
