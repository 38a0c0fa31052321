package dev.hookswitch.local.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * An event of a room as the platform tells it, on a socket or in a timeline.
 *
 * @param seq its number in the room
 * @param at when it happened, by the platform's clock
 * @param data the event as it came
 * @param event the same, read
 */
record RoomNews(RoomId room, long seq, String type, Instant at, JsonNode data, RoomEvent event) {
    /** Empty for what is no event, or one of a newer platform that this version does not know. */
    static Optional<RoomNews> ofFrame(JsonNode frame) {
        return frame.path("kind").asText().equals("event")
                ? of(frame.path("subject").asText(), frame, "time")
                : Optional.empty();
    }

    static Optional<RoomNews> ofTimeline(RoomId room, JsonNode entry) {
        return of(room.value(), entry, "at");
    }

    private static Optional<RoomNews> of(String room, JsonNode json, String time) {
        var type = json.path("type").asText();
        var data = json.path("data");
        return Messages.ROOM_EVENTS
                .named(type)
                .map(known -> new RoomNews(
                        new RoomId(room),
                        json.path("seq").asLong(),
                        type,
                        Instant.parse(json.path(time).asText()),
                        data,
                        Wire.read(data.toString(), known)));
    }
}
