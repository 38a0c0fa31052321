package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;

/** Why a call ended. Every call has one cause, settled by the server; each side's plugin events follow from it. */
public sealed interface EndCause {
    /** The longest text a client may give for a failure. */
    int ERR_MSG_BYTES_MAX = 512;

    /** The caller left before both were talking. */
    record Cancelled(Origin origin) implements EndCause {}

    /** The listener refused, or left before both were talking. */
    record Rejected(Origin origin) implements EndCause {}

    /** The listener is in another call. */
    record Busy() implements EndCause {}

    /** Nobody answered in the ring time. */
    record NoAnswer() implements EndCause {}

    /** The platform reached no endpoint of the listener in time. */
    record Unreachable() implements EndCause {}

    /** One side hung up while talking. */
    record HungUp(Side by, Origin origin) implements EndCause {}

    /** The {@code timeLimit} of the call was reached. */
    record TimeLimit() implements EndCause {}

    /** The talking time that was held for the call is used up. */
    record CreditUsedUp() implements EndCause {}

    /** The longest time any call may last was reached. */
    record MaxCallTime() implements EndCause {}

    /** The right that the call needed was taken away, or a party or the app was disabled. */
    record Revoked() implements EndCause {}

    /** The app's server ended the call. */
    record EndedByServer() implements EndCause {}

    /** An operator ended the call. */
    record EndedByOperator() implements EndCause {}

    /** The cloud device's server refused the call. */
    record Vetoed() implements EndCause {}

    /** After the answer {@code missing} was not connected within the join time. */
    record JoinTimeout(Side missing) implements EndCause {}

    /** A side could not join; {@code errCode} is one of contract §3.2's 2xxx. */
    record JoinFailed(Side side, int errCode, String errMsg) implements EndCause {
        public JoinFailed {
            Bounds.range("errCode", errCode, 2000, 2999);
            Bounds.bytes("errMsg", errMsg, ERR_MSG_BYTES_MAX);
        }
    }

    /** A side gave up: camera lost, media lost, closed in the background (contract §2.3). */
    record Aborted(Side side, String errMsg) implements EndCause {
        public Aborted {
            Bounds.bytes("errMsg", errMsg, ERR_MSG_BYTES_MAX);
        }
    }

    /** A side's connections were away for longer than the grace. */
    record Lost(Side side) implements EndCause {}

    /** Both sides' connections were away for longer than the grace. */
    record BothLost() implements EndCause {}
}
