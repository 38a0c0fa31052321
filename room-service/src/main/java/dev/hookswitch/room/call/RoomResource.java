package dev.hookswitch.room.call;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.ForLeaving;
import dev.hookswitch.access.OptionalBody;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.RateLimit;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomAnswer.CallPlaced;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.Ender;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.room.RoomConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Places calls and takes part in them: REST to command, verdict to answer. */
@Path("/v1/rooms")
@Callers({CallerKind.USER, CallerKind.DEVICE, CallerKind.APP})
@RunOnVirtualThread
public class RoomResource {
    static final String ENDPOINT = "Hookswitch-Endpoint";
    private static final int KEY_CHARS_MAX = 128;
    /** What a server that names no endpoint is called in the calls of its devices. */
    private static final EndpointId SERVER = new EndpointId("server");

    private final RoomConfig config;
    private final RoomLog log;
    private final RoomParties parties;
    private final CurrentCaller current;
    private final RateLimit limit;
    private final Registrations registrations;
    private final IceServers iceServers;
    private final Traces traces;
    private final InstantSource clock;

    RoomResource(
            RoomConfig config,
            RoomLog log,
            RoomParties parties,
            CurrentCaller current,
            RateLimit limit,
            Registrations registrations,
            IceServers iceServers,
            Traces traces,
            InstantSource clock) {
        this.config = config;
        this.log = log;
        this.parties = parties;
        this.current = current;
        this.limit = limit;
        this.registrations = registrations;
        this.iceServers = iceServers;
        this.traces = traces;
        this.clock = clock;
    }

    /** The call is placed; {@code groupId} is the same id under its older name. */
    public record Placed(RoomId roomId, RoomId groupId, ChargeType chargeType, Instant serverTime) {}

    /** The way into the room. */
    public record Joined(RoomId roomId, List<IceServers.IceServer> iceServers, Instant serverTime) {}

    /** How a side leaves; without one by the page's button. */
    public record Leaving(Optional<Origin> origin) {}

    public record JoinFailure(int errCode, String errMsg) {}

    public record Abortion(String errMsg) {}

    public record RingSeen(RingStage stage) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response open(
            OpenRequest request,
            @HeaderParam(ENDPOINT) @Nullable String endpoint,
            @HeaderParam("Idempotency-Key") @Nullable String key) {
        var caller = current.get();
        var app = caller.appOf().orElseThrow();
        limit.demand("open/" + app.value() + "/" + caller.subject(), config.openPerMinute(), Duration.ofMinutes(1));
        var room = key == null ? RoomIds.random() : RoomIds.of(app, caller.subject(), checked(key));
        var command = request.command(caller, app, room, endpoint(endpoint));
        registrations.demand(command.call());
        var placed = (CallPlaced) carryOut(command, Optional.of(clock.instant().plus(config.openValid())))
                .orElseThrow();
        return Response.status(Response.Status.CREATED)
                .entity(new Placed(placed.room(), placed.room(), placed.chargeType(), clock.instant()))
                .build();
    }

    @POST
    @Path("/{room}/join")
    public Joined join(@PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint) {
        return enter(room, endpoint, by -> new RoomCommand.Join(id(room), by));
    }

    @POST
    @Path("/{room}/answer")
    public Joined answer(@PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint) {
        return enter(room, endpoint, by -> new RoomCommand.Answer(id(room), by));
    }

    @POST
    @Path("/{room}/media-up")
    public void mediaUp(@PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint) {
        carryOut(room, endpoint, by -> new RoomCommand.MediaUp(id(room), by));
    }

    @POST
    @Path("/{room}/reject")
    @ForLeaving
    @OptionalBody
    public void reject(
            @PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint, byte @Nullable [] how) {
        carryOut(room, endpoint, by -> new RoomCommand.Reject(id(room), by, origin(how)));
    }

    @POST
    @Path("/{room}/cancel")
    @ForLeaving
    @OptionalBody
    public void cancel(
            @PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint, byte @Nullable [] how) {
        carryOut(room, endpoint, by -> new RoomCommand.Cancel(id(room), by, origin(how)));
    }

    @POST
    @Path("/{room}/hang-up")
    @ForLeaving
    @OptionalBody
    public void hangUp(
            @PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint, byte @Nullable [] how) {
        carryOut(room, endpoint, by -> new RoomCommand.HangUp(id(room), by, origin(how)));
    }

    @POST
    @Path("/{room}/join-failed")
    @Consumes(MediaType.APPLICATION_JSON)
    public void joinFailed(
            @PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint, JoinFailure why) {
        carryOut(room, endpoint, by -> new RoomCommand.JoinFailed(id(room), by, why.errCode(), why.errMsg()));
    }

