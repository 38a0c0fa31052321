package dev.hookswitch.contracts.billing;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.Sn;
import java.time.Instant;

/** What billing-service answers to commands that ask for more than a yes. */
public sealed interface BillingAnswer extends Message {
    /** The device's licence now runs until then; the answer to {@code ActivateLicence}. */
    record LicenceValid(Sn device, Instant validUntil) implements BillingAnswer {}
}
