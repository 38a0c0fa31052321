package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Seat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** What stories have in common: short scenes, and questions about what is on record. */
final class Told {
    /** For whatever comes by itself. It costs time only where something is wrong; beside a build seconds become minutes. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private Told() {}

    /** The caller calls the door station and both talk; returns the room. */
    static String talking(World world, Seat caller, Seat door) {
        var room = caller.call(callDevice(world.door().sn(), world.door().modelId()));
        caller.must(room, "join");
        door.awaitRing(room);
        answered(room, caller, door);
        return room;
    }

    /** The listener answers, both connect their media. */
    static void answered(String room, Seat caller, Seat listener) {
        listener.must(room, "answer");
        listener.must(room, "media-up");
        caller.awaitEvent(room, "RoomAnswered");
        caller.must(room, "media-up");
        caller.awaitEvent(room, "TalkStarted");
        listener.awaitEvent(room, "TalkStarted");
    }

    /** The record of a settled room, as the app's server reads it; waits until it is settled. */
    static JsonNode settled(World world, String room) {
        return settled(world.server().api(), room);
    }

    static JsonNode settled(Api api, String room) {
        var record = new AtomicReference<JsonNode>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            record.set(api.get("/v1/rooms/" + room).ok());
            assertThat(record.get().path("state").asText()).isEqualTo("settled");
        });
        return record.get();
    }

    /** The app's one room whose checks have begun and are held; a story holds them by stopping one that is asked. */
    static String awaitChecking(World world) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> world.server()
                                .api()
                                .get("/v1/rooms?state=checking")
                                .ok()
                                .path("rooms")
                                .path(0)
                                .path("roomId")
                                .asText(),
                        room -> !room.isEmpty());
    }

    static String cause(JsonNode record) {
        return record.path("cause").path("kind").asText();
    }

    static List<String> timeline(World world, String room) {
        var types = new ArrayList<String>();
        world.server()
                .api()
                .get("/v1/rooms/" + room + "/timeline")
                .ok()
                .path("entries")
                .forEach(event -> types.add(event.path("type").asText()));
        return types;
    }

    /** The room's events that a seat was shown, each once by its seq, in order; without those of a side coming and going. */
    static List<String> shown(Seat seat, String room) {
        var bySeq = new TreeMap<Long, String>();
        for (var frame : seat.seen()) {
            if (frame.kind().equals("event") && frame.room().equals(room)) {
                bySeq.put(
                        frame.json().path("seq").asLong(),
                        frame.json().path("type").asText());
            }
        }
        bySeq.values().removeAll(Set.of("SideWentAway", "SideCameBack"));
        return List.copyOf(bySeq.values());
    }

    /** The {@code seq} of each of the room's events that a seat was shown, as they came. */
    static List<Long> seqs(Seat seat, String room) {
        return seat.seen().stream()
                .filter(frame -> frame.kind().equals("event") && frame.room().equals(room))
                .map(frame -> frame.json().path("seq").asLong())
                .toList();
    }

    /** Over all its sockets a seat was shown, in order, every event of a settled room that it may read; repeats do no harm. */
    static void assertMissedNothing(Seat seat, String room) {
        seat.awaitEvent(room, "RoomSettled");
        var onRecord = new ArrayList<Long>();
        seat.api()
                .get("/v1/rooms/" + room + "/timeline")
                .ok()
                .path("entries")
                .forEach(entry -> onRecord.add(entry.path("seq").asLong()));
        assertThat(seqs(seat, room).stream().distinct().toList()).isEqualTo(onRecord);
    }

    /** The gateway that holds a seat's socket. */
    static String gatewayOf(Seat seat) {
        return gatewayOf(seat.live()
                .await(frame -> frame.kind().equals("welcome"), PATIENCE)
                .json()
                .path("connection")
                .asText());
    }

    /** The gateway that a connection's id names. */
    static String gatewayOf(String connection) {
        return connection.substring(0, connection.indexOf('.'));
    }

    /** Each side's end, whatever else it was shown. */
    static void assertEndsWith(Seat seat, String room, String... events) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var shown = seat.pluginEvents(room);
            assertThat(shown).endsWith(events);
        });
    }

    /** Whose socket is closed opens it again. */
    static void backAgain(Seat... seats) {
        for (var seat : seats) {
            if (!seat.live().isOpen()) {
                seat.reconnect();
            }
        }
    }

    /** The only call of a world that pays. */
    static void assertSettledOnce(World world, String room, String cause) {
        assertNothingIsOwed(world, secondsOfTheOneSettlement(world, room, cause));
    }

    /** It ended and was settled once, for this cause; returns the seconds it costs. */
    static long secondsOfTheOneSettlement(World world, String room, String cause) {
        var record = settled(world, room);
        assertThat(cause(record)).isEqualTo(cause);
        assertThat(timeline(world, room)).containsOnlyOnce("RoomEnded", "RoomSettled");
        return Math.ceilDiv(record.path("talkedMs").asLong(), 1000);
    }

    /** In a world that pays all that was held is back, except what was talked. */
    static void assertNothingIsOwed(World world, long talkedSeconds) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.server()
                                .api()
                                .get("/v1/billing/balance")
                                .ok()
                                .path("videoSeconds")
                                .asLong())
                        .isEqualTo(World.PAID_SECONDS - talkedSeconds));
    }
}
