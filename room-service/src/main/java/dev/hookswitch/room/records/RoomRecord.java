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

    /** The parts in which records of different states differ. */
    private record Part(
            Optional<EndpointId> listener,
            Optional<ChargeType> chargeType,
            Optional<Instant> ringUntil,
            Optional<Instant> startedAt,
            Optional<Instant> payableUntil,
            Optional<Watched> watched,
            Optional<EndCause> cause,
            Optional<Objection> objection,
            Duration talked,
            Optional<Charge> charge) {
        static final Part NONE = new Part(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty());

        Part answeredBy(Optional<EndpointId> value) {
            return new Part(
                    value, chargeType, ringUntil, startedAt, payableUntil, watched, cause, objection, talked, charge);
        }

        Part by(ChargeType value) {
            return new Part(
                    listener,
                    Optional.of(value),
                    ringUntil,
                    startedAt,
                    payableUntil,
                    watched,
                    cause,
                    objection,
                    talked,
                    charge);
        }

        Part ringing(Instant until) {
            return new Part(
                    listener,
                    chargeType,
                    Optional.of(until),
                    startedAt,
                    payableUntil,
                    watched,
                    cause,
                    objection,
                    talked,
                    charge);
        }

        Part talking(Instant since, Instant until) {
            return new Part(
                    listener,
                    chargeType,
                    ringUntil,
                    Optional.of(since),
                    Optional.of(until),
                    watched,
                    cause,
                    objection,
                    talked,
                    charge);
        }

        Part watching(Watch caller, Watch other) {
            return new Part(
                    listener,
                    chargeType,
                    ringUntil,
                    startedAt,
                    payableUntil,
                    Optional.of(new Watched(How.of(caller), How.of(other))),
                    cause,
                    objection,
                    talked,
                    charge);
        }

        Part ended(EndCause value, Duration how) {
            return new Part(
                    listener,
                    chargeType,
                    ringUntil,
                    startedAt,
                    payableUntil,
                    watched,
                    Optional.of(value),
                    objection,
                    how,
                    charge);
        }

        Part refused(Objection value) {
            return new Part(
                    listener,
                    chargeType,
                    ringUntil,
                    startedAt,
                    payableUntil,
                    watched,
                    cause,
                    Optional.of(value),
                    talked,
                    charge);
        }

        Part charged(Optional<Charge> value) {
            return new Part(
                    listener, chargeType, ringUntil, startedAt, payableUntil, watched, cause, objection, talked, value);
        }
    }

    static RoomRecord of(Room room, Instant now) {
        var opening = room.request().orElseThrow();
        var part = part(room);
        return new RoomRecord(
                opening.call().room(),
                opening.call().room(),
                room.stage(),
                opening.call(),
                opening.caller(),
                part.listener(),
                part.chargeType(),
                opening.openedAt(),
                part.ringUntil(),
                part.startedAt(),
                part.payableUntil(),
                room.over(),
                part.watched(),
                part.cause(),
                part.objection(),
                part.talked(),
                part.charge(),
                now);
    }

    private static Part part(Room room) {
        var nobody = new Watch.NotWatched();
        return switch (room) {
            case Room.Absent _ -> Part.NONE;
            case Room.Checking s -> Part.NONE.watching(s.callerWatch(), nobody);
            case Room.Ringing s ->
                Part.NONE
                        .by(s.placed().chargeType())
                        .ringing(s.due().ringUntil())
                        .watching(s.callerWatch(), nobody);
            case Room.Joining s ->
                Part.NONE
                        .by(s.placed().chargeType())
                        .answeredBy(Optional.of(s.listener()))
                        .watching(s.callerWatch(), s.listenerWatch());
            case Room.Talking s ->
                Part.NONE
                        .by(s.placed().chargeType())
                        .answeredBy(Optional.of(s.listener()))
                        .talking(s.startedAt(), s.due().payableUntil())
                        .watching(s.callerWatch(), s.listenerWatch());
            case Room.Ended s ->
                Part.NONE.by(s.placed().chargeType()).answeredBy(s.listener()).ended(s.cause(), s.talked());
            case Room.Refused s -> Part.NONE.refused(s.objection());
            case Room.Settled s ->
                switch (s.outcome()) {
                    case Room.Outcome.NeverRang o ->
                        Part.NONE.refused(o.objection()).charged(s.charge());
                    case Room.Outcome.Over o ->
                        Part.NONE
                                .by(o.chargeType())
                                .answeredBy(s.listener())
                                .ended(o.cause(), o.talked())
                                .charged(s.charge());
                };
        };
    }
}
