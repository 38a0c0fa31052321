package dev.hookswitch.auth.guesses.core;

import java.time.Duration;

/**
 * How long the next attempt has to wait after so many wrong ones: not at all at first, then 1 s, 2 s, 4 s, up to a bound.
 *
 * @param free wrong attempts that cost nothing: people and programs mistype
 * @param longest no right holder waits longer for its next attempt
 */
public record Pace(int free, Duration longest) {
    private static final Duration FIRST = Duration.ofSeconds(1);
    /** 2³⁰ s is beyond every bound, and no overflow. */
    private static final int DOUBLINGS_MAX = 30;

    public Duration after(long wrong) {
        if (wrong <= free) {
            return Duration.ZERO;
        }
        var delay = FIRST.multipliedBy(1L << Math.min(wrong - free - 1, DOUBLINGS_MAX));
        return delay.compareTo(longest) < 0 ? delay : longest;
    }
}
