package dev.hookswitch.room.records;

import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.room.call.core.Room;
import dev.hookswitch.room.call.core.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A call as it can be read: what it is, how far it has come, how it ended and what it cost.
 *
 * @param groupId the room's id under its older name
 * @param ringUntil while it rings
 * @param startedAt while both talk
 * @param payableUntil while both talk: when limit, credit or the longest call ends it
 * @param watched whether the room would notice that a side is gone, while it is live
 * @param objection why it never rang
 * @param charge what it cost, once that is confirmed
 */
record RoomRecord(
        RoomId roomId,
        RoomId groupId,
        String state,
        Call call,
        EndpointId callerEndpoint,
        Optional<EndpointId> listenerEndpoint,
        Optional<ChargeType> chargeType,
        Instant openedAt,
        Optional<Instant> ringUntil,
        Optional<Instant> startedAt,
        Optional<Instant> payableUntil,
        Optional<Instant> endedAt,
        Optional<Watched> watched,
        Optional<EndCause> cause,
        Optional<Objection> objection,
        Duration talked,
        Optional<Charge> charge,
        Instant serverTime) {

    /** How each side is watched. */
    record Watched(How caller, How listener) {}

    /** By its open sockets, by its keep-alives, away and missed when the grace is over, or not at all. */
    enum How {
        SOCKET,
        KEEP_ALIVE,
        AWAY,
        NOT;

        static How of(Watch watch) {
            return switch (watch) {
                case Watch.Connected _ -> SOCKET;
                case Watch.KeptAlive _ -> KEEP_ALIVE;
                case Watch.Away _ -> AWAY;
                case Watch.NotWatched _ -> NOT;
            };
        }
    }

    static RoomRecord of(Room room, Instant now) {
        var opening = room.request().orElseThrow();
        var over = over(room);
        var talking = room instanceof Room.Talking s ? Optional.of(s) : Optional.<Room.Talking>empty();
        return new RoomRecord(
                opening.call().room(),
                opening.call().room(),
                room.stage(),
                opening.call(),
                opening.caller(),
                listener(room),
                chargeType(room),
                opening.openedAt(),
                room instanceof Room.Ringing s ? Optional.of(s.due().ringUntil()) : Optional.empty(),
                talking.map(Room.Talking::startedAt),
                talking.map(s -> s.due().payableUntil()),
                room.over(),
                watched(room),
                over.map(Room.Outcome.Over::cause),
                objection(room),
                over.map(Room.Outcome.Over::talked).orElse(Duration.ZERO),
                room instanceof Room.Settled s ? s.charge() : Optional.empty(),
                now);
    }

    private static Optional<EndpointId> listener(Room room) {
        return switch (room) {
            case Room.Absent _, Room.Checking _, Room.Ringing _, Room.Refused _ -> Optional.empty();
            case Room.Joining s -> Optional.of(s.listener());
            case Room.Talking s -> Optional.of(s.listener());
            case Room.Ended s -> s.listener();
            case Room.Settled s -> s.listener();
        };
    }

    private static Optional<ChargeType> chargeType(Room room) {
        return switch (room) {
            case Room.Absent _, Room.Checking _, Room.Refused _ -> Optional.empty();
            case Room.Ringing s -> Optional.of(s.placed().chargeType());
            case Room.Joining s -> Optional.of(s.placed().chargeType());
            case Room.Talking s -> Optional.of(s.placed().chargeType());
            case Room.Ended _, Room.Settled _ -> over(room).map(Room.Outcome.Over::chargeType);
        };
    }

    private static Optional<Watched> watched(Room room) {
        return switch (room) {
            case Room.Absent _, Room.Ended _, Room.Refused _, Room.Settled _ -> Optional.empty();
            case Room.Checking s -> Optional.of(new Watched(How.of(s.callerWatch()), How.NOT));
            case Room.Ringing s -> Optional.of(new Watched(How.of(s.callerWatch()), How.NOT));
            case Room.Joining s -> Optional.of(new Watched(How.of(s.callerWatch()), How.of(s.listenerWatch())));
            case Room.Talking s -> Optional.of(new Watched(How.of(s.callerWatch()), How.of(s.listenerWatch())));
        };
    }

    /** How a placed call ended, whether or not the money is confirmed. */
    private static Optional<Room.Outcome.Over> over(Room room) {
        return switch (room) {
            case Room.Ended s ->
                Optional.of(new Room.Outcome.Over(s.placed().chargeType(), s.cause(), s.talked(), s.rang()));
            case Room.Settled s when s.outcome() instanceof Room.Outcome.Over o -> Optional.of(o);
            case Room.Absent _,
                    Room.Checking _,
                    Room.Ringing _,
                    Room.Joining _,
                    Room.Talking _,
                    Room.Refused _,
                    Room.Settled _ -> Optional.empty();
        };
    }

    private static Optional<Objection> objection(Room room) {
        return switch (room) {
            case Room.Refused s -> Optional.of(s.objection());
            case Room.Settled s when s.outcome() instanceof Room.Outcome.NeverRang o -> Optional.of(o.objection());
            case Room.Absent _,
                    Room.Checking _,
                    Room.Ringing _,
                    Room.Joining _,
                    Room.Talking _,
                    Room.Ended _,
                    Room.Settled _ -> Optional.empty();
        };
    }
}
