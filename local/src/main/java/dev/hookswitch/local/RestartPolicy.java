package dev.hookswitch.local;

import java.time.Duration;

/**
 * How long to wait before a process is started again. One that was killed comes back at once; one that ends again and
 * again before it ever serves is given more and more time, because restarting it helps nobody.
 */
record RestartPolicy(int failedStarts) {
    static final RestartPolicy FRESH = new RestartPolicy(0);
    static final Duration DELAY_MAX = Duration.ofSeconds(30);

    /** Two quick ones, in case it only met a broker or a database that was just starting again. */
    private static final int FREE = 2;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final int DOUBLINGS_MAX = 5;

    /** After an end of the process, which had served before or not. */
    RestartPolicy after(Ended how) {
        return switch (how) {
            case AFTER_SERVING -> FRESH;
            case BEFORE_SERVING -> new RestartPolicy(failedStarts + 1);
        };
    }

    Duration delay() {
        if (failedStarts <= FREE) {
            return Duration.ZERO;
        }
        var doubled = FIRST_DELAY.multipliedBy(1L << Math.min(failedStarts - FREE - 1, DOUBLINGS_MAX));
        return doubled.compareTo(DELAY_MAX) < 0 ? doubled : DELAY_MAX;
    }

    enum Ended {
        BEFORE_SERVING,
        AFTER_SERVING
    }
}
