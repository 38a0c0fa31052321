package dev.hookswitch.gateway.live.core;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * What a gateway knows of a room whose parties are connected to it, from the events it has seen.
 *
 * <p>Events may be added twice and in any order: an endpoint is fixed once, and a stage never goes back. So what the log
 * brings and what room-service tells a returning client meet in one view, whichever comes first.
 *
 * @param callerAt the endpoint that placed the call
 * @param listenerAt the endpoint that answered
 * @param negotiation where its signalling is
 */
public record RoomView(
        RoomId room,
        AppId app,
        String caller,
        String listener,
        Optional<EndpointId> callerAt,
        Optional<EndpointId> listenerAt,
        Stage stage,
        Negotiation negotiation) {

    /** How far the call has come, as far as sockets care. */
    public sealed interface Stage {
        record Checking() implements Stage {}

        record Ringing(Call call, Instant until) implements Stage {}

        record Answered() implements Stage {}

        record Over() implements Stage {}

        private int rank() {
            return switch (this) {
                case Checking _ -> 0;
                case Ringing _ -> 1;
                case Answered _ -> 2;
                case Over _ -> 3;
            };
        }
    }

    /** One endpoint of a room. */
    public record Seat(String subject, EndpointId endpoint) {}

    /** Nothing is known yet but whose room it is. */
    public static RoomView of(News news) {
        return new RoomView(
                news.room(),
                news.app(),
                news.caller(),
                news.listener(),
                Optional.empty(),
                Optional.empty(),
                new Stage.Checking(),
                Negotiation.NONE);
    }

    public RoomView with(News news) {
        return with(news.event()).at(negotiation.with(news.seq(), news.event()));
    }

    private RoomView with(RoomEvent event) {
        return switch (event) {
            case RoomEvent.RoomOpened e -> callerAt(e.endpoint());
            case RoomEvent.RoomRefused e -> callerAt(e.caller()).at(new Stage.Over());
            case RoomEvent.RoomRang e -> callerAt(e.caller()).at(new Stage.Ringing(e.call(), e.ringUntil()));
            case RoomEvent.RoomJoined e -> seated(e.by());
            case RoomEvent.RoomAnswered e -> seated(e.by()).at(new Stage.Answered());
            case RoomEvent.TalkStarted e ->
                callerAt(e.caller()).listenerAt(e.listener()).at(new Stage.Answered());
            case RoomEvent.RoomEnded e -> callerAt(e.caller()).at(new Stage.Over());
            case RoomEvent.RoomSettled _, RoomEvent.SettlementAskedAgain _ -> at(new Stage.Over());
            case RoomEvent.AskerJoined _,
                    RoomEvent.PartiesFound _,
                    RoomEvent.CreditHeld _,
                    RoomEvent.PushTokenFound _,
                    RoomEvent.RightLost _,
                    RoomEvent.ListenerReminded _,
                    RoomEvent.ListenerRinging _,
                    RoomEvent.MediaConnected _,
                    RoomEvent.SideCameBack _,
                    RoomEvent.SideWentAway _,
                    RoomEvent.SideKeptAlive _ -> this;
        };
    }

    public boolean isOver() {
        return stage instanceof Stage.Over;
    }

    /** Whether the room cares if this endpoint is connected: the caller's own, and every one that rings or has answered. */
    public boolean watches(String subject, EndpointId endpoint) {
        if (isOver()) {
            return false;
        }
        if (subject.equals(caller)) {
            return callerAt.map(endpoint::equals).orElse(true);
        }
        return subject.equals(listener) && listenerAt.map(endpoint::equals).orElse(true);
    }

    /** Whether it is answered and lives. */
    public boolean isAnswered() {
        return stage instanceof Stage.Answered;
    }

    /** The number of the last {@code renegotiate}; 0 before the first. */
    public int negotiated() {
        return negotiation.number();
    }

    /** Whether a signal of this number comes too late. */
    public boolean isStale(int n) {
        return negotiation.isStale(n);
    }

    /** Whether the room has never been told this number. */
    public boolean isUnknown(int n) {
        return negotiation.isUnknown(n);
    }

    /** Another gateway knows of negotiation {@code n}, which this one has not yet read on the log. */
    public RoomView reached(int n) {
        return at(negotiation.reached(n));
    }

    /** What rings for this subject, and until when. */
    public Optional<Stage.Ringing> ringFor(String subject) {
        return subject.equals(listener) && stage instanceof Stage.Ringing ringing
                ? Optional.of(ringing)
                : Optional.empty();
    }

    /** The other of the two fixed endpoints of an answered call, if this is one of them. */
    public Optional<Seat> opposite(String subject, EndpointId endpoint) {
        if (!(stage instanceof Stage.Answered) || callerAt.isEmpty() || listenerAt.isEmpty()) {
            return Optional.empty();
        }
        var from = new Seat(subject, endpoint);
        var callerSeat = new Seat(caller, callerAt.get());
        var listenerSeat = new Seat(listener, listenerAt.get());
        if (from.equals(callerSeat)) {
            return Optional.of(listenerSeat);
        }
        return from.equals(listenerSeat) ? Optional.of(callerSeat) : Optional.empty();
    }

    private RoomView seated(Endpoint by) {
        return by.party().subject().equals(caller) ? callerAt(by.id()) : listenerAt(by.id());
    }

    private RoomView callerAt(EndpointId endpoint) {
        return callerAt.isPresent()
                ? this
                : new RoomView(room, app, caller, listener, Optional.of(endpoint), listenerAt, stage, negotiation);
    }

    private RoomView listenerAt(EndpointId endpoint) {
        return listenerAt.isPresent()
                ? this
                : new RoomView(room, app, caller, listener, callerAt, Optional.of(endpoint), stage, negotiation);
    }

    private RoomView at(Stage next) {
        return next.rank() <= stage.rank()
                ? this
                : new RoomView(room, app, caller, listener, callerAt, listenerAt, next, negotiation);
    }

    private RoomView at(Negotiation next) {
        return next.equals(negotiation)
                ? this
                : new RoomView(room, app, caller, listener, callerAt, listenerAt, stage, next);
    }
}
