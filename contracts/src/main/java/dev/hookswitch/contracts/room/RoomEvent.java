package dev.hookswitch.contracts.room;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.room.RoomCommand.ReminderStage;
import dev.hookswitch.contracts.room.RoomCommand.Revoked;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What has happened to a room. Topic {@code room.events}, key = room. A reader needs no other source to act on it.
 *
 * <p>Who may see an event stands in its {@code ce_audience}: some of {@code caller}, {@code listener}, {@code app}. Before
 * {@link RoomRang} the listener hears nothing.
 */
public sealed interface RoomEvent extends Message {
    /**
     * The call is stored and its checks are asked.
     *
     * @param asker who waits for the answer to the request
     * @param checkBy when the checks must have been answered
     */
    record RoomOpened(
            Call call,
            EndpointId endpoint,
            Optional<Asker> asker,
            Instant checkBy,
            Optional<Instant> validUntil,
            Optional<String> pushTokenDigest,
            String content)
            implements RoomEvent {}

    /** The same request came again while it was being checked. */
    record AskerJoined(Asker asker) implements RoomEvent {}

    /** The parties may talk; {@code call} has their shown names. */
    record PartiesFound(Call call, Reminder reminder, boolean needsGrant, Optional<Duration> ringTime)
            implements RoomEvent {}

    /** The call is paid for, for {@code payable} of talking time where that is limited. */
    record CreditHeld(ChargeType chargeType, Optional<Duration> payable) implements RoomEvent {}

    record PushTokenFound() implements RoomEvent {}

    /** A right that this call may turn out to need was taken away while the checks are still out. */
    record RightLost(Revoked what) implements RoomEvent {}

    /**
     * The call will not ring. Its hold is voided, whether or not it was answered.
     *
     * @param caller the endpoint that asked for the call
     * @param settleAgainAt when billing-service is asked again unless it has answered
     */
    record RoomRefused(Call call, EndpointId caller, Objection objection, Instant settleAgainAt) implements RoomEvent {}

    /**
     * The listener rings until {@code ringUntil}.
     *
     * @param callerJoinBy when the call is cancelled unless the caller has joined
     * @param reachBy when the call ends as unreachable unless somebody was reached; absent where the developer reminds
     */
    record RoomRang(
            Call call,
            EndpointId caller,
            ChargeType chargeType,
            Reminder reminder,
            Instant ringUntil,
            Instant callerJoinBy,
            Optional<Instant> reachBy)
            implements RoomEvent {}

    /** push-service has tried to wake the listener. */
    record ListenerReminded(int attempt, ReminderStage stage, Optional<String> problem) implements RoomEvent {}

    /** An endpoint of the listener has got or shown the ring. */
    record ListenerRinging(Endpoint by, RingStage stage) implements RoomEvent {}

    /** The caller has entered the room. */
    record RoomJoined(Endpoint by) implements RoomEvent {}

    /** The listener has answered at this endpoint; its other endpoints stop ringing. */
    record RoomAnswered(Call call, Endpoint by, Reminder reminder, Instant joinBy) implements RoomEvent {}

    record MediaConnected(Endpoint by) implements RoomEvent {}

    /**
     * Both sides' media is connected: talking, its limits and its charge begin at this event's time.
     *
     * @param limitAt when the call's {@code timeLimit} is reached
     * @param creditUntil when the held talking time is used up
     * @param talkUntil the longest time any call may last
     */
    record TalkStarted(
            Call call,
            EndpointId caller,
            EndpointId listener,
            Optional<Instant> limitAt,
            Optional<Instant> creditUntil,
            Instant talkUntil)
            implements RoomEvent {}

    /**
     * A socket of this endpoint is open. If it came to an answered call, the event's {@code seq} is the number of the
     * negotiation that both sides begin with it.
     *
     * @param formerly the name by which the same socket has followed the call so far, its present one if it has been there
     *     since before the answer: nothing was missed then, and nothing is negotiated
     */
    record SideCameBack(Endpoint by, ConnectionId connection, Optional<ConnectionId> formerly) implements RoomEvent {}

    /**
     * A socket of this endpoint is gone.
     *
     * @param graceUntil when the call ends unless the side comes back; only when this was its last connection
     */
    record SideWentAway(Endpoint by, ConnectionId connection, Optional<Instant> graceUntil) implements RoomEvent {}

    record SideKeptAlive(Endpoint by, Instant graceUntil) implements RoomEvent {}

    /**
     * The call is over for its parties.
     *
     * @param listener the endpoint that had answered, if one had
     * @param by the endpoint whose command ended the call, if one did
     * @param ringing who was reminding the listener, if it was still ringing
     * @param settleAgainAt when billing-service is asked again unless it has answered
     */
    record RoomEnded(
            Call call,
            EndpointId caller,
            Optional<EndpointId> listener,
            EndCause cause,
            Optional<Endpoint> by,
            Optional<Reminder> ringing,
            Duration talked,
            Instant settleAgainAt)
            implements RoomEvent {}

    /** The final charge of a call of this app, {@code talked} long, was asked for again. */
    record SettlementAskedAgain(AppId app, Duration talked, int attempt, Instant settleAgainAt) implements RoomEvent {}

    /**
     * The money is confirmed: the room is finished.
     *
     * @param listener the endpoint that had answered, if one had
     * @param cause absent for a refused call
     */
    record RoomSettled(
            Call call,
            EndpointId caller,
            Optional<EndpointId> listener,
            Optional<EndCause> cause,
            Duration talked,
            Optional<Charge> charge)
            implements RoomEvent {}
}
