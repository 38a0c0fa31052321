package dev.hookswitch.contracts.room;

import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a room can be told. Topic {@code room.commands}, key = room. */
public sealed interface RoomCommand extends Message {
    RoomId room();

    /**
     * Places a call.
     *
     * @param endpoint the caller's installation
     * @param pushTokenDigest SHA-256 (hex) of the pushToken the caller showed; the token itself is not written down
     * @param content SHA-256 (hex) of the request's content: the same key with other content is refused
     */
    record OpenRoom(Call call, EndpointId endpoint, Optional<String> pushTokenDigest, String content)
            implements RoomCommand {
        @Override
        public RoomId room() {
            return call.room();
        }
    }

    /** This endpoint enters the room: the caller after its call was placed; for the listener it is the Answer. */
    record Join(RoomId room, Endpoint by) implements RoomCommand {}

    /** This endpoint's media is connected. */
    record MediaUp(RoomId room, Endpoint by) implements RoomCommand {}

    record Answer(RoomId room, Endpoint by) implements RoomCommand {}

    record Reject(RoomId room, Endpoint by, Origin origin) implements RoomCommand {}

    record Cancel(RoomId room, Endpoint by, Origin origin) implements RoomCommand {}

    record HangUp(RoomId room, Endpoint by, Origin origin) implements RoomCommand {}

    /** This endpoint could not join; {@code errCode} 2000–2999 (contract §3.2). */
    record JoinFailed(RoomId room, Endpoint by, int errCode, String errMsg) implements RoomCommand {
        public JoinFailed {
            Bounds.range("errCode", errCode, 2000, 2999);
            Bounds.bytes("errMsg", errMsg, EndCause.ERR_MSG_BYTES_MAX);
        }
    }

    /** This endpoint cannot go on (contract §2.3 {@code abortVoip.error.errMsg}). */
    record Abort(RoomId room, Endpoint by, String errMsg) implements RoomCommand {
        public Abort {
            Bounds.bytes("errMsg", errMsg, EndCause.ERR_MSG_BYTES_MAX);
        }
    }

    /** An endpoint has got the ring, or has shown it. */
    record RingReceipt(RoomId room, Endpoint by, RingStage stage) implements RoomCommand {}

    /**
     * A socket of this endpoint is open.
     *
     * @param formerly the name by which the same socket has followed the call so far: another one when its gateway has
     *     taken a new one, the present one if it came before the answer; absent if it came to an answered call
     */
    record SideBack(RoomId room, Endpoint by, ConnectionId connection, Optional<ConnectionId> formerly)
            implements RoomCommand {}

    /** A socket of this endpoint is gone. */
    record SideAway(RoomId room, Endpoint by, ConnectionId connection) implements RoomCommand {}

    /** An endpoint without a socket is alive. */
    record KeepAlive(RoomId room, Endpoint by) implements RoomCommand {}

    record DeadlinePassed(RoomId room, String which, Instant due) implements RoomCommand {}

    /** A right that this call may need is gone. */
    record Revoke(RoomId room, Revoked what) implements RoomCommand {}

    /** The app's server, or an operator, ends the call. */
    record EndRoom(RoomId room, Ender by) implements RoomCommand {}

    /**
     * What a room is told by those it asks. They are upgraded before it, so a room of the former release has to read what they
     * write: for these the rules of an event hold.
     */
    sealed interface Report extends RoomCommand {}

    /** auth-service's answer to {@code CheckParties}. */
    record PartiesChecked(RoomId room, String question, PartiesVerdict verdict) implements Report {}

    /** billing-service's answer to {@code Hold}. */
    record HoldAnswered(RoomId room, String question, HoldVerdict verdict) implements Report {}

    /** push-service's answer to {@code CheckPushToken}. */
    record PushTokenChecked(RoomId room, String question, Optional<Objection> objection) implements Report {}

    /** billing-service's answer to {@code Capture} or {@code VoidHold}: the call's final charge. */
    record SettlementAnswered(RoomId room, String question, Optional<Charge> charge) implements Report {}

    /** push-service reports on its attempts to wake the listener. */
    record ReminderReported(RoomId room, int attempt, ReminderStage stage, Optional<String> problem)
            implements Report {}

    /** Whether the parties may talk to each other, and what is known about them. */
    sealed interface PartiesVerdict {
        /**
         * They may.
         *
         * @param needsGrant whether the call ends when the user's grant for the device is revoked
         * @param ringTime the app's own, where it has one
         */
        record Fine(Member caller, Member listener, Reminder reminder, boolean needsGrant, Optional<Duration> ringTime)
                implements PartiesVerdict {}

        record NotFine(Objection objection) implements PartiesVerdict {}
    }

    /** Whether the call is paid for. */
    sealed interface HoldVerdict {
        /**
         * It is.
         *
         * @param payable how long the held talking time lasts; none for licences and where charging is off
         */
        record Held(ChargeType chargeType, Optional<Duration> payable) implements HoldVerdict {}

        record NotHeld(Objection objection) implements HoldVerdict {}
    }

    /** What was taken away: the grant between user and device, or a party or the app itself. */
    enum Revoked {
        GRANT,
        PARTY
    }

    /** Who ends a call from outside. */
    enum Ender {
        SERVER,
        OPERATOR
    }

    /** How far a ring came at an endpoint. */
    enum RingStage {
        RECEIVED,
        SHOWN
    }

    /** How far push-service came with a reminder. */
    enum ReminderStage {
        ATTEMPTED,
        REACHED,
        GIVEN_UP
    }
}
