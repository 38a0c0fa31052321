package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.engines.CoturnEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever enters a room is given a relay for its media: a real coturn, asked by the client of its own package. */
class RelayStory {
    private static final Duration LONGEST_CALL = Duration.ofHours(12);

    @BeforeAll
    static void installed() {
        assumeTrue(CoturnEngine.isInstalled(), "There is no turnserver; install the package " + CoturnEngine.PACKAGE);
    }

    @Test
    void bothSidesMayUseItAndNobodyElseAndNobodyReachesWhatIsBehindIt() throws IOException, InterruptedException {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            var mums = relay(mum.must(room, "join"));
            door.awaitRing(room);
            var doors = relay(door.must(room, "answer"));

            for (var relay : List.of(mums, doors)) {
                assertThat(until(relay)).isAfter(Instant.now().plus(LONGEST_CALL));
                assertThat(allocate(relay, relay.path("credential").asText()))
                        .contains("Received relay addr")
                        .contains("error 403 (Forbidden IP)");
                assertThat(allocate(relay, "another")).contains("Cannot complete Allocation");
            }
            // Of another user: each is made for its room and side.
            assertThat(allocate(mums, doors.path("credential").asText())).contains("Cannot complete Allocation");
            mum.must(room, "hang-up");
        }
    }

    private static JsonNode relay(JsonNode entered) {
        assertThat(entered.path("iceServers")).hasSize(1);
        var relay = entered.path("iceServers").path(0);
        Kept.secret("TURN credential", relay.path("credential").asText());
        return relay;
    }

    private static Instant until(JsonNode relay) {
        var username = relay.path("username").asText();
        return Instant.ofEpochSecond(Long.parseLong(username.substring(0, username.indexOf(':'))));
    }

    /** Allocates, and asks for a way to this machine's loopback; what the client said. */
    private static String allocate(JsonNode relay, String credential) throws IOException, InterruptedException {
        var url = relay.path("urls").path(0).asText();
        assertThat(url).startsWith("turn:127.0.0.1:").endsWith("?transport=udp");
        var port = url.substring(url.lastIndexOf(':') + 1, url.indexOf('?'));
        var command = new ArrayList<>(List.of("timeout", "20", "turnutils_uclient", "-v", "-c", "-n", "1", "-m", "1"));
        command.addAll(List.of("-e", "127.0.0.1", "-p", port));
        command.addAll(List.of("-u", relay.path("username").asText(), "-w", credential, "127.0.0.1"));
        var client = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        client.waitFor();
        return said;
    }
}
