package dev.hookswitch.messaging;

import dev.hookswitch.messaging.core.Recorded;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something a batch stored that has to be published: the hot path has it from the fold, after a crash it is read back,
 * and what is sent follows from it alone.
 */
sealed interface Row<E> {
    int partition();

    /** Of the command it follows from. */
    long offset();

    /** {@code parties} and {@code audience} are the header texts, {@code value} the exact JSON. */
    record Event<E>(
            int partition,
            long offset,
            Recorded<E> recorded,
            String app,
            String parties,
            String audience,
            String type,
            String value,
            @Nullable String traceparent)
            implements Row<E> {}

    /** {@code type} and {@code value} are null together, where a command was accepted without more to say. */
    record Outcome<E>(
            int partition,
            long offset,
            int n,
            String commandId,
            String askerKind,
            String askerName,
            String verdict,
            @Nullable String type,
            @Nullable String value,
            @Nullable String traceparent,
            Instant at)
            implements Row<E> {}

    /** {@code record} is a {@link DeadRecord}. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and not copied on the way to the topic
    record Dead<E>(int partition, long offset, String reason, byte[] record, Instant at) implements Row<E> {}
}
