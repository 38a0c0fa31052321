package dev.hookswitch.push.reminders;

import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.push.PushCommand.CheckPushToken;
import dev.hookswitch.contracts.push.PushCommand.DeadlinePassed;
import dev.hookswitch.contracts.push.PushEvent;
import dev.hookswitch.messaging.Aggregates;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import dev.hookswitch.push.PushConfig;
import dev.hookswitch.push.registrations.Registrations;
import dev.hookswitch.push.reminders.core.PushFacts;
import dev.hookswitch.push.reminders.core.Reminder;
import dev.hookswitch.push.reminders.core.Reminder.Absent;
import dev.hookswitch.push.reminders.core.Reminder.Over;
import dev.hookswitch.push.reminders.core.Reminder.Trying;
import dev.hookswitch.push.reminders.core.ReminderMachine;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Reminders as their log sees them. Its workers make the attempts. */
@Singleton
public class Reminders implements Aggregates<Reminder, PushCommand, PushEvent, PushFacts> {
    private final Attempts attempts;
    private final Duration backoff;

    Reminders(Attempts attempts, PushConfig config) {
        this.attempts = attempts;
        this.backoff = config.backoff();
    }

    @Override
    public Reminder absent(String key) {
        return new Absent();
    }

    @Override
    public Map<String, Stored<Reminder>> load(Connection tx, Collection<Received<PushCommand>> batch)
            throws SQLException {
        return ReminderStore.load(tx, batch.stream().map(Received::key).collect(Collectors.toSet()));
    }

    @Override
    public PushFacts facts(Connection tx, Map<String, Stored<Reminder>> loaded, Collection<Received<PushCommand>> batch)
            throws SQLException {
        var digests = batch.stream()
                .map(Received::command)
                .filter(CheckPushToken.class::isInstance)
                .map(command -> ((CheckPushToken) command).tokenDigest())
                .collect(Collectors.toSet());
        return new PushFacts(digests.isEmpty() ? Map.of() : Registrations.load(tx, digests), backoff);
    }

    @Override
    public Decision<PushEvent> decide(Reminder reminder, Received<PushCommand> in, PushFacts facts) {
        return ReminderMachine.decide(reminder, in, facts);
    }

    @Override
    public Reminder evolve(Reminder reminder, Recorded<PushEvent> event) {
        return ReminderMachine.evolve(reminder, event);
    }

    @Override
    public List<Deadline> deadlines(Reminder reminder) {
        return ReminderMachine.deadlines(reminder);
    }

    @Override
    public PushCommand deadlinePassed(String key, Deadline deadline) {
        return new DeadlinePassed(new RoomId(key), deadline.which(), deadline.due());
    }

    @Override
    public Optional<Callable<PushCommand>> work(String key, Reminder reminder, Deadline deadline) {
        return reminder instanceof Trying trying && deadline.which().equals(ReminderMachine.ATTEMPT)
                ? Optional.of(() -> attempts.make(trying))
                : Optional.empty();
    }

    @Override
    public List<Outgoing> outgoing(Recorded<PushEvent> event) {
        return ReminderMachine.outgoing(event);
    }

    @Override
    public Labels labels(Reminder after, Recorded<PushEvent> event) {
        var call = switch (after) {
            case Absent _ -> Optional.<Call>empty();
            case Trying trying -> Optional.of(trying.call());
            case Over over -> over.call();
        };
        return call.map(known -> new Labels(
                        known.app().value(),
                        List.of(
                                known.caller().party().subject(),
                                known.listener().party().subject()),
                        List.of("app")))
                .orElseGet(() -> new Labels("", List.of(), List.of()));
    }

    @Override
    public void save(Connection tx, Collection<Change<Reminder>> changes) throws SQLException {
        ReminderStore.save(tx, changes);
    }

    @Override
    public List<Live<Reminder>> live(Connection tx, int partition) throws SQLException {
        return ReminderStore.live(tx, partition);
    }
}
