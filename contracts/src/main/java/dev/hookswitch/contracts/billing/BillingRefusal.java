package dev.hookswitch.contracts.billing;

import dev.hookswitch.contracts.Message;

/** Why billing-service did not carry out a command. */
public sealed interface BillingRefusal extends Message {
    /** No licence is left to activate (contract §3.6, 9800039). */
    record NoLicenceLeft() implements BillingRefusal {}

    /** The device's licence would run longer than three years (contract §3.6, 9800038). */
    record ValidTooLong() implements BillingRefusal {}

    /** The transfer's name was used for something else (contract §3.6, 9800037). */
    record TransferUsed() implements BillingRefusal {}
}
