package dev.hookswitch.room.call.core;

import java.time.Duration;

/**
 * How long a call waits for what, as it is when a wait begins; the instant it ends goes into the event, so that a room's
 * past never depends on today's configuration.
 *
 * @param check for the answers of auth, billing and push
 * @param checkMargin how much sooner than the request's {@code validUntil} the checks must be over
 * @param ring for the listener's answer, where neither call nor app say otherwise
 * @param reach for a sign that the platform reached any endpoint of the listener
 * @param join for the caller's Join, and for both sides' media after the answer
 * @param away for a side whose last connection is gone, or whose next keep-alive is due
 * @param talk for the longest call
 * @param settleFirst for the first answer about the money; doubled each time up to {@code settleMax}
 */
public record Times(
        Duration check,
        Duration checkMargin,
        Duration ring,
        Duration reach,
        Duration join,
        Duration away,
        Duration talk,
        Duration settleFirst,
        Duration settleMax) {

    /** How long after the {@code attempt}-th question (from 1) the next is asked. */
    Duration settleAfter(int attempt) {
        var doublings = Math.min(attempt - 1, 30);
        var wait = settleFirst.multipliedBy(1L << doublings);
        return wait.compareTo(settleMax) < 0 ? wait : settleMax;
    }
}
