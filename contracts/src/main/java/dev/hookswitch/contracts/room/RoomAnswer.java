package dev.hookswitch.contracts.room;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.RoomId;

/** What room-service answers to commands that ask for more than a yes. */
public sealed interface RoomAnswer extends Message {
    /** The call is placed: it rings, or has already ended as busy. */
    record CallPlaced(RoomId room, ChargeType chargeType) implements RoomAnswer {}
}
