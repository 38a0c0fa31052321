package dev.hookswitch.room.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.messaging.EventStore;
import dev.hookswitch.room.DatabaseAway;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import javax.sql.DataSource;

/** What became of a request whose answer did not arrive. */
@Path("/v1/commands")
@Callers({CallerKind.USER, CallerKind.DEVICE, CallerKind.APP, CallerKind.OPERATOR})
public class CommandResource {
    private final RecordStore rooms;
    private final EventStore events;
    private final CurrentCaller current;

    CommandResource(RecordStore rooms, DataSource dataSource, CurrentCaller current) {
        this.rooms = rooms;
        this.events = new EventStore(dataSource);
        this.current = current;
    }

    /**
     * A verdict as its asker was told.
     *
     * @param type the answer's or the refusal's type, absent where there was no more to say
     */
    record Outcome(String command, boolean accepted, Optional<String> type, Optional<JsonNode> value, Instant at) {}

    @GET
    @Path("/{id}")
    @RunOnVirtualThread
    public Outcome read(@PathParam("id") String id) {
        if (!mayRead(id)) {
            throw unknown();
        }
        try {
            var outcome = events.outcome(id).orElseThrow(CommandResource::unknown);
            return new Outcome(
                    outcome.commandId(),
                    outcome.accepted(),
                    outcome.type(),
                    outcome.value().map(RecordResource::json),
                    outcome.at());
        } catch (SQLException e) {
            throw new DatabaseAway(e);
        }
    }

    /** A command's id is its room's, a dot and a random part; a request that made no room is known by that part alone. */
    private boolean mayRead(String id) {
        var dot = id.indexOf('.');
        if (dot < 0) {
            return false;
        }
        try {
            var caller = current.get();
            return rooms.find(new RoomId(id.substring(0, dot)))
                    .map(stored -> switch (caller) {
                        case Caller.Operator _ -> true;
                        case Caller.App app -> app.app().equals(stored.app());
                        case Caller.User _, Caller.Device _ ->
                            caller.appOf().filter(stored.app()::equals).isPresent()
                                    && (caller.subject().equals(stored.caller())
                                            || caller.subject().equals(stored.listener()));
                        case Caller.Service _ -> false;
                    })
                    .orElse(true);
        } catch (Bounds.Broken _) {
            return false;
        }
    }

    private static RuntimeException unknown() {
        return Problem.of(
                        404,
                        Reason.NO_SUCH_COMMAND,
                        "No verdict is known under this id: the command is unknown, still waits, or is forgotten.")
                .asException();
    }
}
