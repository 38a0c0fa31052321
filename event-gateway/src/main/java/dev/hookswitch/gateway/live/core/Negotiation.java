package dev.hookswitch.gateway.live.core;

import dev.hookswitch.contracts.room.RoomEvent;

/**
 * Which negotiation a room's signalling is at. Its number is read off the room's log, so nobody has to count, and a gateway
 * that was killed has forgotten nothing.
 *
 * <pre>
 *   answered ───────────► 1, or 0        the clients begin by themselves
 *   SideCameBack, seq s ─► s             both sides are told: renegotiate(s)
 * </pre>
 *
 * <ul>
 *   <li>A room's seq only grows, and its first event is not an answer: a number is higher than all before it in its room, at
 *       every gateway, whichever is killed.
 *   <li>Both sides come back at once: two events in one order. Both sides end at the higher, whichever they hear of first.
 *   <li>A repeated hello is a further socket and a further event; a repeated event changes nothing here.
 *   <li>A socket that was there before the answer, however late the room learns of it, and one whose gateway has taken
 *       another name have missed nothing: no new negotiation.
 *   <li>A signal may overtake the event it belongs to, from another gateway: {@link #reached} believes its number, which
 *       that gateway had read off the log.
 *   <li>A side that has just come back is at none until the log brings its own return: all that is under way is older.
 * </ul>
 *
 * <p>Events may be added twice and in any order.
 *
 * @param answeredAt seq of the answer; 0 while none is known
 * @param backAt the highest seq at which a side came back; 0 if none did
 */
record Negotiation(long answeredAt, long backAt) {
    static final Negotiation NONE = new Negotiation(0, 0);

    /** What clients may call the first one, besides 0. */
    private static final int FIRST = 1;

    Negotiation with(long seq, RoomEvent event) {
        if (event instanceof RoomEvent.RoomAnswered) {
            return new Negotiation(seq, backAt);
        }
        return event instanceof RoomEvent.SideCameBack back && back.formerly().isEmpty() ? reached(seq) : this;
    }

    Negotiation reached(long n) {
        return n <= backAt ? this : new Negotiation(answeredAt, n);
    }

    /** 0 until a side comes back to an answered call. Sides that come to one that rings begin nothing. */
    int number() {
        return answeredAt > 0 && backAt > answeredAt ? Math.toIntExact(backAt) : 0;
    }

    boolean isStale(int n) {
        return n < number();
    }

    /** Whether no negotiation of this number has begun. */
    boolean isUnknown(int n) {
        return n > Math.max(FIRST, number());
    }
}
