package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.room.RoomCommand.ReminderStage;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The fold of a room's events. An event that cannot follow its state is a bug and throws. */
final class RoomFold {
    private RoomFold() {}

    static Room evolve(Room room, Recorded<RoomEvent> recorded) {
        return switch (recorded.event()) {
            case RoomEvent.RoomOpened e -> opened(room, e, recorded.at());
            case RoomEvent.AskerJoined e -> askerJoined(checking(room), e.asker());
            case RoomEvent.PartiesFound e -> partiesFound(checking(room), e);
            case RoomEvent.CreditHeld e -> {
                var s = checking(room);
                var credit = new Room.Credit(e.chargeType(), e.payable());
                yield with(
                        s,
                        new Room.Checks(
                                s.checks().parties(),
                                Optional.of(credit),
                                s.checks().pushTokenAwaited(),
                                s.checks().grantLost()));
            }
            case RoomEvent.PushTokenFound _ -> {
                var s = checking(room);
                yield with(
                        s,
                        new Room.Checks(
                                s.checks().parties(),
                                s.checks().credit(),
                                false,
                                s.checks().grantLost()));
            }
            case RoomEvent.RightLost _ -> {
                var s = checking(room);
                yield with(
                        s,
                        new Room.Checks(
                                s.checks().parties(),
                                s.checks().credit(),
                                s.checks().pushTokenAwaited(),
                                true));
            }
            case RoomEvent.RoomRefused e ->
                new Room.Refused(
                        checking(room).opening(),
                        e.objection(),
                        recorded.at(),
                        new Room.Settling(1, e.settleAgainAt()));
            case RoomEvent.RoomRang e -> rang(checking(room), e);
            case RoomEvent.ListenerReminded e -> {
                var s = ringing(room);
                yield new Room.Ringing(
                        s.placed(),
                        s.reminder(),
                        s.due(),
                        s.caller(),
                        s.legs(),
                        Optional.of(new Room.Reminded(e.attempt(), e.stage())),
                        s.reached() || e.stage() == ReminderStage.REACHED,
                        s.callerWatch());
            }
            case RoomEvent.ListenerRinging e -> {
                var s = ringing(room);
                var legs = onLeg(
                        s.legs(),
                        e.by().id(),
                        leg -> new Leg(leg.endpoint(), leg.connections(), Optional.of(e.stage())));
                yield new Room.Ringing(
                        s.placed(), s.reminder(), s.due(), s.caller(), legs, s.reminded(), true, s.callerWatch());
            }
            case RoomEvent.RoomJoined _ -> callerEntered(room, entry -> new Room.Entry(true, entry.mediaUp()));
            case RoomEvent.RoomAnswered e -> answered(ringing(room), e.by().id(), e.joinBy());
            case RoomEvent.MediaConnected e -> mediaConnected(room, e.by());
            case RoomEvent.TalkStarted e -> {
                var s = joining(room);
                yield new Room.Talking(
                        s.placed(),
                        s.listener(),
                        recorded.at(),
                        new TalkDeadlines(e.limitAt(), e.creditUntil(), e.talkUntil()),
                        s.callerWatch(),
                        s.listenerWatch());
            }
            case RoomEvent.SideCameBack e ->
                watched(
                        room,
                        e.by(),
                        watch -> watch.with(e.connection()),
                        leg -> new Leg(leg.endpoint(), Watch.with(leg.connections(), e.connection()), leg.stage()));
            case RoomEvent.SideWentAway e ->
                watched(
                        room,
                        e.by(),
                        watch -> watch.without(e.connection(), e.graceUntil()),
                        leg -> new Leg(leg.endpoint(), Watch.without(leg.connections(), e.connection()), leg.stage()));
            case RoomEvent.SideKeptAlive e ->
                watched(room, e.by(), _ -> new Watch.KeptAlive(e.graceUntil()), leg -> leg);
            case RoomEvent.RoomEnded e -> ended(room, e, recorded.at());
            case RoomEvent.SettlementAskedAgain e -> {
                var settling = new Room.Settling(e.attempt(), e.settleAgainAt());
                yield switch (room) {
                    case Room.Ended s ->
                        new Room.Ended(
                                s.placed(), s.listener(), s.cause(), s.talked(), s.rang(), s.endedAt(), settling);
                    case Room.Refused s -> new Room.Refused(s.opening(), s.objection(), s.endedAt(), settling);
                    case Room.Absent _,
                            Room.Checking _,
                            Room.Ringing _,
                            Room.Joining _,
                            Room.Talking _,
                            Room.Settled _ -> throw impossible(room, e);
                };
            }
            case RoomEvent.RoomSettled e -> settled(room, e);
        };
    }

