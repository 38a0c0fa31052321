package dev.hookswitch.contracts.plugin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.live.PluginEvent;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The plugin's documented events that an event of a room is to one installation of one side (contract §2.2–§2.5).
 *
 * <p>A call has one cause of its end, settled by the server, and each side has its own words for it. Beyond the contract's
 * table (§2.4): unreachable is {@code timeout}; credit, a revoked right and an end by server or operator are
 * {@code hangUpVoip} by the other side; {@code data.reason} always names the cause. Installations that a call passed by
 * (another phone of the caller; another phone of the listener once one has answered) hear nothing of its end.
 */
public final class PluginEvents {
    /** How a failure of the other side is worded (contract §2.3). */
    private static final String OTHER_SIDE_ABORTED = "room status is abort";

    private static final String WAITED_IN_VAIN = "listener waitOtherToJoin timeout";
    private static final String NO_MEDIA = "call interrupted due to native reason";
    private static final String NOT_JOINED_IN_TIME = "join timeout";

    private PluginEvents() {}

    /** Never null, mostly empty; in the order in which the plugin delivers them. */
    public static List<PluginEvent> of(RoomId room, RoomEvent event, Side side, EndpointId viewer) {
        return switch (event) {
            case RoomEvent.RoomJoined joined ->
                side == Side.CALLER && viewer.equals(joined.by().id())
                        ? List.of(named(room, "joinedRoomByCaller", data()))
                        : List.of();
            case RoomEvent.RoomAnswered answered -> answered(room, answered, side, viewer);
            case RoomEvent.TalkStarted started ->
                viewer.equals(side == Side.CALLER ? started.caller() : started.listener())
                        ? List.of(named(room, "startVoip", data()))
                        : List.of();
            case RoomEvent.RoomEnded ended ->
                concerns(side, viewer, ended.caller(), ended.listener(), ended.cause())
                        ? new End(room, ended, side, viewer).events()
                        : List.of();
            case RoomEvent.RoomSettled settled -> settled(room, settled, side, viewer);
            // The call was never there for its listener, and its caller has the refusal of its request.
            case RoomEvent.RoomRefused _ -> List.of();
            // The ring is a message of its own; how far the call has come is not among the plugin's events.
            case RoomEvent.RoomOpened _,
                    RoomEvent.AskerJoined _,
                    RoomEvent.PartiesFound _,
                    RoomEvent.CreditHeld _,
                    RoomEvent.PushTokenFound _,
                    RoomEvent.RightLost _,
                    RoomEvent.RoomRang _,
                    RoomEvent.ListenerReminded _,
                    RoomEvent.ListenerRinging _,
                    RoomEvent.MediaConnected _,
                    RoomEvent.SideCameBack _,
                    RoomEvent.SideWentAway _,
                    RoomEvent.SideKeptAlive _,
                    RoomEvent.SettlementAskedAgain _ -> List.of();
        };
    }

    private static List<PluginEvent> answered(
            RoomId room, RoomEvent.RoomAnswered answered, Side side, EndpointId viewer) {
        if (side == Side.CALLER) {
            return List.of();
        }
        if (viewer.equals(answered.by().id())) {
            return List.of(named(room, "hangOnVoip", data()));
        }
        return List.of(
                named(room, "cancelVoip", data().put("status", "other").put("reason", "answeredElsewhere")),
                endVoip(room, answered.call(), side, Duration.ZERO));
    }

    private static List<PluginEvent> settled(RoomId room, RoomEvent.RoomSettled settled, Side side, EndpointId viewer) {
        return settled.cause()
                .filter(cause -> concerns(side, viewer, settled.caller(), settled.listener(), cause))
                .map(_ -> List.of(named(room, "finishVoip", data().put("keepTime", keepTime(settledTime(settled))))))
                .orElse(List.of());
    }

    /** A licence call is not rated, so its settled time is the talked one. */
    private static Duration settledTime(RoomEvent.RoomSettled settled) {
        return settled.charge()
                .filter(charge -> charge.chargeType() == ChargeType.DURATION)
                .map(Charge::charged)
                .orElse(settled.talked());
    }

    /** Whether a call's end is anything to this installation. */
    private static boolean concerns(
            Side side, EndpointId viewer, EndpointId caller, Optional<EndpointId> listener, EndCause cause) {
        if (side == Side.CALLER) {
            return viewer.equals(caller);
        }
        var rang = !(cause instanceof EndCause.Busy) && !(cause instanceof EndCause.Vetoed);
        return rang && listener.map(viewer::equals).orElse(true);
    }

    /** One side's words for the end of a call: the reason's event, then {@code endVoip}. */
    private record End(RoomId room, RoomEvent.RoomEnded ended, Side side, EndpointId viewer) {
        List<PluginEvent> events() {
            return List.of(reason(), endVoip(room, ended.call(), side, ended.talked()));
        }

