package dev.hookswitch.messaging.core;

import dev.hookswitch.contracts.Asker;
import java.time.Instant;
import java.util.Optional;

/**
 * A command as its owner sees it: with what the sender could not know.
 *
 * @param id the sender's id of the command, the same at every repetition
 * @param key the aggregate, which is the record's key
 * @param at when the broker appended it, in whole milliseconds, never before the aggregate's last event
 * @param now the batch's wall clock, for comparison with {@code validUntil} only
 */
public record Received<C>(
        String id,
        String key,
        Instant at,
        Instant now,
        C command,
        Optional<Asker> asker,
        Optional<Instant> validUntil) {

    /** Whether what this command starts would start too late to be of use. */
    public boolean isTooLate() {
        return validUntil.filter(until -> !now.isBefore(until)).isPresent();
    }
}