    private static Room opened(Room room, RoomEvent.RoomOpened e, Instant at) {
        if (!(room instanceof Room.Absent)) {
            throw impossible(room, e);
        }
        return new Room.Checking(
                new Room.Opening(e.call(), e.endpoint(), e.content(), at),
                e.asker().stream().toList(),
                new Room.CheckTimes(e.checkBy(), e.validUntil()),
                new Room.Checks(
                        Optional.empty(), Optional.empty(), e.pushTokenDigest().isPresent(), false),
                new Watch.NotWatched());
    }

    private static Room askerJoined(Room.Checking s, Asker asker) {
        var askers = new ArrayList<>(s.askers());
        askers.add(asker);
        return new Room.Checking(s.opening(), List.copyOf(askers), s.due(), s.checks(), s.callerWatch());
    }

    private static Room partiesFound(Room.Checking s, RoomEvent.PartiesFound e) {
        var opening = new Room.Opening(
                e.call(),
                s.opening().caller(),
                s.opening().content(),
                s.opening().openedAt());
        var parties = new Room.PartiesFine(e.reminder(), e.needsGrant(), e.ringTime());
        var checks = new Room.Checks(
                Optional.of(parties),
                s.checks().credit(),
                s.checks().pushTokenAwaited(),
                s.checks().grantLost());
        return new Room.Checking(opening, s.askers(), s.due(), checks, s.callerWatch());
    }

    private static Room with(Room.Checking s, Room.Checks checks) {
        return new Room.Checking(s.opening(), s.askers(), s.due(), checks, s.callerWatch());
    }

    private static Room rang(Room.Checking s, RoomEvent.RoomRang e) {
        return new Room.Ringing(
                placed(s),
                e.reminder(),
                new Room.RingTimes(e.ringUntil(), e.callerJoinBy(), e.reachBy()),
                new Room.Entry(false, false),
                List.of(),
                Optional.empty(),
                false,
                s.callerWatch());
    }

    private static Room.Placed placed(Room.Checking s) {
        var credit = s.checks().credit().orElseThrow();
        return new Room.Placed(
                s.opening(),
                credit.chargeType(),
                credit.payable(),
                s.checks().parties().orElseThrow().needsGrant());
    }

    private static Room callerEntered(Room room, UnaryOperator<Room.Entry> how) {
        return switch (room) {
            case Room.Ringing s ->
                new Room.Ringing(
                        s.placed(),
                        s.reminder(),
                        s.due(),
                        how.apply(s.caller()),
                        s.legs(),
                        s.reminded(),
                        s.reached(),
                        s.callerWatch());
            case Room.Joining s ->
                new Room.Joining(
                        s.placed(),
                        s.listener(),
                        s.joinBy(),
                        how.apply(s.caller()),
                        s.listenerUp(),
                        s.callerWatch(),
                        s.listenerWatch());
            case Room.Absent _, Room.Checking _, Room.Talking _, Room.Ended _, Room.Refused _, Room.Settled _ ->
                throw impossible(room, "the caller's entry");
        };
    }

    private static Room answered(Room.Ringing s, EndpointId by, Instant joinBy) {
        var connections = s.legs().stream()
                .filter(leg -> leg.endpoint().equals(by))
                .findFirst()
                .map(Leg::connections)
                .orElse(List.of());
        return new Room.Joining(
                s.placed(), by, joinBy, s.caller(), false, s.callerWatch(), Watch.connected(connections));
    }

    private static Room mediaConnected(Room room, Endpoint by) {
        if (side(room, by) == Side.CALLER) {
            return callerEntered(room, entry -> new Room.Entry(entry.joined(), true));
        }
        var s = joining(room);
        return new Room.Joining(
                s.placed(), s.listener(), s.joinBy(), s.caller(), true, s.callerWatch(), s.listenerWatch());
    }

