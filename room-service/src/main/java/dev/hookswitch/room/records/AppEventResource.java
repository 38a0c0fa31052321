package dev.hookswitch.room.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Cursor;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.room.records.RecordStore.AppEvent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The room events of an app, for a server that was away for longer than its socket's cursor reaches. The same path with an
 * Upgrade header is the gateway's.
 */
@Path("/v1/events")
@Callers(CallerKind.APP)
public class AppEventResource {
    /** Of one partition in one page. */
    private static final int EVENTS_MAX = 200;

    private final RecordStore rooms;
    private final CurrentCaller current;

    AppEventResource(RecordStore rooms, CurrentCaller current) {
        this.rooms = rooms;
        this.current = current;
    }

    /** A CloudEvent in its JSON format, with the room's {@code seq}. */
    record Event(
            String specversion,
            String id,
            String source,
            String type,
            String subject,
            Instant time,
            long seq,
            JsonNode data) {
        static Event of(AppEvent event) {
            return new Event(
                    "1.0",
                    event.aggregate() + "/" + event.seq(),
                    "room",
                    event.type(),
                    event.aggregate(),
                    event.at(),
                    event.seq(),
                    RecordResource.json(event.value()));
        }
    }

    /**
     * Some events, those of one room in their order.
     *
     * @param cursor for {@code after} of the next request, also when nothing is new
     * @param more whether there is more already
     */
    record Page(List<Event> events, String cursor, boolean more) {}

    /** A page behind {@code after}, the last page's cursor; without one it begins with what is kept, or at {@code from}. */
    @GET
    @RunOnVirtualThread
    public Page read(@QueryParam("after") @Nullable String after, @QueryParam("from") @Nullable String from) {
        var app = current.get().appOf().orElseThrow();
        var places = after == null ? new TreeMap<Integer, Long>() : places(after);
        var start = RecordResource.time("from", from);
        var events = new ArrayList<Event>();
        var more = false;
        // Read before the events: what is applied meanwhile is not skipped.
        for (var partition : new TreeMap<>(rooms.partitions()).entrySet()) {
            var found = read(app, partition, places, start);
            events.addAll(found.stream().map(Event::of).toList());
            more |= found.size() >= EVENTS_MAX;
        }
        return new Page(events, text(places), more);
    }

    /** A command's events are stored together, so a place is the last command that was read, or that had nothing. */
    private List<AppEvent> read(
            AppId app, Map.Entry<Integer, Long> partition, Map<Integer, Long> places, Optional<Instant> start) {
        var place = places.getOrDefault(partition.getKey(), -1L);
        var found = rooms.events(app, partition.getKey(), place, start, EVENTS_MAX);
        var last = found.isEmpty() ? place : found.getLast().offset();
        places.put(partition.getKey(), found.size() >= EVENTS_MAX ? last : Math.max(last, partition.getValue() - 1));
        return found;
    }

    /** One part, because the number of partitions is no client's business. */
    private static String text(Map<Integer, Long> places) {
        return Cursor.of(places.entrySet().stream()
                        .map(place -> place.getKey() + ":" + place.getValue())
                        .collect(Collectors.joining(",")))
                .text();
    }

    private static Map<Integer, Long> places(String cursor) {
        var places = new TreeMap<Integer, Long>();
        for (var part : Cursor.parse(cursor, 1).parts().getFirst().split(",", -1)) {
            var colon = part.indexOf(':');
            if (colon < 0) {
                throw Cursor.badCursor();
            }
            try {
                places.put(Integer.parseInt(part.substring(0, colon)), Long.parseLong(part.substring(colon + 1)));
            } catch (NumberFormatException _) {
                throw Cursor.badCursor();
            }
        }
        return places;
    }
}
