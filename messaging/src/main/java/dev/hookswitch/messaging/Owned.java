package dev.hookswitch.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One assigned partition of the command log, from its assignment to its revocation; for the log's thread only. */
final class Owned {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private enum Phase {
        /** Assigned, but the progress row does not name this assignment yet. */
        TAKING,
        APPLYING,
        STOPPED
    }

    final int partition;
    /** A new one for each assignment: what an earlier one of the same process left over must not count either. */
    final UUID owner = UUID.randomUUID();

    private Phase phase = Phase.TAKING;
    private long next;
    private @Nullable Integer leaderEpoch;
    private Optional<String> why = Optional.empty();
    private long deadLetters;
    private final Deque<Instant> deadRecently = new ArrayDeque<>();
    private OptionalLong cutAt = OptionalLong.empty();

    Owned(int partition) {
        this.partition = partition;
    }

    boolean isTaking() {
        return phase == Phase.TAKING;
    }

    boolean isApplying() {
        return phase == Phase.APPLYING;
    }

    boolean isStopped() {
        return phase == Phase.STOPPED;
    }

    void taken(long nextOffset, @Nullable Integer epoch) {
        phase = Phase.APPLYING;
        next = nextOffset;
        leaderEpoch = epoch;
        cutAt = OptionalLong.empty();
    }

    void advanced(long nextOffset, @Nullable Integer epoch) {
        next = nextOffset;
        leaderEpoch = epoch;
    }

    void stop(String reason) {
        phase = Phase.STOPPED;
        why = Optional.of(reason);
    }

    /** The broker says that the log no longer holds the position; it has to be taken again, and will raise an alarm. */
    void lost(OptionalLong logCutAt) {
        phase = Phase.TAKING;
        cutAt = logCutAt;
    }

    OptionalLong cutAt() {
        return cutAt;
    }

    long next() {
        return next;
    }

    @Nullable
    Integer leaderEpoch() {
        return leaderEpoch;
    }

    Optional<String> stopped() {
        return why;
    }

    long deadLetters() {
        return deadLetters;
    }

    boolean mayBury(int more, int perMinuteMax, Instant now) {
        while (!deadRecently.isEmpty() && deadRecently.peekFirst().isBefore(now.minus(MINUTE))) {
            deadRecently.removeFirst();
        }
        return deadRecently.size() + more <= perMinuteMax;
    }

    void buried(Instant now) {
        deadRecently.addLast(now);
        deadLetters++;
    }
}
