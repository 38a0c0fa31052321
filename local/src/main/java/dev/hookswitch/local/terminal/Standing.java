package dev.hookswitch.local.terminal;

import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.local.terminal.Behaviour.OnRing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where one installation stands: in which call, and what it has yet to do there. Pure, and driven by the room's events
 * alone, so that one which was away or has just been started does the same as one that heard everything in its time.
 *
 * <pre>
 *   idle ──RoomRang──► in the call ──RoomEnded, answered by another phone──► idle
 * </pre>
 */
record Standing(Optional<InCall> call, List<Step> steps) {
    static final Standing IDLE = new Standing(Optional.empty(), List.of());

    /** In this call, on this side. */
    record InCall(RoomId room, Side side, boolean isTalking) {}

    /** What to do, not before when. */
    record Step(What what, RoomId room, Instant at) {}

    /** All that a counterpart does in a call. */
    enum What {
        SHOW_RING,
        JOIN,
        ANSWER,
        REJECT,
        CONNECT_MEDIA,
        HANG_UP,
        CANCEL,
        LOSE_NETWORK,
        FIND_NETWORK
    }

    boolean isIn(RoomId room) {
        return call.filter(in -> in.room().equals(room)).isPresent();
    }

    /** This event of a room reached {@code me} at {@code at}. */
    Standing after(RoomId room, RoomEvent event, Endpoint me, Behaviour behaviour, Instant at) {
        return switch (event) {
            case RoomEvent.RoomRang rang -> {
                if (rang.caller().equals(me.id())
                        && isSide(me, rang.call().caller().party())) {
                    yield in(room, Side.CALLER).plus(What.JOIN, at).plus(What.CANCEL, at, behaviour.cancelAfter());
                }
                yield isSide(me, rang.call().listener().party())
                        ? in(room, Side.LISTENER)
                                .rings(rang.call().caller().party().id(), behaviour.onRing(), at)
                        : this;
            }
            case RoomEvent.RoomAnswered answered -> {
                if (answered.by().equals(me)) {
                    yield in(room, Side.LISTENER).plus(What.CONNECT_MEDIA, at);
                }
                if (!isIn(room)) {
                    yield this;
                }
                yield call.orElseThrow().side() == Side.CALLER
                        ? without(What.CANCEL).plus(What.CONNECT_MEDIA, at)
                        // Another phone of the same user was quicker.
                        : IDLE;
            }
            case RoomEvent.TalkStarted _ ->
                isIn(room)
                        ? talking()
                                .plus(What.HANG_UP, at, behaviour.hangUpAfter())
                                .plus(What.LOSE_NETWORK, at, behaviour.dropAfter())
                        : this;
            case RoomEvent.RoomEnded _, RoomEvent.RoomRefused _, RoomEvent.RoomSettled _ -> isIn(room) ? IDLE : this;
            case RoomEvent.RoomOpened _,
                    RoomEvent.AskerJoined _,
                    RoomEvent.PartiesFound _,
                    RoomEvent.CreditHeld _,
                    RoomEvent.PushTokenFound _,
                    RoomEvent.RightLost _,
                    RoomEvent.ListenerReminded _,
                    RoomEvent.ListenerRinging _,
                    RoomEvent.RoomJoined _,
                    RoomEvent.MediaConnected _,
                    RoomEvent.SideCameBack _,
                    RoomEvent.SideWentAway _,
                    RoomEvent.SideKeptAlive _,
                    RoomEvent.SettlementAskedAgain _ -> this;
        };
    }

    private static boolean isSide(Endpoint me, Party party) {
        return me.party().equals(party);
    }

    private Standing in(RoomId room, Side side) {
        return new Standing(
                Optional.of(new InCall(room, side, false)), isIn(room) ? without(What.ANSWER).steps : List.of());
    }

    private Standing talking() {
        return new Standing(call.map(in -> new InCall(in.room(), in.side(), true)), steps);
    }

    private Standing rings(String callerId, OnRing behaviour, Instant at) {
        var shown = plus(What.SHOW_RING, at);
        return switch (behaviour) {
            case OnRing.Answers(var after) -> shown.plus(What.ANSWER, at.plus(after));
            case OnRing.Rejects(var after) -> shown.plus(What.REJECT, at.plus(after));
            case OnRing.Rings() -> shown;
            case OnRing.AnswersOnly(var only) -> shown.plus(only.equals(callerId) ? What.ANSWER : What.REJECT, at);
        };
    }

    Standing plus(What what, Instant at) {
        var more = new ArrayList<>(steps);
        more.add(new Step(what, call.orElseThrow().room(), at));
        return new Standing(call, List.copyOf(more));
    }

    private Standing plus(What what, Instant from, Optional<Duration> after) {
        return after.map(wait -> plus(what, from.plus(wait))).orElse(this);
    }

    private Standing without(What what) {
        return new Standing(
                call, steps.stream().filter(step -> step.what() != what).toList());
    }

    /** The first step whose time has come. */
    Optional<Step> due(Instant now) {
        return steps.stream().filter(step -> !step.at().isAfter(now)).findFirst();
    }

    /** When the next step is due. */
    Optional<Instant> next() {
        return steps.stream().map(Step::at).min(Instant::compareTo);
    }

    /** A step was taken, or need not be any more. */
    Standing done(Step step) {
        var left = new ArrayList<>(steps);
        left.remove(step);
        return new Standing(call, List.copyOf(left));
    }

    /** A step could not be taken and is tried again. */
    Standing later(Step step, Instant at) {
        return isIn(step.room()) ? done(step).plus(step.what(), at) : done(step);
    }
}
