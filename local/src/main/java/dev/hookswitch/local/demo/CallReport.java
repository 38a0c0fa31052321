package dev.hookswitch.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hookswitch.local.client.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The timeline and the bill of one call, as the public interface tells them. */
final class CallReport {
    private final Api server;
    private final String room;
    private JsonNode timeline = MissingNode.getInstance();

    CallReport(Api server, String room) {
        this.server = server;
        this.room = room;
    }

    boolean isSettled() {
        if (last("RoomSettled").isMissingNode()) {
            timeline = server.get("/v1/rooms/" + room + "/timeline").ok();
        }
        return !last("RoomSettled").isMissingNode();
    }

    JsonNode cause() {
        return last("RoomEnded").path("data").path("cause");
    }

    Duration talked() {
        return Duration.ofMillis(last("RoomEnded").path("data").path("talkedMs").asLong());
    }

    private List<JsonNode> events() {
        var events = new ArrayList<JsonNode>();
        timeline.path("events").forEach(events::add);
        return events;
    }

    private JsonNode last(String type) {
        return events().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .reduce((_, later) -> later)
                .orElse(MissingNode.getInstance());
    }

    void print() {
        System.out.println("   Timeline of " + room);
        var before = Instant.EPOCH;
        var first = Instant.EPOCH;
        for (var event : events()) {
            var at = Instant.parse(event.path("time").asText());
            if (first.equals(Instant.EPOCH)) {
                first = at;
                before = at;
            }
            System.out.printf(
                    "   %3d  %8.3f s  +%6d ms  %-22s %s%n",
                    event.path("seq").asLong(),
                    Duration.between(first, at).toMillis() / 1e3,
                    Duration.between(before, at).toMillis(),
                    event.path("type").asText(),
                    detail(event.path("data")));
            before = at;
        }
        System.out.println("   Bill: " + server.get("/v1/charges/" + room).body());
    }

    private static String detail(JsonNode data) {
        return data.has("cause") ? "cause " + data.path("cause") : "";
    }
}
