package dev.hookswitch.local.terminal;

import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.live.PluginEvent;
import dev.hookswitch.contracts.plugin.PluginEvents;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.contracts.room.RoomEvent.RoomSettled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One call as its app's server is told of it: turns its events into lines with their delays and with what each is to
 * either side's program. Repeats give no line. Not thread-safe.
 */
final class Transcript {
    private final RoomId room;

    /** Whose view the listener's is; empty: the installation that rings first, then the one that answers. */
    private final Optional<EndpointId> seenBy;

    private long seq;
    private Optional<Instant> startedAt = Optional.empty();
    private Instant previousAt = Instant.EPOCH;
    private Optional<EndpointId> caller = Optional.empty();
    private Optional<EndpointId> listener = Optional.empty();
    private Optional<ChargeType> chargeType = Optional.empty();
    private Optional<Objection> objection = Optional.empty();
    private Optional<RoomSettled> settled = Optional.empty();

    Transcript(RoomId room, Optional<EndpointId> seenBy) {
        this.room = room;
        this.seenBy = seenBy;
    }

    /** Whether there is more to come. */
    boolean isFinished() {
        return settled.isPresent();
    }

    Optional<RoomSettled> settled() {
        return settled;
    }

    List<Line> after(RoomNews news) {
        if (news.seq() <= seq) {
            return List.of();
        }
        seq = news.seq();
        var lines = new ArrayList<Line>();
        var start = startedAt.orElse(news.at());
        var previous = startedAt.isPresent() ? previousAt : news.at();
        startedAt = Optional.of(start);
        previousAt = news.at();
        learn(news.event());
        if (news.event() instanceof RoomEvent.RoomOpened opened) {
            lines.add(new Line.Call(
                    room,
                    opened.call().app(),
                    opened.call().caller().party().id(),
                    opened.call().listener().party().id(),
                    opened.call().roomType(),
                    news.at()));
        }
        lines.add(new Line.Event(
                room,
                news.seq(),
                news.type(),
                news.at(),
                Duration.between(start, news.at()),
                Duration.between(previous, news.at()),
                news.data(),
                plugin(news.event(), Side.CALLER, caller),
                plugin(news.event(), Side.LISTENER, listener)));
        settled.ifPresent(end -> lines.add(new Line.End(
                room,
                end.cause().map(PluginEvents::reasonOf).orElse("refused"),
                end.cause(),
                objection,
                end.talked(),
                chargeType,
                end.charge())));
        return lines;
    }

    private void learn(RoomEvent event) {
        switch (event) {
            case RoomEvent.RoomOpened opened -> caller = Optional.of(opened.endpoint());
            case RoomEvent.RoomRang rang -> {
                caller = Optional.of(rang.caller());
                chargeType = Optional.of(rang.chargeType());
                listener = seenBy;
            }
            case RoomEvent.ListenerRinging ringing ->
                listener = listener.or(() -> Optional.of(ringing.by().id()));
            case RoomEvent.RoomAnswered answered ->
                listener = seenBy.or(() -> Optional.of(answered.by().id()));
            case RoomEvent.RoomRefused refused -> objection = Optional.of(refused.objection());
            case RoomEvent.RoomEnded ended -> {
                caller = Optional.of(ended.caller());
                // The one that ended the call has certainly been there.
                listener = listener.or(ended::listener);
            }
            case RoomEvent.RoomSettled end -> settled = Optional.of(end);
            case RoomEvent.TalkStarted _,
                    RoomEvent.AskerJoined _,
                    RoomEvent.PartiesFound _,
                    RoomEvent.CreditHeld _,
                    RoomEvent.PushTokenFound _,
                    RoomEvent.RightLost _,
                    RoomEvent.ListenerReminded _,
                    RoomEvent.RoomJoined _,
                    RoomEvent.MediaConnected _,
                    RoomEvent.SideCameBack _,
                    RoomEvent.SideWentAway _,
                    RoomEvent.SideKeptAlive _,
                    RoomEvent.SettlementAskedAgain _ -> {}
        }
    }

    private List<PluginEvent> plugin(RoomEvent event, Side side, Optional<EndpointId> viewer) {
        return viewer.map(id -> PluginEvents.of(room, event, side, id)).orElse(List.of());
    }
}
