package dev.hookswitch.room.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Cursor;
import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.plugin.PluginEvents;
import dev.hookswitch.messaging.EventStore;
import dev.hookswitch.messaging.EventStore.StoredEvent;
import dev.hookswitch.room.DatabaseAway;
import dev.hookswitch.room.call.RoomPaths;
import dev.hookswitch.room.records.RecordStore.Place;
import dev.hookswitch.room.records.RecordStore.Stored;
import dev.hookswitch.room.records.RecordStore.Wanted;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Calls as they can be read: one, a list, a timeline. */
@Path("/v1/rooms")
@Callers({CallerKind.USER, CallerKind.DEVICE, CallerKind.APP, CallerKind.OPERATOR})
@RunOnVirtualThread
public class RecordResource {
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 100;
    /** A call of twelve hours with a socket that comes and goes every ten seconds has fewer. */
    private static final int EVENTS_MAX = 10_000;

    private static final Set<String> STATES =
            Set.of("checking", "ringing", "joining", "talking", "ended", "refused", "settled");

    private final RecordStore rooms;
    private final EventStore events;
    private final CurrentCaller current;
    private final InstantSource clock;

    RecordResource(RecordStore rooms, DataSource dataSource, CurrentCaller current, InstantSource clock) {
        this.rooms = rooms;
        this.events = new EventStore(dataSource);
        this.current = current;
        this.clock = clock;
    }

    /** A page of a list, newest first; without {@code cursor} it is the last one. */
    record Page(List<RoomRecord> rooms, Optional<String> cursor) {}

    /**
     * All that happened to a call, as far as the reader may see it.
     *
     * @param reason the cause's one word
     */
    record Timeline(
            RoomId roomId,
            String state,
            Optional<String> reason,
            Optional<EndCause> cause,
            Duration talked,
            Optional<Charge> charge,
            List<Entry> entries) {}

    /** One event, how long after the request and after the event before it, and the trace it belongs to. */
    record Entry(
            long seq,
            String type,
            Instant at,
            Duration sinceOpened,
            Duration sincePrevious,
            Optional<String> traceId,
            JsonNode data) {}

    @GET
    @Path("/{room}")
    public RoomRecord read(@PathParam("room") String room) {
        return RoomRecord.of(visible(room).room(), clock.instant());
    }

    @GET
    public Page list(
            @QueryParam("app") @Nullable String app,
            @QueryParam("device") @Nullable String device,
            @QueryParam("user") @Nullable String user,
            @QueryParam("state") @Nullable String state,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        if (state != null && !STATES.contains(state)) {
            throw Problem.ofField(
                            "state",
                            "state must be one of "
                                    + String.join(", ", STATES.stream().sorted().toList()) + ".")
                    .asException();
        }
        var caller = current.get();
        var rowsMax = limit(limit);
        var wanted = new Wanted(
                appOf(caller, app),
                switch (caller) {
                    case Caller.User _, Caller.Device _ -> Optional.of(caller.subject());
                    case Caller.App _, Caller.Operator _, Caller.Service _ -> Optional.empty();
                },
                named("device", device, sn -> new Party.Device(new Sn(sn)).subject()),
                named("user", user, openId -> new Party.User(new OpenId(openId)).subject()),
                Optional.ofNullable(state),
                time("from", from),
                time("to", to),
                Optional.ofNullable(cursor).map(RecordResource::place));
        // One more than the page tells whether there is another.
        var found = rooms.list(wanted, rowsMax + 1);
        var now = clock.instant();
        var page = found.stream()
                .limit(rowsMax)
                .map(stored -> RoomRecord.of(stored.room(), now))
                .toList();
        return new Page(
                page,
                found.size() > rowsMax
                        ? Optional.of(Cursor.of(
                                        page.getLast().openedAt().toString(),
                                        page.getLast().roomId().value())
                                .text())
                        : Optional.empty());
    }

