package dev.hookswitch.push.reminders.core;

import dev.hookswitch.contracts.call.Call;
import java.time.Instant;
import java.util.Optional;

/**
 * How far push-service is with waking the listener of one call.
 *
 * <pre>
 *   Remind ──► Trying ──► Over (reached, failed, expired or cancelled, whichever comes first)
 *   CancelReminder before its Remind ──► Over
 * </pre>
 */
public sealed interface Reminder {
    /** Nothing was asked yet. */
    record Absent() implements Reminder {}

    /**
     * Attempt {@code attempt} is due at {@code attemptAt}, or under way since.
     *
     * @param until nothing is delivered at or after this
     */
    record Trying(Call call, Instant until, int attempt, Instant attemptAt) implements Reminder {}

    /** It has ended; {@code call} is absent where the end came before the beginning. */
    record Over(Optional<Call> call) implements Reminder {}
}
