package dev.hookswitch.room.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.messaging.EventStore;
import dev.hookswitch.messaging.EventStore.StoredEvent;
import dev.hookswitch.room.DatabaseAway;
import dev.hookswitch.room.records.RecordStore.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What returning sockets have missed, many in one query: their live room and what came after their cursor. The answer
 * comes from the same transaction that the events are published from, so it never lacks what a gateway has seen.
 */
@Path("/internal/v1/resume")
@Callers(CallerKind.SERVICE)
public class ResumeResource {
    private static final int SUBJECTS_MAX = 5_000;
    /** A cursor has the rooms of some minutes. */
    private static final int ROOMS_MAX = 64;
    /** Rows of one query; a longer answer takes several. */
    private static final int ROWS_MAX = 10_000;

    private final RecordStore rooms;
    private final EventStore events;

    ResumeResource(RecordStore rooms, DataSource dataSource) {
        this.rooms = rooms;
        this.events = new EventStore(dataSource);
    }

    record Ask(List<Asked> subjects) {}

    /** A user or device and its cursor: the last seq it has, by room. */
    record Asked(AppId app, String subject, Map<RoomId, Long> rooms) {}

    record Answer(List<Missed> subjects) {}

    record Missed(AppId app, String subject, Optional<RoomId> live, List<MissedEvent> events) {}

    record MissedEvent(
            String id,
            String type,
            RoomId room,
            long seq,
            Instant time,
            AppId app,
            List<String> parties,
            List<String> audience,
            JsonNode data) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Answer resume(Ask ask) {
        if (ask.subjects().size() > SUBJECTS_MAX) {
            throw Problem.ofField("subjects", "At most %d subjects at a time.".formatted(SUBJECTS_MAX))
                    .asException();
        }
        if (ask.subjects().stream().anyMatch(one -> one.rooms().size() > ROOMS_MAX)) {
            throw Problem.ofField("subjects.rooms", "At most %d rooms in a cursor.".formatted(ROOMS_MAX))
                    .asException();
        }
        var live = rooms.live(ask.subjects().stream()
                .map(one -> new Subject(one.app(), one.subject()))
                .toList());
        var wanted = new HashMap<RoomId, Long>();
        for (var one : ask.subjects()) {
            one.rooms().forEach((room, last) -> wanted.merge(room, last, Math::min));
            Optional.ofNullable(live.get(new Subject(one.app(), one.subject())))
                    .filter(room -> !one.rooms().containsKey(room))
                    .ifPresent(room -> wanted.merge(room, 0L, Math::min));
        }
        var found = after(wanted);
        return new Answer(ask.subjects().stream()
                .map(one -> missed(one, Optional.ofNullable(live.get(new Subject(one.app(), one.subject()))), found))
                .toList());
    }

    private static Missed missed(Asked one, Optional<RoomId> live, Map<RoomId, List<StoredEvent>> found) {
        var cursor = new HashMap<>(one.rooms());
        live.ifPresent(room -> cursor.putIfAbsent(room, 0L));
        var events = new ArrayList<MissedEvent>();
        cursor.forEach((room, last) -> found.getOrDefault(room, List.of()).stream()
                .filter(event -> event.seq() > last && isFor(event, one))
                .forEach(event -> events.add(missedEvent(room, event))));
        return new Missed(one.app(), one.subject(), live, events);
    }

    /** The id of a room is no right: a cursor with a foreign room gets nothing of it. */
    private static boolean isFor(StoredEvent event, Asked one) {
        return event.app().equals(one.app().value())
                && event.parties().size() == 2
                && ((event.parties().get(0).equals(one.subject())
                                && event.audience().contains("caller"))
                        || (event.parties().get(1).equals(one.subject())
                                && event.audience().contains("listener")));
    }

    private static MissedEvent missedEvent(RoomId room, StoredEvent event) {
        return new MissedEvent(
                event.aggregate() + "/" + event.seq(),
                event.type(),
                room,
                event.seq(),
                event.at(),
                new AppId(event.app()),
                event.parties(),
                event.audience(),
                RecordResource.json(event.value()));
    }

    private Map<RoomId, List<StoredEvent>> after(Map<RoomId, Long> wanted) {
        var found = new HashMap<RoomId, List<StoredEvent>>();
        var lasts = new HashMap<String, Long>();
        wanted.forEach((room, last) -> lasts.put(room.value(), last));
        try {
            while (!lasts.isEmpty()) {
                var piece = events.after(lasts, ROWS_MAX);
                piece.forEach(event -> found.computeIfAbsent(new RoomId(event.aggregate()), _ -> new ArrayList<>())
                        .add(event));
                if (piece.size() < ROWS_MAX) {
                    return found;
                }
                // They come by aggregate: all before the last one are complete.
                var last = piece.getLast();
                lasts.keySet().removeIf(aggregate -> aggregate.compareTo(last.aggregate()) < 0);
                lasts.put(last.aggregate(), last.seq());
            }
            return found;
        } catch (SQLException e) {
            throw new DatabaseAway(e);
        }
    }
}
