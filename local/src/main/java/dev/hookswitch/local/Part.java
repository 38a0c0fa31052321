package dev.hookswitch.local;

import java.time.Duration;

/** One process of the platform, which is started again whenever it ends by itself. Methods may be called from any thread. */
sealed interface Part permits ServicePart, EnginePart {
    /** {@code room}, {@code gateway-2}, {@code kafka}. */
    String name();

    PlatformState.PartState state();

    /** The process of this moment; fails if the part was never started. */
    long pid();

    int restarts();

    /** Whether its process of this moment has begun to serve. */
    boolean isReady();

    /** Whether it says so when it is asked now: one that has begun to may wait for another. */
    boolean servesNow();

    /** Begins to start it and returns at once. */
    void start();

    /**
     * Returns when it serves.
     *
     * @throws LocalFailed with the reason and where its log is
     */
    void awaitReady(Duration atMost);

    /** Returns when it was started again so often and serves. */
    void awaitRestart(int restarts, Duration atMost);

    /** From now on it is not started again when it ends. */
    void retire();

    /** Ends it in its orderly way, or by force when that takes too long, and returns when it is gone. */
    void stop();
}
