package dev.hookswitch.contracts.call;

import java.time.Duration;
import java.util.List;

/**
 * What a call cost.
 *
 * @param charged the talking time that was charged, in whole seconds; zero for licences and unanswered calls
 * @param postings the ledger's lines for it, in the order they were written
 */
public record Charge(ChargeType chargeType, Duration charged, List<Posting> postings) {}