    private static Room watched(Room room, Endpoint by, UnaryOperator<Watch> watch, UnaryOperator<Leg> leg) {
        var caller = side(room, by) == Side.CALLER;
        return switch (room) {
            case Room.Checking s ->
                new Room.Checking(s.opening(), s.askers(), s.due(), s.checks(), watch.apply(s.callerWatch()));
            case Room.Ringing s ->
                new Room.Ringing(
                        s.placed(),
                        s.reminder(),
                        s.due(),
                        s.caller(),
                        caller ? s.legs() : onLeg(s.legs(), by.id(), leg),
                        s.reminded(),
                        s.reached(),
                        caller ? watch.apply(s.callerWatch()) : s.callerWatch());
            case Room.Joining s ->
                new Room.Joining(
                        s.placed(),
                        s.listener(),
                        s.joinBy(),
                        s.caller(),
                        s.listenerUp(),
                        caller ? watch.apply(s.callerWatch()) : s.callerWatch(),
                        caller ? s.listenerWatch() : watch.apply(s.listenerWatch()));
            case Room.Talking s ->
                new Room.Talking(
                        s.placed(),
                        s.listener(),
                        s.startedAt(),
                        s.due(),
                        caller ? watch.apply(s.callerWatch()) : s.callerWatch(),
                        caller ? s.listenerWatch() : watch.apply(s.listenerWatch()));
            case Room.Absent _, Room.Ended _, Room.Refused _, Room.Settled _ ->
                throw impossible(room, "a side's connection");
        };
    }

    private static List<Leg> onLeg(List<Leg> legs, EndpointId endpoint, UnaryOperator<Leg> how) {
        var changed = new ArrayList<Leg>();
        var found = false;
        for (var leg : legs) {
            var same = leg.endpoint().equals(endpoint);
            found |= same;
            changed.add(same ? how.apply(leg) : leg);
        }
        if (!found) {
            changed.add(how.apply(Leg.silent(endpoint)));
        }
        return List.copyOf(changed);
    }

    private static Room ended(Room room, RoomEvent.RoomEnded e, Instant at) {
        var settling = new Room.Settling(1, e.settleAgainAt());
        return switch (room) {
            case Room.Checking s -> new Room.Ended(placed(s), e.listener(), e.cause(), e.talked(), false, at, settling);
            case Room.Ringing s -> new Room.Ended(s.placed(), e.listener(), e.cause(), e.talked(), true, at, settling);
            case Room.Joining s -> new Room.Ended(s.placed(), e.listener(), e.cause(), e.talked(), true, at, settling);
            case Room.Talking s -> new Room.Ended(s.placed(), e.listener(), e.cause(), e.talked(), true, at, settling);
            case Room.Absent _, Room.Ended _, Room.Refused _, Room.Settled _ -> throw impossible(room, e);
        };
    }

    private static Room settled(Room room, RoomEvent.RoomSettled e) {
        return switch (room) {
            case Room.Ended s ->
                new Room.Settled(
                        s.placed().opening(),
                        s.listener(),
                        new Room.Outcome.Over(s.placed().chargeType(), s.cause(), s.talked(), s.rang()),
                        s.endedAt(),
                        e.charge());
            case Room.Refused s ->
                new Room.Settled(
                        s.opening(),
                        Optional.empty(),
                        new Room.Outcome.NeverRang(s.objection()),
                        s.endedAt(),
                        e.charge());
            case Room.Absent _, Room.Checking _, Room.Ringing _, Room.Joining _, Room.Talking _, Room.Settled _ ->
                throw impossible(room, e);
        };
    }

    private static Side side(Room room, Endpoint by) {
        return room.request()
                .flatMap(opening -> opening.call().sideOf(by.party()))
                .orElseThrow(() -> impossible(room, "an event of a stranger"));
    }

    private static Room.Checking checking(Room room) {
        if (room instanceof Room.Checking s) {
            return s;
        }
        throw impossible(room, "an event of the checks");
    }

    private static Room.Ringing ringing(Room room) {
        if (room instanceof Room.Ringing s) {
            return s;
        }
        throw impossible(room, "an event of the ring");
    }

    private static Room.Joining joining(Room room) {
        if (room instanceof Room.Joining s) {
            return s;
        }
        throw impossible(room, "an event of joining");
    }

    private static IllegalStateException impossible(Room room, Object what) {
        var name = what instanceof RoomEvent event ? event.getClass().getSimpleName() : what.toString();
        return new IllegalStateException(name + " cannot happen to a room that is " + room.stage());
    }
}