    @GET
    @Path("/{room}/timeline")
    public Timeline timeline(@PathParam("room") String room) {
        var stored = visible(room);
        var record = RoomRecord.of(stored.room(), clock.instant());
        return new Timeline(
                stored.id(),
                record.state(),
                record.cause().map(PluginEvents::reasonOf),
                record.cause(),
                record.talked(),
                record.charge(),
                entries(stored, record.openedAt()));
    }

    private List<Entry> entries(Stored stored, Instant openedAt) {
        var entries = new ArrayList<Entry>();
        var previous = openedAt;
        for (var event : all(stored.id())) {
            if (mayRead(stored, event)) {
                entries.add(new Entry(
                        event.seq(),
                        event.type(),
                        event.at(),
                        Duration.between(openedAt, event.at()),
                        Duration.between(previous, event.at()),
                        event.traceparent().flatMap(RecordResource::traceId),
                        json(event.value())));
                previous = event.at();
            }
        }
        return entries;
    }

    private List<StoredEvent> all(RoomId room) {
        try {
            return events.after(room.value(), 0, EVENTS_MAX);
        } catch (SQLException e) {
            throw new DatabaseAway(e);
        }
    }

    private boolean mayRead(Stored stored, StoredEvent event) {
        var caller = current.get();
        return switch (caller) {
            case Caller.Operator _ -> true;
            case Caller.App _ -> event.audience().contains("app");
            case Caller.User _, Caller.Device _ ->
                event.audience().contains(caller.subject().equals(stored.caller()) ? "caller" : "listener");
            case Caller.Service _ -> false;
        };
    }

    /** Version, trace id, parent id, flags (W3C Trace Context §3.2). */
    private static Optional<String> traceId(String traceparent) {
        var parts = traceparent.split("-", -1);
        return parts.length >= 2 ? Optional.of(parts[1]) : Optional.empty();
    }

    static JsonNode json(String value) {
        try {
            return Wire.json().readTree(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that is not JSON", e);
        }
    }

    private Stored visible(String room) {
        return rooms.find(RoomPaths.room(room)).filter(this::mayRead).orElseThrow(RoomPaths::noSuchRoom);
    }

    private boolean mayRead(Stored stored) {
        var caller = current.get();
        var ownApp = caller.appOf().filter(stored.app()::equals).isPresent();
        return switch (caller) {
            case Caller.Operator _ -> true;
            case Caller.App _ -> ownApp;
            case Caller.User _, Caller.Device _ ->
                ownApp
                        && (caller.subject().equals(stored.caller())
                                || (stored.rang() && caller.subject().equals(stored.listener())));
            case Caller.Service _ -> false;
        };
    }

    /** An app lists its own; the operator says whose. */
    private static AppId appOf(Caller caller, @Nullable String app) {
        return caller.appOf().orElseGet(() -> {
            if (app == null) {
                throw Problem.ofField("app", "app must name the app whose rooms are listed.")
                        .asException();
            }
            return bound("app", () -> new AppId(app));
        });
    }

    private static Optional<String> named(String field, @Nullable String value, Function<String, String> subject) {
        return Optional.ofNullable(value).map(text -> bound(field, () -> subject.apply(text)));
    }

    private static <T> T bound(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (Bounds.Broken e) {
            throw Problem.ofField(field, e.rule() + ".").asException();
        }
    }

    static Optional<Instant> time(String field, @Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(value));
        } catch (DateTimeException _) {
            throw Problem.ofField(field, field + " must be an instant such as 2026-01-31T12:00:00.000Z.")
                    .asException();
        }
    }

    private static int limit(@Nullable String value) {
        if (value == null) {
            return LIMIT_DEFAULT;
        }
        try {
            var limit = Integer.parseInt(value);
            if (limit >= 1 && limit <= LIMIT_MAX) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // Said below, as for a number that is out of bounds.
        }
        throw Problem.ofField("limit", "limit must be a number from 1 to %d.".formatted(LIMIT_MAX))
                .asException();
    }

    private static Place place(String cursor) {
        var parts = Cursor.parse(cursor, 2).parts();
        try {
            return new Place(Instant.parse(parts.get(0)), parts.get(1));
        } catch (DateTimeException _) {
            throw Cursor.badCursor();
        }
    }
}
