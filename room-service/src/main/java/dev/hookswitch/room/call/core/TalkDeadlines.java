package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.messaging.core.Deadline;
import java.time.Instant;
import java.util.Optional;

/** What bounds the talking time: the call's own limit, the money that is held, and the longest call there may be. */
public record TalkDeadlines(Optional<Instant> limitAt, Optional<Instant> creditUntil, Instant talkUntil) {

    /** Nothing is talked, or paid, at or after this. */
    public Instant payableUntil() {
        return first().due();
    }

    /** The one that ends the call. Where they fall together: the caller's own limit, the longest call, the money. */
    Deadline first() {
        var first = new Deadline(RoomDeadlines.TALK, talkUntil);
        first = creditUntil
                .filter(until -> until.isBefore(talkUntil))
                .map(until -> new Deadline(RoomDeadlines.CREDIT, until))
                .orElse(first);
        var others = first.due();
        return limitAt.filter(at -> !at.isAfter(others))
                .map(at -> new Deadline(RoomDeadlines.LIMIT, at))
                .orElse(first);
    }

    EndCause cause() {
        return switch (first().which()) {
            case RoomDeadlines.LIMIT -> new EndCause.TimeLimit();
            case RoomDeadlines.CREDIT -> new EndCause.CreditUsedUp();
            default -> new EndCause.MaxCallTime();
        };
    }
}
