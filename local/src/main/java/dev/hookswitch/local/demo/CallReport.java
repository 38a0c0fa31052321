package dev.hookswitch.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hookswitch.local.client.Api;
import java.time.Duration;
import java.util.ArrayList;

/** The timeline and the bill of one call, as the public interface tells them to the app's server. */
final class CallReport {
    private final Api server;
    private final String room;
    private JsonNode timeline = MissingNode.getInstance();

    CallReport(Api server, String room) {
        this.server = server;
        this.room = room;
    }

    /** Whether the call is finished, its money included; asks anew until it is. */
    boolean isSettled() {
        if (!timeline.path("state").asText().equals("settled")) {
            timeline = server.get("/v1/rooms/" + room + "/timeline").ok();
        }
        return timeline.path("state").asText().equals("settled");
    }

    /** Whether this side hung up after talking at least so long. */
    boolean wasHungUp(String side, Duration afterAtLeast) {
        var cause = timeline.path("cause");
        return cause.path("kind").asText().equals("hungUp")
                && cause.path("by").asText().equals(side)
                && timeline.path("talkedMs").asLong() >= afterAtLeast.toMillis();
    }

    void print() {
        System.out.printf("%n   %s%n", room);
        for (var entry : timeline.path("entries")) {
            System.out.printf(
                    "   %3d %8.3f s  %+7d ms  %-20s %s%n",
                    entry.path("seq").asLong(),
                    entry.path("sinceOpenedMs").asLong() / 1e3,
                    entry.path("sincePreviousMs").asLong(),
                    entry.path("type").asText(),
                    detail(entry.path("data")));
        }
        System.out.printf(
                "   ended by %s, talked %.3f s%n",
                timeline.path("reason").asText(), timeline.path("talkedMs").asLong() / 1e3);
        printBill(server.get("/v1/charges/" + room).ok());
    }

    /** What tells this event from others of its type. */
    private static String detail(JsonNode data) {
        var words = new ArrayList<String>();
        if (data.path("by").isObject()) {
            words.add(data.path("by").path("id").asText());
        }
        for (var field : new String[] {"stage", "chargeType", "reminder", "problem"}) {
            if (data.path(field).isTextual()) {
                words.add(data.path(field).asText());
            }
        }
        if (data.path("cause").has("kind")) {
            words.add(data.path("cause").path("kind").asText());
        }
        return String.join(" · ", words);
    }

    private static void printBill(JsonNode charge) {
        System.out.printf(
                "   bill: %s, %s, %d s charged%n",
                charge.path("stage").asText(),
                charge.path("chargeType").asText(),
                charge.path("chargedMs").asLong() / 1000);
        for (var line : charge.path("postings")) {
            System.out.printf(
                    "      %+8d %-14s %s%n",
                    line.path("amount").asLong(),
                    line.path("unit").asText(),
                    line.path("account").asText());
        }
    }
}
