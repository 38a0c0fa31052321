package dev.hookswitch.messaging.core;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import java.util.List;
import java.util.Optional;

/**
 * What follows from a command: events to store, and what its sender (and earlier senders who still wait) is told.
 *
 * <p>{@code accept()} without events is the verdict on a repeated or late command.
 */
public sealed interface Decision<E> {
    /** What happened, in order; empty when nothing did. */
    List<E> events();

    /** Verdicts on earlier commands whose senders were left waiting. */
    List<Told> told();

    /** Carried out; the sender learns so, with {@code answer} where there is something to say. */
    record Accepted<E>(List<E> events, Optional<Message> answer, List<Told> told) implements Decision<E> {}

    /** Not carried out, and why. */
    record Refused<E>(Message reason, List<Told> told) implements Decision<E> {
        @Override
        public List<E> events() {
            return List.of();
        }
    }

    /** Under way; a later decision tells the sender, who is in the events' state. */
    record Waiting<E>(List<E> events, List<Told> told) implements Decision<E> {}

    /** The verdict on an earlier command: exactly one of an answer, a refusal, or plain acceptance. */
    sealed interface Told {
        Asker asker();

        record ToldAnswer(Asker asker, Optional<Message> answer) implements Told {}

        record ToldRefusal(Asker asker, Message reason) implements Told {}
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies and keeps nothing of the array
    static <E> Decision<E> accept(E... events) {
        return new Accepted<>(List.of(events), Optional.empty(), List.of());
    }

    static <E> Decision<E> accept(List<? extends E> events) {
        return new Accepted<>(List.copyOf(events), Optional.empty(), List.of());
    }

    /** Events and an answer. */
    static <E> Decision<E> accept(List<? extends E> events, Message answer) {
        return new Accepted<>(List.copyOf(events), Optional.of(answer), List.of());
    }

    /** An answer that changes nothing. */
    static <E> Decision<E> reply(Message answer) {
        return new Accepted<>(List.of(), Optional.of(answer), List.of());
    }

    static <E> Decision<E> refuse(Message reason) {
        return new Refused<>(reason, List.of());
    }

    static <E> Decision<E> waiting(List<? extends E> events) {
        return new Waiting<>(List.copyOf(events), List.of());
    }

    /** The same decision, which also tells those who were waiting. */
    default Decision<E> telling(List<? extends Told> waiters) {
        return switch (this) {
            case Accepted<E> d -> new Accepted<>(d.events(), d.answer(), List.copyOf(waiters));
            case Refused<E> d -> new Refused<>(d.reason(), List.copyOf(waiters));
            case Waiting<E> d -> new Waiting<>(d.events(), List.copyOf(waiters));
        };
    }
}