        private PluginEvent reason() {
            return switch (ended.cause()) {
                case EndCause.Cancelled cause -> event("cancelVoip", with("status", own(Side.CALLER, cause.origin())));
                case EndCause.Rejected cause ->
                    // Another phone of the user has refused: this one only stops ringing.
                    side == Side.LISTENER && !isDoneHere()
                            ? event("cancelVoip", with("status", "other"))
                            : event("rejectVoip", with("status", own(Side.LISTENER, cause.origin())));
                case EndCause.Busy _ -> event("busy", reasonOnly());
                case EndCause.NoAnswer _, EndCause.Unreachable _ -> event("timeout", reasonOnly());
                case EndCause.HungUp cause -> hungUp(cause.by(), own(cause.by(), cause.origin()));
                case EndCause.TimeLimit _, EndCause.MaxCallTime _ -> hungUp(Side.CALLER, "timeLimit");
                case EndCause.CreditUsedUp _,
                        EndCause.Revoked _,
                        EndCause.EndedByServer _,
                        EndCause.EndedByOperator _ -> hungUp(side.other(), "other");
                case EndCause.Vetoed _ -> aborted("unknown", OTHER_SIDE_ABORTED);
                case EndCause.JoinTimeout cause ->
                    failed(cause.missing() == Side.CALLER ? Side.LISTENER : cause.missing(), joinTimeout(cause));
                case EndCause.JoinFailed cause -> joinFailed(cause);
                case EndCause.Aborted cause -> failed(cause.side(), cause.errMsg());
                case EndCause.Lost cause -> failed(cause.side(), NO_MEDIA);
                case EndCause.BothLost _ -> failed(side, NO_MEDIA);
            };
        }

        /** The listener waits for the caller and gives up (contract §2.4); the platform gives up on a listener. */
        private static String joinTimeout(EndCause.JoinTimeout cause) {
            return cause.missing() == Side.CALLER ? WAITED_IN_VAIN : NOT_JOINED_IN_TIME;
        }

        private PluginEvent joinFailed(EndCause.JoinFailed cause) {
            if (side == cause.side()) {
                return event(
                        side == Side.CALLER ? "joinFailCaller" : "joinFailListener",
                        reasonOnly()
                                .put("errCode", cause.errCode())
                                .put("errMsg", cause.errMsg())
                                .put("message", cause.errMsg()));
            }
            if (side == Side.CALLER) {
                return aborted("unknown", OTHER_SIDE_ABORTED);
            }
            return ended.listener().isPresent()
                    ? aborted("abortByListener", WAITED_IN_VAIN)
                    : event("cancelVoip", with("status", "other"));
        }

        private PluginEvent hungUp(Side by, String origin) {
            return event(
                    "hangUpVoip",
                    withKeepTime()
                            .put("status", by == Side.CALLER ? "endByCaller" : "endByListener")
                            .put("origin", origin));
        }

        /** {@code abortVoip} names the side that failed to itself only. */
        private PluginEvent failed(Side who, String errMsg) {
            return who == side
                    ? aborted(side == Side.CALLER ? "abortByCaller" : "abortByListener", errMsg)
                    : aborted("unknown", OTHER_SIDE_ABORTED);
        }

        private PluginEvent aborted(String status, String errMsg) {
            var data = withKeepTime().put("status", status);
            data.putObject("error").put("errMsg", errMsg);
            return event("abortVoip", data);
        }

        /** {@code manual} and the like are shown where it was done, {@code other} elsewhere (contract §2.3). */
        private String own(Side who, Origin origin) {
            return side == who ? Wire.name(origin) : "other";
        }

        /** Whether this installation ended the call itself. */
        private boolean isDoneHere() {
            return ended.listener().isPresent()
                    || ended.by().map(Endpoint::id).map(viewer::equals).orElse(false);
        }

        private ObjectNode with(String name, String value) {
            return reasonOnly().put(name, value);
        }

        private ObjectNode withKeepTime() {
            return reasonOnly().put("keepTime", keepTime(ended.talked()));
        }

        private ObjectNode reasonOnly() {
            return data().put("reason", reasonOf(ended.cause()));
        }

        private PluginEvent event(String name, ObjectNode data) {
            return named(room, name, data);
        }
    }

    /** The cause in one word, as it also stands in {@code kind} on the wire. */
    public static String reasonOf(EndCause cause) {
        var name = cause.getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static PluginEvent endVoip(RoomId room, Call call, Side side, Duration talked) {
        return named(
                room,
                "endVoip",
                data().put("keepTime", keepTime(talked))
                        .put("callerName", call.caller().name())
                        .put("listenerName", call.listener().name())
                        .put("roomType", Wire.name(call.roomType()))
                        .put("isCaller", side == Side.CALLER)
                        .put("businessType", call.businessType()));
    }

    /** Whole seconds, as the page's clock has shown them. */
    private static long keepTime(Duration talked) {
        return talked.toSeconds();
    }

    /** Programs read {@code data.status} without a check, so there always is an object (contract §2.1). */
    private static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static PluginEvent named(RoomId room, String eventName, ObjectNode data) {
        return new PluginEvent(eventName, room, room, data);
    }
}
