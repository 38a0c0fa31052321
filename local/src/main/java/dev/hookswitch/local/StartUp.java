package dev.hookswitch.local;

import java.util.List;

/** Options that a part's JVM is started with, so that it starts faster or learns how to. */
@FunctionalInterface
interface StartUp {
    StartUp PLAIN = _ -> List.of();

    /**
     * What the part is started with besides its own options.
     *
     * @param part the short name of a service, or {@code kafka}
     */
    List<String> options(String part);
}
