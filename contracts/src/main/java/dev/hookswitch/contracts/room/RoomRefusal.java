package dev.hookswitch.contracts.room;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.RoomId;

/** Why a command to a room was not carried out. Each case is one documented problem type of the API. */
public sealed interface RoomRefusal extends Message {
    record NoSuchRoom() implements RoomRefusal {}

    /** The caller is in a call of its own (contract §3.2, 1005). */
    record CallerInCall(RoomId room) implements RoomRefusal {}

    /** Another endpoint of the same listener was first. */
    record AnsweredElsewhere() implements RoomRefusal {}

    /** The Idempotency-Key was used for another call. */
    record OtherContent() implements RoomRefusal {}

    /** The request arrived after the time until which it was to be valid. */
    record TooLate() implements RoomRefusal {}

    /** A check said no. */
    record CallRefused(Objection objection) implements RoomRefusal {}

    /** The caller cancelled while the call was being checked (contract §3.2, 1008). */
    record CallCancelled() implements RoomRefusal {}

    /** The call is over. */
    record CallOver() implements RoomRefusal {}

    /** The command does not fit the stage the call is in; {@code stage} names it. */
    record WrongStage(String stage) implements RoomRefusal {}
}
