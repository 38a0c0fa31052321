package dev.hookswitch.push.reminders.core;

import static dev.hookswitch.messaging.core.Decision.accept;
import static dev.hookswitch.messaging.core.Decision.reply;

import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.push.PushCommand.Attempted;
import dev.hookswitch.contracts.push.PushCommand.CancelReminder;
import dev.hookswitch.contracts.push.PushCommand.CheckPushToken;
import dev.hookswitch.contracts.push.PushCommand.DeadlinePassed;
import dev.hookswitch.contracts.push.PushCommand.Remind;
import dev.hookswitch.contracts.push.PushEvent;
import dev.hookswitch.contracts.push.PushEvent.ReminderCancelled;
import dev.hookswitch.contracts.push.PushEvent.ReminderExpired;
import dev.hookswitch.contracts.push.PushEvent.ReminderFailed;
import dev.hookswitch.contracts.push.PushEvent.ReminderReached;
import dev.hookswitch.contracts.push.PushEvent.ReminderTaken;
import dev.hookswitch.contracts.room.RoomCommand.PushTokenChecked;
import dev.hookswitch.contracts.room.RoomCommand.ReminderReported;
import dev.hookswitch.contracts.room.RoomCommand.ReminderStage;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import dev.hookswitch.push.registrations.core.Registration;
import dev.hookswitch.push.reminders.core.Reminder.Absent;
import dev.hookswitch.push.reminders.core.Reminder.Over;
import dev.hookswitch.push.reminders.core.Reminder.Trying;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The life of a reminder: the first attempt at once, further ones after 1 s, 2 s, 4 s … while the call rings and the last
 * one left hope, and one end. Attempts are made by the log's workers; here it is decided when, and what their verdict means.
 */
public final class ReminderMachine {
    /** The deadline of the attempt that is due. */
    public static final String ATTEMPT = "attempt";

    /** The deadline of the reminder: the ring time is over. */
    public static final String UNTIL = "until";

    /** Enough that the doubling cannot overflow, and far beyond any ring time. */
    private static final int DOUBLINGS_MAX = 16;

    private ReminderMachine() {}

    public static Decision<PushEvent> decide(Reminder reminder, Received<PushCommand> in, PushFacts facts) {
        if (in.command() instanceof CheckPushToken c) {
            // A question about a token, whatever has become of the reminder.
            return reply(new PushTokenChecked(c.room(), c.question(), objection(c, in.at(), facts)));
        }
        return switch (reminder) {
            case Absent _ ->
                switch (in.command()) {
                    case Remind c when !in.at().isBefore(c.until()) -> accept(new ReminderExpired(c.room(), 0));
                    case Remind c -> accept(new ReminderTaken(c.room(), c.call(), c.until(), in.at()));
                    // Remembered, so that a Remind that comes late wakes nobody.
                    case CancelReminder c -> accept(new ReminderCancelled(c.room()));
                    case Attempted _, DeadlinePassed _, CheckPushToken _ -> accept();
                };
            case Trying trying ->
                switch (in.command()) {
                    case CancelReminder c -> accept(new ReminderCancelled(c.room()));
                    case Attempted c when c.attempt() == trying.attempt() -> attempted(trying, c, in.at(), facts);
                    case DeadlinePassed c
                    when c.which().equals(UNTIL) && c.due().equals(trying.until()) ->
                        accept(new ReminderExpired(c.room(), trying.attempt() - 1));
                    case Attempted _, DeadlinePassed _, Remind _, CheckPushToken _ -> accept();
                };
            case Over _ -> accept();
        };
    }

    private static Optional<Objection> objection(CheckPushToken c, Instant at, PushFacts facts) {
        var registered = Optional.ofNullable(facts.registrations().get(c.tokenDigest()));
        return Registration.objection(registered, c.app(), c.sn(), c.appVersion(), at);
    }

    private static Decision<PushEvent> attempted(Trying trying, Attempted c, Instant at, PushFacts facts) {
        if (c.problem().isEmpty()) {
            return accept(new ReminderReached(c.room(), c.attempt(), c.transport()));
        }
        var wait = facts.backoff().multipliedBy(1L << Math.min(c.attempt() - 1, DOUBLINGS_MAX));
        var nextAt = Optional.of(at.plus(wait)).filter(next -> c.retry() && next.isBefore(trying.until()));
        return accept(new ReminderFailed(c.room(), c.attempt(), c.problem().get(), nextAt));
    }

    public static Reminder evolve(Reminder reminder, Recorded<PushEvent> recorded) {
        return switch (recorded.event()) {
            case ReminderTaken e -> new Trying(e.call(), e.until(), 1, e.firstAttemptAt());
            case ReminderFailed e ->
                e.nextAt()
                        .<Reminder>map(next -> next(reminder, e.attempt() + 1, next))
                        .orElseGet(() -> over(reminder));
            case ReminderReached _, ReminderExpired _, ReminderCancelled _ -> over(reminder);
        };
    }

    private static Trying next(Reminder reminder, int attempt, Instant at) {
        var trying = (Trying) reminder;
        return new Trying(trying.call(), trying.until(), attempt, at);
    }

    private static Over over(Reminder reminder) {
        return switch (reminder) {
            case Absent _ -> new Over(Optional.empty());
            case Trying trying -> new Over(Optional.of(trying.call()));
            case Over over -> over;
        };
    }

    public static List<Deadline> deadlines(Reminder reminder) {
        return switch (reminder) {
            case Trying trying ->
                List.of(new Deadline(ATTEMPT, trying.attemptAt()), new Deadline(UNTIL, trying.until()));
            case Absent _, Over _ -> List.of();
        };
    }

    /** What the room is told of it. A cancelled reminder is no news: the room cancelled it. */
    public static List<Outgoing> outgoing(Recorded<PushEvent> recorded) {
        return switch (recorded.event()) {
            case ReminderTaken _, ReminderCancelled _ -> List.of();
            case ReminderFailed e ->
                report(new ReminderReported(
                        e.room(),
                        e.attempt(),
                        e.nextAt().isPresent() ? ReminderStage.ATTEMPTED : ReminderStage.GIVEN_UP,
                        Optional.of(e.problem())));
            case ReminderReached e ->
                report(new ReminderReported(e.room(), e.attempt(), ReminderStage.REACHED, Optional.empty()));
            case ReminderExpired e ->
                report(new ReminderReported(
                        e.room(), e.attempts(), ReminderStage.GIVEN_UP, Optional.of("the ring time is over")));
        };
    }

    private static List<Outgoing> report(ReminderReported reported) {
        return List.of(Outgoing.of(Topic.ROOM_COMMANDS, reported.room().value(), reported));
    }
}