    @POST
    @Path("/{room}/abort")
    @Consumes(MediaType.APPLICATION_JSON)
    public void abort(@PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint, Abortion why) {
        carryOut(room, endpoint, by -> new RoomCommand.Abort(id(room), by, why.errMsg()));
    }

    @POST
    @Path("/{room}/receipts")
    @Consumes(MediaType.APPLICATION_JSON)
    public void receipt(
            @PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint, RingSeen seen) {
        carryOut(room, endpoint, by -> new RoomCommand.RingReceipt(id(room), by, seen.stage()));
    }

    @POST
    @Path("/{room}/keep-alive")
    public void keepAlive(@PathParam("room") String room, @HeaderParam(ENDPOINT) @Nullable String endpoint) {
        carryOut(room, endpoint, by -> new RoomCommand.KeepAlive(id(room), by));
    }

    /** The app's server, or an operator, ends the call. */
    @POST
    @Path("/{room}/end")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    public void end(@PathParam("room") String room) {
        var id = id(room);
        var found = parties.of(id).orElseThrow(() -> RoomProblems.noSuchRoom().asException());
        var ender = switch (current.get()) {
            case Caller.App app when app.app().equals(found.app()) -> Ender.SERVER;
            case Caller.Operator _ -> Ender.OPERATOR;
            case Caller.App _, Caller.User _, Caller.Device _, Caller.Service _ ->
                throw RoomProblems.noSuchRoom().asException();
        };
        carryOut(new RoomCommand.EndRoom(id, ender), Optional.empty());
    }

    private Joined enter(String room, @Nullable String endpoint, Function<Endpoint, RoomCommand> command) {
        var by = carryOut(room, endpoint, command);
        return new Joined(id(room), iceServers.of(id(room), by, clock.instant()), clock.instant());
    }

    /** Carries out what the caller does in a room of its own. */
    private Endpoint carryOut(String room, @Nullable String endpoint, Function<Endpoint, RoomCommand> command) {
        var by = new Endpoint(partyIn(id(room)), endpoint(endpoint));
        carryOut(command.apply(by), Optional.empty());
        return by;
    }

    private Optional<Message> carryOut(RoomCommand command, Optional<Instant> validUntil) {
        var room = command.room();
        // A verdict can be asked for by this id; whose it is follows from the room in it.
        var sent = CommandToSend.of(Topic.ROOM_COMMANDS, room.value(), command, room.value() + "." + UUID.randomUUID());
        return log.carryOut(validUntil.map(sent::validUntil).orElse(sent).traced(Optional.of(traces.ofThisRequest())));
    }

    /** Which side of the room the caller is. The id of a room is no right: to others there is no such room. */
    private Party partyIn(RoomId room) {
        var caller = current.get();
        return parties.of(room)
                .filter(found -> caller.appOf().filter(found.app()::equals).isPresent())
                .flatMap(found -> switch (caller) {
                    // A server takes part for its device, as for a cloud device (contract §7.3).
                    case Caller.App _ -> Optional.of(found.device());
                    case Caller.User _, Caller.Device _ -> found.party(caller.subject());
                    case Caller.Service _, Caller.Operator _ -> Optional.<Party>empty();
                })
                .orElseThrow(() -> RoomProblems.noSuchRoom().asException());
    }

    private EndpointId endpoint(@Nullable String header) {
        if (header == null) {
            if (current.get() instanceof Caller.App) {
                return SERVER;
            }
            throw Problem.ofField(ENDPOINT, "The header " + ENDPOINT + " must name this installation.")
                    .asException();
        }
        try {
            return new EndpointId(header);
        } catch (Bounds.Broken e) {
            throw Problem.ofField(ENDPOINT, e.rule() + ".").asException();
        }
    }

    private static RoomId id(String room) {
        return RoomPaths.room(room);
    }

    /** Whoever hangs up in a hurry sends nothing, under whatever content type its library writes. */
    private static Origin origin(byte @Nullable [] how) {
        return how == null || how.length == 0
                ? Origin.MANUAL
                : Wire.read(how, Leaving.class).origin().orElse(Origin.MANUAL);
    }

    private static String checked(String key) {
        if (key.isEmpty() || key.length() > KEY_CHARS_MAX) {
            throw Problem.ofField(
                            "Idempotency-Key", "Idempotency-Key must have 1 to %d characters.".formatted(KEY_CHARS_MAX))
                    .asException();
        }
        return key;
    }
}
