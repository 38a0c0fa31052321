package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.room.RoomAnswer.CallPlaced;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.Ender;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict;
import dev.hookswitch.contracts.room.RoomCommand.Revoked;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.contracts.room.RoomRefusal;
import dev.hookswitch.contracts.room.RoomRefusal.AnsweredElsewhere;
import dev.hookswitch.contracts.room.RoomRefusal.CallCancelled;
import dev.hookswitch.contracts.room.RoomRefusal.CallOver;
import dev.hookswitch.contracts.room.RoomRefusal.CallRefused;
import dev.hookswitch.contracts.room.RoomRefusal.CallerInCall;
import dev.hookswitch.contracts.room.RoomRefusal.NoSuchRoom;
import dev.hookswitch.contracts.room.RoomRefusal.OtherContent;
import dev.hookswitch.contracts.room.RoomRefusal.TooLate;
import dev.hookswitch.contracts.room.RoomRefusal.WrongStage;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Decision.Told;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What each state does with each command. No default branches, so that a new state or command has to be decided here. */
final class RoomDecisions {
    /** More senders of one request than this do not wait for it together. */
    static final int ASKERS_MAX = 8;

    static final Objection CANCELLED =
            Objection.of(Reason.CANCELLED, "The caller cancelled the call while it was being checked.");
    private static final Objection GRANT_REVOKED = Objection.of(
            Reason.GRANT_REVOKED, "The user's grant for the device was revoked while the call was being checked.");
    private static final Objection PARTY_REVOKED =
            Objection.of(Reason.PARTY_DISABLED, "A party or the app was disabled while the call was being checked.");
    private static final Objection ENDED_BY_SERVER =
            Objection.of(Reason.ENDED_BY_SERVER, "The app's server ended the call while it was being checked.");
    private static final Objection ENDED_BY_OPERATOR =
            Objection.of(Reason.ENDED_BY_OPERATOR, "An operator ended the call while it was being checked.");

    /** Who a command comes from, as far as the room is concerned. */
    private enum Who {
        /** The endpoint that asked for the call. */
        CALLER,
        CALLERS_OTHER,
        /** While it rings any endpoint of the listener, afterwards the one that answered. */
        LISTENER,
        LISTENERS_OTHER,
        STRANGER
    }

    private RoomDecisions() {}

    static Decision<RoomEvent> decide(Room room, Received<RoomCommand> in, Lines lines) {
        return switch (room) {
            case Room.Absent _ -> absent(in, lines);
            case Room.Checking s -> checking(s, in, lines);
            case Room.Ringing s -> ringing(s, in, lines.times());
            case Room.Joining s -> joining(s, in, lines.times());
            case Room.Talking s -> talking(s, in, lines.times());
            case Room.Ended s -> ended(s, in, lines.times());
            case Room.Refused s -> refused(s, in, lines.times());
            case Room.Settled s -> settled(s, in);
        };
    }

    // --- nothing yet

    private static Decision<RoomEvent> absent(Received<RoomCommand> in, Lines lines) {
        return switch (in.command()) {
            case RoomCommand.OpenRoom c -> open(c, in, lines);
            case RoomCommand.Join _,
                    RoomCommand.MediaUp _,
                    RoomCommand.Answer _,
                    RoomCommand.Reject _,
                    RoomCommand.Cancel _,
                    RoomCommand.HangUp _,
                    RoomCommand.JoinFailed _,
                    RoomCommand.Abort _,
                    RoomCommand.RingReceipt _,
                    RoomCommand.KeepAlive _,
                    RoomCommand.EndRoom _ -> Decision.refuse(new NoSuchRoom());
            case RoomCommand.SideBack _,
                    RoomCommand.SideAway _,
                    RoomCommand.DeadlinePassed _,
                    RoomCommand.Revoke _,
                    RoomCommand.PartiesChecked _,
                    RoomCommand.HoldAnswered _,
                    RoomCommand.PushTokenChecked _,
                    RoomCommand.SettlementAnswered _,
                    RoomCommand.ReminderReported _ -> Decision.accept();
        };
    }

    private static Decision<RoomEvent> open(RoomCommand.OpenRoom c, Received<RoomCommand> in, Lines lines) {
        var times = lines.times();
        var latest = in.at().plus(times.check());
        var checkBy = in.validUntil()
                .map(until -> until.minus(times.checkMargin()))
                .filter(by -> by.isBefore(latest))
                .orElse(latest);
        if (in.isTooLate() || !in.at().isBefore(checkBy)) {
            return Decision.refuse(new TooLate());
        }
        var other = lines.engagedByOther(Line.of(c.call(), Side.CALLER), c.room());
        if (other.isPresent()) {
            return Decision.refuse(new CallerInCall(other.get()));
        }
        return Decision.waiting(List.of(new RoomEvent.RoomOpened(
                c.call(), c.endpoint(), in.asker(), checkBy, in.validUntil(), c.pushTokenDigest(), c.content())));
    }

    // --- CHECKING: the listener does not know of it

