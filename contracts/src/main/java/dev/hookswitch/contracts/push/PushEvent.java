package dev.hookswitch.contracts.push;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.RoomId;
import java.time.Instant;
import java.util.Optional;

/** What has become of a reminder. Topic {@code push.events}, key = room. */
public sealed interface PushEvent extends Message {
    RoomId room();

    record ReminderTaken(RoomId room, Call call, Instant until, Instant firstAttemptAt) implements PushEvent {}

    /** An attempt failed; {@code nextAt} is absent when there will be no other. */
    record ReminderFailed(RoomId room, int attempt, String problem, Optional<Instant> nextAt) implements PushEvent {}

    /** A transport took it. */
    record ReminderReached(RoomId room, int attempt, String transport) implements PushEvent {}

    /** The ring time was over before anything took it; {@code attempts} had been made. */
    record ReminderExpired(RoomId room, int attempts) implements PushEvent {}

    /** The call no longer rings; also for a reminder that never arrived, which is then not taken. */
    record ReminderCancelled(RoomId room) implements PushEvent {}
}
