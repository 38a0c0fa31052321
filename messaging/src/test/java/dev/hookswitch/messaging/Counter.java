package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Decision.Told;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A number that commands add to: the smallest aggregate that uses everything a log offers. */
record Counter(long total, List<Asker> waiting, List<Alarmed> alarms) {
    static final Topic COMMANDS = Topic.BILLING_COMMANDS;
    static final Topic EVENTS = Topic.BILLING_EVENTS;
    static final Topic NOTES = Topic.PUSH_COMMANDS;
    /** The database takes no total above this. */
    static final int TOTAL_MAX = 1000;
    /** What {@code outgoing} cannot bear. */
    static final int UNSPEAKABLE = 13;

    static final MessageTypes<Command> COMMAND_TYPES = MessageTypes.of(Command.class);
    static final MessageTypes<Event> EVENT_TYPES = MessageTypes.of(Event.class);
    static final MessageTypes<Answer> ANSWER_TYPES = MessageTypes.of(Answer.class);
    static final Counter ZERO = new Counter(0, List.of(), List.of());

    record Alarmed(String which, Instant due, boolean outside) {}

    sealed interface Command extends Message {}

    record Add(int by) implements Command {}

    /** Asks for the total when it reaches a number. */
    record WaitFor(long atLeast) implements Command {}

    record Arm(String which, Instant due, boolean outside) implements Command {}

    record TimeIsUp(String which, Instant due, String by) implements Command {}

    /** What {@code decide} cannot bear. */
    record Explode() implements Command {}

    sealed interface Event extends Message {}

    record Added(String command, int by, long total) implements Event {}

    record Joined(Asker asker) implements Event {}

    record WaitersTold(List<Asker> askers, long total) implements Event {}

    record ArmedFor(String which, Instant due, boolean outside) implements Event {}

    record Rang(String which, String by) implements Event {}

    sealed interface Answer extends Message {}

    record Total(long total) implements Answer {}

    record BelowZero(long total) implements Answer {}

    record TooLate() implements Answer {}

    /** What another service is told of each addition. */
    record Note(String counter, long total) implements Message {}

    Decision<Event> decide(Received<Command> in) {
        return switch (in.command()) {
            case Add _ when in.isTooLate() -> Decision.refuse(new TooLate());
            case Add add when total + add.by() < 0 -> Decision.refuse(new BelowZero(total));
            case Add add -> added(in.id(), add.by());
            case WaitFor _ ->
                in.asker()
                        .map(asker -> Decision.<Event>waiting(List.of(new Joined(asker))))
                        .orElseGet(Decision::accept);
            case Arm arm -> Decision.accept(new ArmedFor(arm.which(), arm.due(), arm.outside()));
            case TimeIsUp up ->
                alarms.stream()
                                .anyMatch(alarm -> alarm.which().equals(up.which())
                                        && alarm.due().equals(up.due()))
                        ? Decision.accept(new Rang(up.which(), up.by()))
                        : Decision.accept();
            case Explode _ -> throw new IllegalStateException("exploded");
        };
    }

    private Decision<Event> added(String command, int by) {
        var events = new ArrayList<Event>();
        events.add(new Added(command, by, total + by));
        if (waiting.isEmpty()) {
            return Decision.accept(events, new Total(total + by));
        }
        events.add(new WaitersTold(waiting, total + by));
        return Decision.accept(events, new Total(total + by))
                .telling(waiting.stream()
                        .map(asker -> new Told.ToldAnswer(asker, Optional.of(new Total(total + by))))
                        .toList());
    }

    Counter evolve(Event event) {
        return switch (event) {
            case Added added -> new Counter(added.total(), waiting, alarms);
            case Joined joined -> new Counter(total, with(waiting, joined.asker()), alarms);
            case WaitersTold _ -> new Counter(total, List.of(), alarms);
            case ArmedFor armed ->
                new Counter(total, waiting, with(alarms, new Alarmed(armed.which(), armed.due(), armed.outside())));
            case Rang rang ->
                new Counter(
                        total,
                        waiting,
                        alarms.stream()
                                .filter(alarm -> !alarm.which().equals(rang.which()))
                                .toList());
        };
    }

    List<Deadline> deadlines() {
        return alarms.stream()
                .map(alarm -> new Deadline(alarm.which(), alarm.due()))
                .toList();
    }

    static List<Outgoing> outgoing(Recorded<Event> recorded) {
        if (recorded.event() instanceof Added added && added.by() == UNSPEAKABLE) {
            throw new IllegalStateException("unspeakable");
        }
        return recorded.event() instanceof Added added
                ? List.of(Outgoing.of(NOTES, recorded.aggregate(), new Note(recorded.aggregate(), added.total())))
                : List.of();
    }

    static Labels labels(Recorded<Event> recorded) {
        return new Labels("wx1", List.of("user:a,b", "device:" + recorded.aggregate()), List.of("caller"));
    }

    private static <T> List<T> with(List<T> list, T element) {
        var longer = new ArrayList<>(list);
        longer.add(element);
        return List.copyOf(longer);
    }
}