    private static Decision<RoomEvent> checking(Room.Checking s, Received<RoomCommand> in, Lines lines) {
        return switch (in.command()) {
            case RoomCommand.OpenRoom c -> openAgain(s, c, in);
            case RoomCommand.Join c -> tooEarly(s, c.by());
            case RoomCommand.MediaUp c -> tooEarly(s, c.by());
            case RoomCommand.Answer c -> tooEarly(s, c.by());
            case RoomCommand.KeepAlive c -> tooEarly(s, c.by());
            case RoomCommand.JoinFailed c -> tooEarly(s, c.by());
            case RoomCommand.RingReceipt c -> tooEarly(s, c.by());
            case RoomCommand.Reject c -> leave(s, c.by(), in, lines);
            case RoomCommand.Cancel c -> leave(s, c.by(), in, lines);
            case RoomCommand.HangUp c -> leave(s, c.by(), in, lines);
            case RoomCommand.Abort c -> leave(s, c.by(), in, lines);
            case RoomCommand.SideBack c ->
                who(s.opening(), c.by()) == Who.CALLER ? back(s.callerWatch(), c) : Decision.accept();
            case RoomCommand.SideAway c ->
                who(s.opening(), c.by()) == Who.CALLER
                        ? away(s.callerWatch(), c, in, lines.times())
                        : Decision.accept();
            case RoomCommand.DeadlinePassed c ->
                counts(s, c) ? refuse(s, List.of(), checksTimedOut(s.checks()), in, lines) : Decision.accept();
            case RoomCommand.Revoke c ->
                switch (c.what()) {
                    case PARTY -> refuse(s, List.of(), PARTY_REVOKED, in, lines);
                    case GRANT -> grantLost(s, in, lines);
                };
            case RoomCommand.EndRoom c ->
                refuse(
                        s,
                        List.of(),
                        switch (c.by()) {
                            case SERVER -> ENDED_BY_SERVER;
                            case OPERATOR -> ENDED_BY_OPERATOR;
                        },
                        in,
                        lines);
            case RoomCommand.PartiesChecked c -> partiesChecked(s, c, in, lines);
            case RoomCommand.HoldAnswered c -> holdAnswered(s, c, in, lines);
            case RoomCommand.PushTokenChecked c -> pushTokenChecked(s, c, in, lines);
            case RoomCommand.SettlementAnswered _, RoomCommand.ReminderReported _ -> Decision.accept();
        };
    }

    private static Decision<RoomEvent> openAgain(Room.Checking s, RoomCommand.OpenRoom c, Received<RoomCommand> in) {
        if (!c.content().equals(s.opening().content())) {
            return Decision.refuse(new OtherContent());
        }
        var known = in.asker().filter(asker -> !s.askers().contains(asker)).isEmpty();
        if (known) {
            return Decision.waiting(List.of());
        }
        return s.askers().size() < ASKERS_MAX
                ? Decision.waiting(List.of(new RoomEvent.AskerJoined(in.asker().get())))
                : Decision.refuse(new WrongStage(s.stage()));
    }

    private static Decision<RoomEvent> tooEarly(Room.Checking s, Endpoint by) {
        return switch (who(s.opening(), by)) {
            case CALLER -> Decision.refuse(new WrongStage(s.stage()));
            case CALLERS_OTHER, LISTENER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
        };
    }

    private static Decision<RoomEvent> leave(Room.Checking s, Endpoint by, Received<RoomCommand> in, Lines lines) {
        return switch (who(s.opening(), by)) {
            case CALLER -> refuse(s, List.of(), CANCELLED, in, lines);
            case CALLERS_OTHER, LISTENER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
        };
    }

    /** Whether the call needs the grant is only known when auth has answered; a later grant does not help this call. */
    private static Decision<RoomEvent> grantLost(Room.Checking s, Received<RoomCommand> in, Lines lines) {
        var needed = s.checks().parties().map(Room.PartiesFine::needsGrant);
        if (needed.isEmpty()) {
            return s.checks().grantLost() ? Decision.accept() : Decision.accept(new RoomEvent.RightLost(Revoked.GRANT));
        }
        return needed.get() ? refuse(s, List.of(), GRANT_REVOKED, in, lines) : Decision.accept();
    }

    private static Decision<RoomEvent> partiesChecked(
            Room.Checking s, RoomCommand.PartiesChecked c, Received<RoomCommand> in, Lines lines) {
        var asked = c.question().equals(RoomQuestions.parties(c.room()));
        if (!asked || s.checks().parties().isPresent()) {
            return Decision.accept();
        }
        return switch (c.verdict()) {
            case PartiesVerdict.NotFine v -> refuse(s, List.of(), v.objection(), in, lines);
            case PartiesVerdict.Fine v ->
                checked(
                        s,
                        new RoomEvent.PartiesFound(
                                s.opening().call().between(v.caller(), v.listener()),
                                v.reminder(),
                                v.needsGrant(),
                                v.ringTime()),
                        in,
                        lines);
        };
    }

    private static Decision<RoomEvent> holdAnswered(
            Room.Checking s, RoomCommand.HoldAnswered c, Received<RoomCommand> in, Lines lines) {
        var asked = c.question().equals(RoomQuestions.hold(c.room()));
        if (!asked || s.checks().credit().isPresent()) {
            return Decision.accept();
        }
        return switch (c.verdict()) {
            case HoldVerdict.NotHeld v -> refuse(s, List.of(), v.objection(), in, lines);
            case HoldVerdict.Held v -> checked(s, new RoomEvent.CreditHeld(v.chargeType(), v.payable()), in, lines);
        };
    }

    private static Decision<RoomEvent> pushTokenChecked(
            Room.Checking s, RoomCommand.PushTokenChecked c, Received<RoomCommand> in, Lines lines) {
        var asked = c.question().equals(RoomQuestions.pushToken(c.room()));
        if (!asked || !s.checks().pushTokenAwaited()) {
            return Decision.accept();
        }
        return c.objection().isPresent()
                ? refuse(s, List.of(), c.objection().get(), in, lines)
                : checked(s, new RoomEvent.PushTokenFound(), in, lines);
    }

