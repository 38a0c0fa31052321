package dev.hookswitch.room.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Cursor;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.room.records.RecordStore.AppEvent;
import dev.hookswitch.room.records.RecordStore.LogPlace;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
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
        var places = after == null ? new TreeMap<Integer, LogPlace>() : places(after);
        var start = RecordResource.time("from", from);
        var events = new ArrayList<Event>();
        var more = false;
        // Read before the events: what is applied meanwhile is not skipped.
        for (var partition : rooms.applied().entrySet()) {
            var found = read(app, partition, places, start);
            events.addAll(found.stream().map(Event::of).toList());
            more |= Objects.requireNonNull(places.get(partition.getKey())).isBehind(partition.getValue());
        }
        return new Page(events, text(places), more);
    }

    /**
     * A command's events are stored together, so a place is the last command that was read, or that had nothing. The
     * stored rest of a log that was lost is read before the new one; after a cut in one all comes again.
     */
    private List<AppEvent> read(
            AppId app, Map.Entry<Integer, LogPlace> partition, Map<Integer, LogPlace> places, Optional<Instant> start) {
        var applied = partition.getValue();
        var beginning = LogPlace.beginningOf(applied.log());
        var known = places.getOrDefault(partition.getKey(), beginning);
        var isSameLog = known.log().equals(applied.log());
        var place = isSameLog && known.offset() > applied.offset() ? beginning : known;
        var found = rooms.events(app, partition.getKey(), place, start, EVENTS_MAX);
        if (found.size() >= EVENTS_MAX) {
            places.put(
                    partition.getKey(),
                    new LogPlace(place.log(), found.getLast().offset()));
        } else if (isSameLog) {
            var last = found.isEmpty() ? place.offset() : found.getLast().offset();
            places.put(partition.getKey(), new LogPlace(place.log(), Math.max(last, applied.offset())));
        } else {
            places.put(partition.getKey(), beginning);
        }
        return found;
    }

    /** One part, because the number of partitions is no client's business: {@code log,0:17,1:4;other log,2:9}. */
    private static String text(Map<Integer, LogPlace> places) {
        var logs = places.entrySet().stream()
                .collect(Collectors.groupingBy(
                        place -> place.getValue().log(),
                        TreeMap::new,
                        Collectors.mapping(
                                place -> place.getKey() + ":" + place.getValue().offset(), Collectors.joining(","))));
        return Cursor.of(logs.entrySet().stream()
                        .map(log -> log.getKey() + "," + log.getValue())
                        .collect(Collectors.joining(";")))
                .text();
    }

    private static Map<Integer, LogPlace> places(String cursor) {
        var places = new TreeMap<Integer, LogPlace>();
        var text = Cursor.parse(cursor, 1).parts().getFirst();
        if (text.isEmpty()) {
            return places;
        }
        try {
            for (var part : text.split(";", -1)) {
                var fields = part.split(",", -1);
                var log = UUID.fromString(fields[0]);
                for (var i = 1; i < fields.length; i++) {
                    var place = fields[i].split(":", 2);
                    if (place.length != 2) {
                        throw Cursor.badCursor();
                    }
                    places.put(Integer.parseInt(place[0]), new LogPlace(log, Long.parseLong(place[1])));
                }
            }
        } catch (IllegalArgumentException _) {
            throw Cursor.badCursor();
        }
        return places;
    }
}
