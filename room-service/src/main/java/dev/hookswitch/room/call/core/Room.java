package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.ReminderStage;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One call, from the request to the settled end. No clock and no I/O: the time arrives with the command.
 *
 * <pre>
 *          OpenRoom           all checks fine            Answer            both media up
 * (absent) ────────► CHECKING ───────────────► RINGING ────────► JOINING ───────────────► TALKING
 *                       │ refused, cancelled      │ reject, cancel,    │ 20 s, lost,          │ hang up, limit, credit,
 *                       ▼ (busy: ENDED)           ▼ 60 s, …            ▼ revoked, …           ▼ lost, revoked
 *                    REFUSED ───────────────┐   ENDED ◄────────────────┴──────────────────────┘
 *                                           └──► SETTLED ◄──┘
 * </pre>
 *
 * <p>{@code docs/room-states.md} names for every state and command what follows.
 */
public sealed interface Room {
    /** Before the first event. */
    record Absent() implements Room {}

    /** Stored, and its checks are out. */
    record Checking(Opening opening, List<Asker> askers, CheckTimes due, Checks checks, Watch callerWatch)
            implements Room {}

    /** The listener rings at every endpoint. */
    record Ringing(
            Placed placed,
            Reminder reminder,
            RingTimes due,
            Entry caller,
            List<Leg> legs,
            Optional<Reminded> reminded,
            boolean reached,
            Watch callerWatch)
            implements Room {}

    /** The listener has answered at one endpoint; the media of both is being connected. */
    record Joining(
            Placed placed,
            EndpointId listener,
            Instant joinBy,
            Entry caller,
            boolean listenerUp,
            Watch callerWatch,
            Watch listenerWatch)
            implements Room {}

    record Talking(
            Placed placed,
            EndpointId listener,
            Instant startedAt,
            TalkDeadlines due,
            Watch callerWatch,
            Watch listenerWatch)
            implements Room {}

    /** Over for its parties; the money is not confirmed. {@code rang} is false for a busy listener. */
    record Ended(
            Placed placed,
            Optional<EndpointId> listener,
            EndCause cause,
            Duration talked,
            boolean rang,
            Instant endedAt,
            Settling settling)
            implements Room {}

    /** It will not ring; the hold is being voided. */
    record Refused(Opening opening, Objection objection, Instant endedAt, Settling settling) implements Room {}

    /** Finished. */
    record Settled(
            Opening opening, Optional<EndpointId> listener, Outcome outcome, Instant endedAt, Optional<Charge> charge)
            implements Room {}

    /** What was asked for, and by which endpoint; {@code content} tells another request with the same key from a repeat. */
    record Opening(Call call, EndpointId caller, String content, Instant openedAt) {}

    /** What is known of a call that is placed. */
    record Placed(Opening opening, ChargeType chargeType, Optional<Duration> payable, boolean needsGrant) {
        Call call() {
            return opening.call();
        }
    }

    /** Nothing starts ringing at or after either. */
    record CheckTimes(Instant checkBy, Optional<Instant> validUntil) {}

    /** What the checks have answered so far. */
    record Checks(Optional<PartiesFine> parties, Optional<Credit> credit, boolean pushTokenAwaited, boolean grantLost) {
        boolean areFine() {
            return parties.isPresent() && credit.isPresent() && !pushTokenAwaited;
        }
    }

    record PartiesFine(Reminder reminder, boolean needsGrant, Optional<Duration> ringTime) {}

    record Credit(ChargeType chargeType, Optional<Duration> payable) {}

    record RingTimes(Instant ringUntil, Instant callerJoinBy, Optional<Instant> reachBy) {}

    /** How far the caller has come into the room. */
    record Entry(boolean joined, boolean mediaUp) {}

    /** The last report on the reminder. */
    record Reminded(int attempt, ReminderStage stage) {
        boolean isBefore(int otherAttempt, ReminderStage otherStage) {
            return attempt < otherAttempt || (attempt == otherAttempt && stage.compareTo(otherStage) < 0);
        }
    }

    /** The question about the money: how often it was asked, and when it is asked again. */
    record Settling(int attempt, Instant againAt) {}

    /** How a finished room came to its end. */
    sealed interface Outcome {
        record NeverRang(Objection objection) implements Outcome {}

        record Over(ChargeType chargeType, EndCause cause, Duration talked, boolean rang) implements Outcome {}
    }

    /** The whole protocol; pure. */
    static Decision<RoomEvent> decide(Room room, Received<RoomCommand> in, Lines lines) {
        return RoomDecisions.decide(room, in, lines);
    }

    /** Applies one event. Live rooms, restarts and tests share this one fold. */
    static Room evolve(Room room, Recorded<RoomEvent> event) {
        return RoomFold.evolve(room, event);
    }

    /** What was asked for; absent before the first event. */
    default Optional<Opening> request() {
        return switch (this) {
            case Absent _ -> Optional.empty();
            case Checking s -> Optional.of(s.opening());
            case Ringing s -> Optional.of(s.placed().opening());
            case Joining s -> Optional.of(s.placed().opening());
            case Talking s -> Optional.of(s.placed().opening());
            case Ended s -> Optional.of(s.placed().opening());
            case Refused s -> Optional.of(s.opening());
            case Settled s -> Optional.of(s.opening());
        };
    }

    /** Whether its parties are still engaged by it. */
    default boolean isLive() {
        return switch (this) {
            case Checking _, Ringing _, Joining _, Talking _ -> true;
            case Absent _, Ended _, Refused _, Settled _ -> false;
        };
    }

    /** When it was over for its parties. */
    default Optional<Instant> over() {
        return switch (this) {
            case Absent _, Checking _, Ringing _, Joining _, Talking _ -> Optional.empty();
            case Ended s -> Optional.of(s.endedAt());
            case Refused s -> Optional.of(s.endedAt());
            case Settled s -> Optional.of(s.endedAt());
        };
    }

    /** Whether the listener has ever heard of it. */
    default boolean hasRung() {
        return switch (this) {
            case Absent _, Checking _, Refused _ -> false;
            case Ringing _, Joining _, Talking _ -> true;
            case Ended s -> s.rang();
            case Settled s ->
                switch (s.outcome()) {
                    case Outcome.NeverRang _ -> false;
                    case Outcome.Over over -> over.rang();
                };
        };
    }

    /** The lines it engages: the caller's from the request on, the listener's from the ring on, both until the end. */
    default List<Line> lines() {
        return switch (this) {
            case Checking s -> List.of(Line.of(s.opening().call(), Side.CALLER));
            case Ringing s -> both(s.placed());
            case Joining s -> both(s.placed());
            case Talking s -> both(s.placed());
            case Absent _, Ended _, Refused _, Settled _ -> List.of();
        };
    }

    private static List<Line> both(Placed placed) {
        return List.of(Line.of(placed.call(), Side.CALLER), Line.of(placed.call(), Side.LISTENER));
    }

    /** The stage as the contract's readers see it. */
    default String stage() {
        return switch (this) {
            case Absent _ -> "absent";
            case Checking _ -> "checking";
            case Ringing _ -> "ringing";
            case Joining _ -> "joining";
            case Talking _ -> "talking";
            case Ended _ -> "ended";
            case Refused _ -> "refused";
            case Settled _ -> "settled";
        };
    }
}