    /** One more check is fine. With the last one the call rings, or its listener is busy. */
    private static Decision<RoomEvent> checked(
            Room.Checking s, RoomEvent found, Received<RoomCommand> in, Lines lines) {
        var after = (Room.Checking) RoomFold.evolve(s, new Recorded<>(in.key(), 0, in.at(), found));
        var events = List.of(found);
        var late = !in.at().isBefore(after.due().checkBy())
                || after.due()
                        .validUntil()
                        .filter(until -> !in.now().isBefore(until))
                        .isPresent();
        if (late) {
            return refuse(after, events, checksTimedOut(after.checks()), in, lines);
        }
        if (after.checks().grantLost()
                && after.checks().parties().filter(Room.PartiesFine::needsGrant).isPresent()) {
            return refuse(after, events, GRANT_REVOKED, in, lines);
        }
        return after.checks().areFine() ? place(after, events, in, lines) : Decision.accept(events);
    }

    private static Decision<RoomEvent> place(
            Room.Checking s, List<RoomEvent> before, Received<RoomCommand> in, Lines lines) {
        var call = s.opening().call();
        var credit = s.checks().credit().orElseThrow();
        var parties = s.checks().parties().orElseThrow();
        var busy =
                lines.engagedByOther(Line.of(call, Side.LISTENER), call.room()).isPresent();
        var events = new ArrayList<>(before);
        events.add(
                busy
                        ? over(
                                s.opening(),
                                Optional.empty(),
                                Optional.empty(),
                                new EndCause.Busy(),
                                Optional.empty(),
                                in,
                                lines.times())
                        : rang(s.opening(), credit, parties, in.at(), lines.times()));
        var placed = new CallPlaced(call.room(), credit.chargeType());
        return Decision.<RoomEvent>accept(events)
                .telling(s.askers().stream()
                        .map(asker -> new Told.ToldAnswer(asker, Optional.of(placed)))
                        .toList());
    }

    private static RoomEvent rang(
            Room.Opening opening, Room.Credit credit, Room.PartiesFine parties, Instant at, Times times) {
        var call = opening.call();
        var ringTime = call.ringTime().or(parties::ringTime).orElse(times.ring());
        var reachBy = parties.reminder() == Reminder.PLATFORM
                ? Optional.of(at.plus(times.reach()))
                : Optional.<Instant>empty();
        return new RoomEvent.RoomRang(
                call,
                opening.caller(),
                credit.chargeType(),
                parties.reminder(),
                at.plus(ringTime),
                at.plus(times.join()),
                reachBy);
    }

    private static Decision<RoomEvent> refuse(
            Room.Checking s, List<RoomEvent> before, Objection objection, Received<RoomCommand> in, Lines lines) {
        var events = new ArrayList<>(before);
        events.add(new RoomEvent.RoomRefused(
                s.opening().call(),
                s.opening().caller(),
                objection,
                in.at().plus(lines.times().settleAfter(1))));
        var refusal = refusalOf(objection);
        return Decision.<RoomEvent>accept(events)
                .telling(s.askers().stream()
                        .map(asker -> new Told.ToldRefusal(asker, refusal))
                        .toList());
    }

    private static RoomRefusal refusalOf(Objection objection) {
        return objection.equals(CANCELLED) ? new CallCancelled() : new CallRefused(objection);
    }

    private static Objection checksTimedOut(Room.Checks checks) {
        var missing = new ArrayList<String>();
        if (checks.parties().isEmpty()) {
            missing.add("parties");
        }
        if (checks.credit().isEmpty()) {
            missing.add("credit");
        }
        if (checks.pushTokenAwaited()) {
            missing.add("pushToken");
        }
        return Objection.of(
                Reason.CHECKS_TIMED_OUT,
                "The call could not be checked in time%s; try again."
                        .formatted(missing.isEmpty() ? "" : " (no answer about " + String.join(", ", missing) + ")"));
    }

    // --- RINGING

