package dev.hookswitch.messaging;

import java.time.Duration;

/** Growing waits between attempts, without blocking anybody: whoever has to wait asks how long still. */
final class Backoff {
    private final Duration min;
    private final Duration max;
    private Duration next;
    private long until;

    Backoff(Duration min, Duration max) {
        this.min = min;
        this.max = max;
        this.next = min;
        this.until = System.nanoTime();
    }

    /** An attempt failed: the next one is due after twice the last wait. */
    void failed() {
        until = System.nanoTime() + next.toNanos();
        var doubled = next.multipliedBy(2);
        next = doubled.compareTo(max) > 0 ? max : doubled;
    }

    void succeeded() {
        next = min;
        until = System.nanoTime();
    }

    boolean isWaiting() {
        return until - System.nanoTime() > 0;
    }

    /** How long to wait still, at most {@code most}. */
    Duration remaining(Duration most) {
        var left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
        return left.compareTo(most) > 0 ? most : left;
    }
}
