package dev.hookswitch.messaging.core;

import java.time.Instant;

/**
 * An event as stored: what happened, to which aggregate, as its how-manieth event and when.
 *
 * @param seq 1 for an aggregate's first event, without a gap
 * @param at whole milliseconds, never before the previous event's
 */
public record Recorded<E>(String aggregate, long seq, Instant at, E event) {

    /** The event's CloudEvents id: aggregate and seq. */
    public String id() {
        return aggregate + "/" + seq;
    }
}
