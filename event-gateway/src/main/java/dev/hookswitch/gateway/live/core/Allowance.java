package dev.hookswitch.gateway.live.core;

/**
 * How many frames a client may send: {@code perSecond} in the long run, {@code burst} at once.
 *
 * <p>Time is nanoseconds of a clock that only goes forward. Not for use by several threads at once.
 */
public final class Allowance {
    private final long nanosPerFrame;
    private final long nanosMax;
    private long saved;
    private long at;

    public Allowance(int perSecond, int burst, long nowNanos) {
        this.nanosPerFrame = 1_000_000_000L / perSecond;
        this.nanosMax = nanosPerFrame * burst;
        this.saved = nanosMax;
        this.at = nowNanos;
    }

    /** Whether one more is allowed now. */
    public boolean take(long nowNanos) {
        saved = Math.min(nanosMax, saved + (nowNanos - at));
        at = nowNanos;
        if (saved < nanosPerFrame) {
            return false;
        }
        saved -= nanosPerFrame;
        return true;
    }
}
