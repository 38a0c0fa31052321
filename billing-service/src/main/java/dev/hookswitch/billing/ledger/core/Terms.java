package dev.hookswitch.billing.ledger.core;

import java.time.Duration;

/**
 * How much, and how long, money may be set aside for one call.
 *
 * @param holdMax the most talking time that is held for a call that is charged; the call ends when it is used up
 * @param unchargedMax the same for a call of an app that is not charged, which must not end by it: the longest call
 * @param holdLife after this time a hold that was neither captured nor voided is given back: a safety net
 */
public record Terms(Duration holdMax, Duration unchargedMax, Duration holdLife) {
    public static final Terms USUAL = new Terms(Duration.ofHours(1), Duration.ofHours(12), Duration.ofHours(24));
}
