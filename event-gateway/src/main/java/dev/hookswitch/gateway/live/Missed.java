package dev.hookswitch.gateway.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.gateway.live.core.News;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is asked and answered at room-service's {@code POST /internal/v1/resume}. */
final class Missed {
    /** {@code ce_source} of room-service's events. */
    private static final String SOURCE = "room";

    private Missed() {}

    record Ask(List<Subject> subjects) {}

    /** @param rooms the last seq that this subject has, by room */
    record Subject(AppId app, String subject, Map<RoomId, Long> rooms) {}

    record Answer(List<Found> subjects) {}

    /**
     * @param live the subject's live room
     * @param events those of the live room and of the rooms that were asked for, after the cursor
     */
    record Found(AppId app, String subject, Optional<RoomId> live, List<Event> events) {}

    record Event(
            String id,
            String type,
            RoomId room,
            long seq,
            Instant time,
            AppId app,
            List<String> parties,
            List<String> audience,
            JsonNode data) {
        /** Nothing for a type that only a later version knows. */
        private Stream<News> news() {
            if (parties.size() != News.PARTIES) {
                return Stream.empty();
            }
            var json = Wire.text(data);
            return Messages.ROOM_EVENTS.named(type).stream()
                    .map(known -> new News(
                            id,
                            SOURCE,
                            type,
                            room,
                            seq,
                            time,
                            app,
                            parties.get(0),
                            parties.get(1),
                            Set.copyOf(audience),
                            Wire.read(json, known),
                            json));
        }
    }

    static List<News> news(Found found) {
        return found.events().stream().flatMap(Event::news).toList();
    }
}