    private static Decision<RoomEvent> ringing(Room.Ringing s, Received<RoomCommand> in, Times times) {
        return switch (in.command()) {
            case RoomCommand.OpenRoom c -> openedBefore(s.placed(), c);
            case RoomCommand.Join c ->
                switch (who(s, c.by())) {
                    case CALLER -> s.caller().joined() ? Decision.accept() : Decision.accept(joined(c.by()));
                    case LISTENER -> Decision.accept(answered(s, c.by(), in, times));
                    case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.Answer c ->
                switch (who(s, c.by())) {
                    case LISTENER -> Decision.accept(answered(s, c.by(), in, times));
                    case CALLER -> Decision.refuse(new WrongStage(s.stage()));
                    case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.MediaUp c ->
                switch (who(s, c.by())) {
                    case CALLER -> Decision.accept(callerUp(s.caller(), c.by()));
                    case LISTENER -> Decision.refuse(new WrongStage(s.stage()));
                    case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.Reject c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.Cancel c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.HangUp c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.JoinFailed c ->
                failedWhileRinging(s, c.by(), new EndCause.JoinFailed(Side.CALLER, c.errCode(), c.errMsg()), in, times);
            case RoomCommand.Abort c ->
                failedWhileRinging(s, c.by(), new EndCause.Aborted(Side.CALLER, c.errMsg()), in, times);
            case RoomCommand.RingReceipt c ->
                switch (who(s, c.by())) {
                    case LISTENER -> receipt(s, c);
                    case CALLER -> Decision.refuse(new WrongStage(s.stage()));
                    case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.SideBack c ->
                switch (who(s, c.by())) {
                    case CALLER -> back(s.callerWatch(), c);
                    case LISTENER -> legBack(s, c);
                    case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.accept();
                };
            case RoomCommand.SideAway c ->
                switch (who(s, c.by())) {
                    case CALLER -> away(s.callerWatch(), c, in, times);
                    case LISTENER -> legAway(s, c);
                    case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.accept();
                };
            case RoomCommand.KeepAlive c ->
                switch (who(s, c.by())) {
                    case CALLER -> keptAlive(s.callerWatch(), c.by(), in, times);
                    // The ring's deadline watches it.
                    case LISTENER -> Decision.accept();
                    case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.DeadlinePassed c -> counts(s, c) ? ringOver(s, c, in, times) : Decision.accept();
            case RoomCommand.Revoke c ->
                isNeeded(s.placed(), c)
                        ? end(s, new EndCause.Revoked(), Optional.empty(), in, times)
                        : Decision.accept();
            case RoomCommand.EndRoom c -> end(s, causeOf(c.by()), Optional.empty(), in, times);
            case RoomCommand.ReminderReported c ->
                s.reminded().map(last -> last.isBefore(c.attempt(), c.stage())).orElse(true)
                        ? Decision.accept(new RoomEvent.ListenerReminded(c.attempt(), c.stage(), c.problem()))
                        : Decision.accept();
            case RoomCommand.PartiesChecked _,
                    RoomCommand.HoldAnswered _,
                    RoomCommand.PushTokenChecked _,
                    RoomCommand.SettlementAnswered _ -> Decision.accept();
        };
    }

    private static RoomEvent joined(Endpoint by) {
        return new RoomEvent.RoomJoined(by);
    }

    private static RoomEvent answered(Room.Ringing s, Endpoint by, Received<RoomCommand> in, Times times) {
        return new RoomEvent.RoomAnswered(
                s.placed().call(), by, s.reminder(), in.at().plus(times.join()));
    }

    /** Media without a Join before it is a Join too. */
    private static List<RoomEvent> callerUp(Room.Entry caller, Endpoint by) {
        var events = new ArrayList<RoomEvent>();
        if (!caller.joined()) {
            events.add(joined(by));
        }
        if (!caller.mediaUp()) {
            events.add(new RoomEvent.MediaConnected(by));
        }
        return events;
    }

    private static Decision<RoomEvent> leave(
            Room.Ringing s, Endpoint by, Origin origin, Received<RoomCommand> in, Times times) {
        return switch (who(s, by)) {
            case CALLER -> end(s, new EndCause.Cancelled(origin), Optional.of(by), in, times);
            // A refusal on one phone is the user's refusal.
            case LISTENER -> end(s, new EndCause.Rejected(origin), Optional.of(by), in, times);
            case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
        };
    }

    /** One of the listener's endpoints that fails does not end the call: the others ring on. */
    private static Decision<RoomEvent> failedWhileRinging(
            Room.Ringing s, Endpoint by, EndCause cause, Received<RoomCommand> in, Times times) {
        return switch (who(s, by)) {
            case CALLER -> end(s, cause, Optional.of(by), in, times);
            case LISTENER -> Decision.refuse(new WrongStage(s.stage()));
            case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
        };
    }

    private static Decision<RoomEvent> receipt(Room.Ringing s, RoomCommand.RingReceipt c) {
        var leg = leg(s, c.by().id());
        if (leg.map(known -> known.hasCome(c.stage())).orElse(s.legs().size() >= Leg.LEGS_MAX)) {
            return Decision.accept();
        }
        return Decision.accept(new RoomEvent.ListenerRinging(c.by(), c.stage()));
    }

    private static Decision<RoomEvent> legBack(Room.Ringing s, RoomCommand.SideBack c) {
        var leg = leg(s, c.by().id());
        if (leg.map(known -> known.connections().contains(c.connection()))
                .orElse(s.legs().size() >= Leg.LEGS_MAX)) {
            return Decision.accept();
        }
        return Decision.accept(new RoomEvent.SideCameBack(c.by(), c.connection(), c.formerly()));
    }

    private static Decision<RoomEvent> legAway(Room.Ringing s, RoomCommand.SideAway c) {
        return leg(s, c.by().id())
                        .filter(leg -> leg.connections().contains(c.connection()))
                        .isPresent()
                ? Decision.accept(new RoomEvent.SideWentAway(c.by(), c.connection(), Optional.empty()))
                : Decision.accept();
    }

    private static Optional<Leg> leg(Room.Ringing s, EndpointId endpoint) {
        return s.legs().stream().filter(leg -> leg.endpoint().equals(endpoint)).findFirst();
    }

    private static Decision<RoomEvent> ringOver(
            Room.Ringing s, RoomCommand.DeadlinePassed c, Received<RoomCommand> in, Times times) {
        var cause = switch (c.which()) {
            case RoomDeadlines.RING -> new EndCause.NoAnswer();
            case RoomDeadlines.REACH -> new EndCause.Unreachable();
            // The page that asked for the call never came into it.
            case RoomDeadlines.CALLER_JOIN -> new EndCause.Cancelled(Origin.UNLOAD_CALL_PAGE);
            case RoomDeadlines.CALLER_AWAY -> new EndCause.Lost(Side.CALLER);
            default -> throw unknown(c);
        };
        return end(s, cause, Optional.empty(), in, times);
    }

    private static Decision<RoomEvent> end(
            Room.Ringing s, EndCause cause, Optional<Endpoint> by, Received<RoomCommand> in, Times times) {
        return Decision.accept(
                over(s.placed().opening(), Optional.empty(), Optional.of(s.reminder()), cause, by, in, times));
    }

    // --- JOINING

    private static Decision<RoomEvent> joining(Room.Joining s, Received<RoomCommand> in, Times times) {
        return switch (in.command()) {
            case RoomCommand.OpenRoom c -> openedBefore(s.placed(), c);
            case RoomCommand.Join c ->
                switch (who(s.placed(), s.listener(), c.by())) {
                    case CALLER -> s.caller().joined() ? Decision.accept() : Decision.accept(joined(c.by()));
                    case LISTENER -> Decision.accept();
                    case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
                    case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.Answer c -> answerAgain(s, who(s.placed(), s.listener(), c.by()));
            case RoomCommand.MediaUp c ->
                switch (who(s.placed(), s.listener(), c.by())) {
                    case CALLER -> Decision.accept(mediaUp(s, callerUp(s.caller(), c.by()), true, in, times));
                    case LISTENER ->
                        Decision.accept(mediaUp(
                                s,
                                s.listenerUp() ? List.of() : List.of(new RoomEvent.MediaConnected(c.by())),
                                s.caller().mediaUp(),
                                in,
                                times));
                    case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
                    case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.Reject c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.Cancel c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.HangUp c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.JoinFailed c ->
                switch (who(s.placed(), s.listener(), c.by())) {
                    case CALLER ->
                        end(
                                s,
                                new EndCause.JoinFailed(Side.CALLER, c.errCode(), c.errMsg()),
                                Optional.of(c.by()),
                                in,
                                times);
                    case LISTENER ->
                        end(
                                s,
                                new EndCause.JoinFailed(Side.LISTENER, c.errCode(), c.errMsg()),
                                Optional.of(c.by()),
                                in,
                                times);
                    case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
                    case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.Abort c ->
                switch (who(s.placed(), s.listener(), c.by())) {
                    case CALLER ->
                        end(s, new EndCause.Aborted(Side.CALLER, c.errMsg()), Optional.of(c.by()), in, times);
                    case LISTENER ->
                        end(s, new EndCause.Aborted(Side.LISTENER, c.errMsg()), Optional.of(c.by()), in, times);
                    case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
                    case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.RingReceipt c -> lateReceipt(s.placed(), c);
            case RoomCommand.SideBack c ->
                watchOf(s, who(s.placed(), s.listener(), c.by()))
                        .map(watch -> back(watch, c))
                        .orElseGet(Decision::accept);
            case RoomCommand.SideAway c ->
                watchOf(s, who(s.placed(), s.listener(), c.by()))
                        .map(watch -> away(watch, c, in, times))
                        .orElseGet(Decision::accept);
            case RoomCommand.KeepAlive c -> {
                var who = who(s.placed(), s.listener(), c.by());
                yield watchOf(s, who)
                        .map(watch -> keptAlive(watch, c.by(), in, times))
                        .orElseGet(() -> notYours(who));
            }
            case RoomCommand.DeadlinePassed c -> counts(s, c) ? joinOver(s, c, in, times) : Decision.accept();
            case RoomCommand.Revoke c ->
                isNeeded(s.placed(), c)
                        ? end(s, new EndCause.Revoked(), Optional.empty(), in, times)
                        : Decision.accept();
            case RoomCommand.EndRoom c -> end(s, causeOf(c.by()), Optional.empty(), in, times);
            case RoomCommand.PartiesChecked _,
                    RoomCommand.HoldAnswered _,
                    RoomCommand.PushTokenChecked _,
                    RoomCommand.SettlementAnswered _,
                    RoomCommand.ReminderReported _ -> Decision.accept();
        };
    }

    private static Decision<RoomEvent> answerAgain(Room s, Who who) {
        return switch (who) {
            case LISTENER -> Decision.accept();
            case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
            case CALLER -> Decision.refuse(new WrongStage(s.stage()));
            case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
        };
    }

    /** Talking begins with the second side's media. */
    private static List<RoomEvent> mediaUp(
            Room.Joining s, List<RoomEvent> found, boolean callerIsUp, Received<RoomCommand> in, Times times) {
        var events = new ArrayList<>(found);
        var listenerIsUp = s.listenerUp()
                || found.stream()
                        .anyMatch(event -> event instanceof RoomEvent.MediaConnected up
                                && isListener(s.placed().call(), up.by()));
        if (callerIsUp && listenerIsUp) {
            var at = in.at();
            events.add(new RoomEvent.TalkStarted(
                    s.placed().call(),
                    s.placed().opening().caller(),
                    s.listener(),
                    s.placed().call().timeLimit().map(at::plus),
                    s.placed().payable().map(at::plus),
                    at.plus(times.talk())));
        }
        return events;
    }

    private static boolean isListener(Call call, Endpoint by) {
        return call.listener().party().equals(by.party());
    }

    private static Decision<RoomEvent> leave(
            Room.Joining s, Endpoint by, Origin origin, Received<RoomCommand> in, Times times) {
        return switch (who(s.placed(), s.listener(), by)) {
            case CALLER -> end(s, new EndCause.Cancelled(origin), Optional.of(by), in, times);
            case LISTENER -> end(s, new EndCause.Rejected(origin), Optional.of(by), in, times);
            case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
            case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
        };
    }

    private static Optional<Watch> watchOf(Room.Joining s, Who who) {
        return switch (who) {
            case CALLER -> Optional.of(s.callerWatch());
            case LISTENER -> Optional.of(s.listenerWatch());
            case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Optional.empty();
        };
    }

    private static Decision<RoomEvent> joinOver(
            Room.Joining s, RoomCommand.DeadlinePassed c, Received<RoomCommand> in, Times times) {
        var cause = switch (c.which()) {
            // Where neither is there it is the caller who is waited for (contract §2.4).
            case RoomDeadlines.JOIN -> new EndCause.JoinTimeout(s.caller().mediaUp() ? Side.LISTENER : Side.CALLER);
            case RoomDeadlines.CALLER_AWAY -> lost(Side.CALLER, s.listenerWatch(), in.at());
            case RoomDeadlines.LISTENER_AWAY -> lost(Side.LISTENER, s.callerWatch(), in.at());
            default -> throw unknown(c);
        };
        return end(s, cause, Optional.empty(), in, times);
    }

    private static Decision<RoomEvent> end(
            Room.Joining s, EndCause cause, Optional<Endpoint> by, Received<RoomCommand> in, Times times) {
        return Decision.accept(
                over(s.placed().opening(), Optional.of(s.listener()), Optional.empty(), cause, by, in, times));
    }

    // --- TALKING

    private static Decision<RoomEvent> talking(Room.Talking s, Received<RoomCommand> in, Times times) {
        return switch (in.command()) {
            case RoomCommand.OpenRoom c -> openedBefore(s.placed(), c);
            // A page that was loaded again fetches its ICE servers.
            case RoomCommand.Join c -> hereAgain(who(s.placed(), s.listener(), c.by()));
            case RoomCommand.MediaUp c -> hereAgain(who(s.placed(), s.listener(), c.by()));
            case RoomCommand.Answer c -> answerAgain(s, who(s.placed(), s.listener(), c.by()));
            case RoomCommand.Reject c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.Cancel c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.HangUp c -> leave(s, c.by(), c.origin(), in, times);
            case RoomCommand.JoinFailed c ->
                switch (who(s.placed(), s.listener(), c.by())) {
                    case CALLER, LISTENER -> Decision.refuse(new WrongStage(s.stage()));
                    case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
                    case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.Abort c ->
                switch (who(s.placed(), s.listener(), c.by())) {
                    case CALLER ->
                        end(s, new EndCause.Aborted(Side.CALLER, c.errMsg()), Optional.of(c.by()), in, times);
                    case LISTENER ->
                        end(s, new EndCause.Aborted(Side.LISTENER, c.errMsg()), Optional.of(c.by()), in, times);
                    case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
                    case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
                };
            case RoomCommand.RingReceipt c -> lateReceipt(s.placed(), c);
            case RoomCommand.SideBack c ->
                watchOf(s, who(s.placed(), s.listener(), c.by()))
                        .map(watch -> back(watch, c))
                        .orElseGet(Decision::accept);
            case RoomCommand.SideAway c ->
                watchOf(s, who(s.placed(), s.listener(), c.by()))
                        .map(watch -> away(watch, c, in, times))
                        .orElseGet(Decision::accept);
            case RoomCommand.KeepAlive c -> {
                var who = who(s.placed(), s.listener(), c.by());
                yield watchOf(s, who)
                        .map(watch -> keptAlive(watch, c.by(), in, times))
                        .orElseGet(() -> notYours(who));
            }
            case RoomCommand.DeadlinePassed c -> counts(s, c) ? talkOver(s, c, in, times) : Decision.accept();
            case RoomCommand.Revoke c ->
                isNeeded(s.placed(), c)
                        ? end(s, new EndCause.Revoked(), Optional.empty(), in, times)
                        : Decision.accept();
            case RoomCommand.EndRoom c -> end(s, causeOf(c.by()), Optional.empty(), in, times);
            case RoomCommand.PartiesChecked _,
                    RoomCommand.HoldAnswered _,
                    RoomCommand.PushTokenChecked _,
                    RoomCommand.SettlementAnswered _,
                    RoomCommand.ReminderReported _ -> Decision.accept();
        };
    }

    private static Decision<RoomEvent> hereAgain(Who who) {
        return switch (who) {
            case CALLER, LISTENER -> Decision.accept();
            case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> notYours(who);
        };
    }

    private static Decision<RoomEvent> leave(
            Room.Talking s, Endpoint by, Origin origin, Received<RoomCommand> in, Times times) {
        return switch (who(s.placed(), s.listener(), by)) {
            case CALLER -> end(s, new EndCause.HungUp(Side.CALLER, origin), Optional.of(by), in, times);
            case LISTENER -> end(s, new EndCause.HungUp(Side.LISTENER, origin), Optional.of(by), in, times);
            case LISTENERS_OTHER -> Decision.refuse(new AnsweredElsewhere());
            case CALLERS_OTHER, STRANGER -> Decision.refuse(new NoSuchRoom());
        };
    }

    private static Optional<Watch> watchOf(Room.Talking s, Who who) {
        return switch (who) {
            case CALLER -> Optional.of(s.callerWatch());
            case LISTENER -> Optional.of(s.listenerWatch());
            case CALLERS_OTHER, LISTENERS_OTHER, STRANGER -> Optional.empty();
        };
    }

    private static Decision<RoomEvent> talkOver(
            Room.Talking s, RoomCommand.DeadlinePassed c, Received<RoomCommand> in, Times times) {
        var cause = switch (c.which()) {
            case RoomDeadlines.LIMIT, RoomDeadlines.CREDIT, RoomDeadlines.TALK ->
                s.due().cause();
            case RoomDeadlines.CALLER_AWAY -> lost(Side.CALLER, s.listenerWatch(), in.at());
            case RoomDeadlines.LISTENER_AWAY -> lost(Side.LISTENER, s.callerWatch(), in.at());
            default -> throw unknown(c);
        };
        return end(s, cause, Optional.empty(), in, times);
    }

    /** Time is talked, and paid, up to the limit at most; what comes later finds a call that the limit has ended. */
    private static Decision<RoomEvent> end(
            Room.Talking s, EndCause cause, Optional<Endpoint> by, Received<RoomCommand> in, Times times) {
        var payableUntil = s.due().payableUntil();
        var inTime = in.at().isBefore(payableUntil);
        return Decision.accept(new RoomEvent.RoomEnded(
                s.placed().call(),
                s.placed().opening().caller(),
                Optional.of(s.listener()),
                inTime ? cause : s.due().cause(),
                inTime ? by : Optional.empty(),
                Optional.empty(),
                Duration.between(s.startedAt(), inTime ? in.at() : payableUntil),
                in.at().plus(times.settleAfter(1))));
    }

    // --- ENDED, REFUSED, SETTLED: only money

    private static Decision<RoomEvent> ended(Room.Ended s, Received<RoomCommand> in, Times times) {
        return switch (in.command()) {
            case RoomCommand.OpenRoom c -> openedBefore(s.placed(), c);
            case RoomCommand.DeadlinePassed c ->
                counts(s, c) ? askAgain(s.placed().call(), s.talked(), s.settling(), in, times) : Decision.accept();
            case RoomCommand.SettlementAnswered c ->
                isSettlement(c)
                        ? Decision.accept(new RoomEvent.RoomSettled(
                                s.placed().call(),
                                s.placed().opening().caller(),
                                s.listener(),
                                Optional.of(s.cause()),
                                s.talked(),
                                c.charge()))
                        : Decision.accept();
            case RoomCommand.Join _,
                    RoomCommand.MediaUp _,
                    RoomCommand.Answer _,
                    RoomCommand.Reject _,
                    RoomCommand.Cancel _,
                    RoomCommand.HangUp _,
                    RoomCommand.JoinFailed _,
                    RoomCommand.Abort _,
                    RoomCommand.RingReceipt _,
                    RoomCommand.SideBack _,
                    RoomCommand.SideAway _,
                    RoomCommand.KeepAlive _,
                    RoomCommand.Revoke _,
                    RoomCommand.EndRoom _,
                    RoomCommand.PartiesChecked _,
                    RoomCommand.HoldAnswered _,
                    RoomCommand.PushTokenChecked _,
                    RoomCommand.ReminderReported _ -> afterTheEnd(s, in.command());
        };
    }

    private static Decision<RoomEvent> refused(Room.Refused s, Received<RoomCommand> in, Times times) {
        return switch (in.command()) {
            case RoomCommand.OpenRoom c -> refusedBefore(s.opening(), s.objection(), c);
            case RoomCommand.DeadlinePassed c ->
                counts(s, c) ? askAgain(s.opening().call(), Duration.ZERO, s.settling(), in, times) : Decision.accept();
            case RoomCommand.SettlementAnswered c ->
                isSettlement(c)
                        ? Decision.accept(new RoomEvent.RoomSettled(
                                s.opening().call(),
                                s.opening().caller(),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ZERO,
                                c.charge()))
                        : Decision.accept();
            case RoomCommand.Join _,
                    RoomCommand.MediaUp _,
                    RoomCommand.Answer _,
                    RoomCommand.Reject _,
                    RoomCommand.Cancel _,
                    RoomCommand.HangUp _,
                    RoomCommand.JoinFailed _,
                    RoomCommand.Abort _,
                    RoomCommand.RingReceipt _,
                    RoomCommand.SideBack _,
                    RoomCommand.SideAway _,
                    RoomCommand.KeepAlive _,
                    RoomCommand.Revoke _,
                    RoomCommand.EndRoom _,
                    RoomCommand.PartiesChecked _,
                    RoomCommand.HoldAnswered _,
                    RoomCommand.PushTokenChecked _,
                    RoomCommand.ReminderReported _ -> afterTheEnd(s, in.command());
        };
    }

    private static Decision<RoomEvent> settled(Room.Settled s, Received<RoomCommand> in) {
        return switch (in.command()) {
            case RoomCommand.OpenRoom c ->
                switch (s.outcome()) {
                    case Room.Outcome.NeverRang o -> refusedBefore(s.opening(), o.objection(), c);
                    case Room.Outcome.Over o ->
                        c.content().equals(s.opening().content())
                                ? Decision.reply(
                                        new CallPlaced(s.opening().call().room(), o.chargeType()))
                                : Decision.refuse(new OtherContent());
                };
            case RoomCommand.DeadlinePassed _, RoomCommand.SettlementAnswered _ -> Decision.accept();
            case RoomCommand.Join _,
                    RoomCommand.MediaUp _,
                    RoomCommand.Answer _,
                    RoomCommand.Reject _,
                    RoomCommand.Cancel _,
                    RoomCommand.HangUp _,
                    RoomCommand.JoinFailed _,
                    RoomCommand.Abort _,
                    RoomCommand.RingReceipt _,
                    RoomCommand.SideBack _,
                    RoomCommand.SideAway _,
                    RoomCommand.KeepAlive _,
                    RoomCommand.Revoke _,
                    RoomCommand.EndRoom _,
                    RoomCommand.PartiesChecked _,
                    RoomCommand.HoldAnswered _,
                    RoomCommand.PushTokenChecked _,
                    RoomCommand.ReminderReported _ -> afterTheEnd(s, in.command());
        };
    }

    /** Who wants in learns that it is over; who wants out, has its way. */
    private static Decision<RoomEvent> afterTheEnd(Room s, RoomCommand command) {
        return switch (command) {
            case RoomCommand.Join c -> over(s, c.by(), Decision.refuse(new CallOver()));
            case RoomCommand.MediaUp c -> over(s, c.by(), Decision.refuse(new CallOver()));
            case RoomCommand.Answer c -> over(s, c.by(), Decision.refuse(new CallOver()));
            case RoomCommand.KeepAlive c -> over(s, c.by(), Decision.refuse(new CallOver()));
            case RoomCommand.Reject c -> over(s, c.by(), Decision.accept());
            case RoomCommand.Cancel c -> over(s, c.by(), Decision.accept());
            case RoomCommand.HangUp c -> over(s, c.by(), Decision.accept());
            case RoomCommand.JoinFailed c -> over(s, c.by(), Decision.accept());
            case RoomCommand.Abort c -> over(s, c.by(), Decision.accept());
            case RoomCommand.RingReceipt c -> over(s, c.by(), Decision.accept());
            case RoomCommand.OpenRoom _,
                    RoomCommand.SideBack _,
                    RoomCommand.SideAway _,
                    RoomCommand.DeadlinePassed _,
                    RoomCommand.Revoke _,
                    RoomCommand.EndRoom _,
                    RoomCommand.PartiesChecked _,
                    RoomCommand.HoldAnswered _,
                    RoomCommand.PushTokenChecked _,
                    RoomCommand.SettlementAnswered _,
                    RoomCommand.ReminderReported _ -> Decision.accept();
        };
    }

    /** The verdict for whom the room is there for; a listener that never rang has never heard of it. */
    private static Decision<RoomEvent> over(Room s, Endpoint by, Decision<RoomEvent> verdict) {
        var known = s.request()
                .flatMap(opening -> opening.call().sideOf(by.party()))
                .filter(side -> side == Side.CALLER || s.hasRung())
                .isPresent();
        return known ? verdict : Decision.refuse(new NoSuchRoom());
    }

    private static Decision<RoomEvent> refusedBefore(
            Room.Opening opening, Objection objection, RoomCommand.OpenRoom c) {
        return Decision.refuse(c.content().equals(opening.content()) ? refusalOf(objection) : new OtherContent());
    }

    private static Decision<RoomEvent> askAgain(
            Call call, Duration talked, Room.Settling settling, Received<RoomCommand> in, Times times) {
        var attempt = settling.attempt() + 1;
        return Decision.accept(new RoomEvent.SettlementAskedAgain(
                call.app(), talked, attempt, in.at().plus(times.settleAfter(attempt))));
    }

    private static boolean isSettlement(RoomCommand.SettlementAnswered c) {
        return c.question().equals(RoomQuestions.settlement(c.room()));
    }

    // --- for several states

    private static Decision<RoomEvent> openedBefore(Room.Placed placed, RoomCommand.OpenRoom c) {
        return c.content().equals(placed.opening().content())
                ? Decision.reply(new CallPlaced(placed.call().room(), placed.chargeType()))
                : Decision.refuse(new OtherContent());
    }

    private static Decision<RoomEvent> lateReceipt(Room.Placed placed, RoomCommand.RingReceipt c) {
        return placed.call().sideOf(c.by().party()).isPresent() ? Decision.accept() : Decision.refuse(new NoSuchRoom());
    }

    private static Decision<RoomEvent> notYours(Who who) {
        return Decision.refuse(who == Who.LISTENERS_OTHER ? new AnsweredElsewhere() : new NoSuchRoom());
    }

    private static RoomEvent.RoomEnded over(
            Room.Opening opening,
            Optional<EndpointId> listener,
            Optional<Reminder> ringing,
            EndCause cause,
            Optional<Endpoint> by,
            Received<RoomCommand> in,
            Times times) {
        return new RoomEvent.RoomEnded(
                opening.call(),
                opening.caller(),
                listener,
                cause,
                by,
                ringing,
                Duration.ZERO,
                in.at().plus(times.settleAfter(1)));
    }

    private static Decision<RoomEvent> back(Watch watch, RoomCommand.SideBack c) {
        return watch.open().contains(c.connection())
                ? Decision.accept()
                : Decision.accept(new RoomEvent.SideCameBack(c.by(), c.connection(), c.formerly()));
    }

    private static Decision<RoomEvent> away(
            Watch watch, RoomCommand.SideAway c, Received<RoomCommand> in, Times times) {
        if (!watch.open().contains(c.connection())) {
            return Decision.accept();
        }
        var last = watch.open().size() == 1;
        var graceUntil = last ? Optional.of(in.at().plus(times.away())) : Optional.<Instant>empty();
        return Decision.accept(new RoomEvent.SideWentAway(c.by(), c.connection(), graceUntil));
    }

    /** Not stored when it moves the end of the grace by less than a sixth: an eager client writes no log full. */
    private static Decision<RoomEvent> keptAlive(Watch watch, Endpoint by, Received<RoomCommand> in, Times times) {
        var until = in.at().plus(times.away());
        var step = times.away().dividedBy(6);
        var superfluous = !watch.open().isEmpty()
                || watch.lostAt()
                        .filter(lostAt -> lostAt.plus(step).isAfter(until))
                        .isPresent();
        return superfluous ? Decision.accept() : Decision.accept(new RoomEvent.SideKeptAlive(by, until));
    }

    private static EndCause lost(Side side, Watch other, Instant at) {
        return other.isAway(at) ? new EndCause.BothLost() : new EndCause.Lost(side);
    }

    private static boolean isNeeded(Room.Placed placed, RoomCommand.Revoke c) {
        return switch (c.what()) {
            case PARTY -> true;
            case GRANT -> placed.needsGrant();
        };
    }

    private static EndCause causeOf(Ender ender) {
        return switch (ender) {
            case SERVER -> new EndCause.EndedByServer();
            case OPERATOR -> new EndCause.EndedByOperator();
        };
    }

    /** A timer only says which deadline it means; whether that still stands is known here. */
    private static boolean counts(Room room, RoomCommand.DeadlinePassed c) {
        return RoomDeadlines.of(room).contains(new Deadline(c.which(), c.due()));
    }

    private static IllegalStateException unknown(RoomCommand.DeadlinePassed c) {
        return new IllegalStateException("a deadline of this state without an end: " + c.which());
    }

    private static Who who(Room.Ringing s, Endpoint by) {
        return who(s.placed().opening(), by);
    }

    private static Who who(Room.Opening opening, Endpoint by) {
        return opening.call()
                .sideOf(by.party())
                .map(side -> switch (side) {
                    case CALLER -> by.id().equals(opening.caller()) ? Who.CALLER : Who.CALLERS_OTHER;
                    case LISTENER -> Who.LISTENER;
                })
                .orElse(Who.STRANGER);
    }

    private static Who who(Room.Placed placed, EndpointId listener, Endpoint by) {
        var who = who(placed.opening(), by);
        return who == Who.LISTENER && !by.id().equals(listener) ? Who.LISTENERS_OTHER : who;
    }
}
