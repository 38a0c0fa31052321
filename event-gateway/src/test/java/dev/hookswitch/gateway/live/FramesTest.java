package dev.hookswitch.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.contracts.plugin.PluginEvents;
import dev.hookswitch.gateway.live.core.News;
import dev.hookswitch.gateway.testing.TestRoom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final TestRoom ROOM = TestRoom.of("wx", "mum", "door");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.120Z");

    /** The frame is put together from text; it must stay what the contract's record says. */
    @Test
    void anEventsTextIsItsRecord() {
        var joined = ROOM.joined();
        var plugin = PluginEvents.of(ROOM.roomId(), joined, Side.CALLER, TestRoom.PHONE);
        assertThat(plugin).isNotEmpty();
        for (var shown : List.of(plugin, List.<dev.hookswitch.contracts.live.PluginEvent>of())) {
            for (var cursor : List.of(Optional.<Map<Integer, Long>>empty(), Optional.of(Map.of(3, 17L)))) {
                var news = new News(
                        "a \"quoted\" id/1",
                        "room",
                        "RoomJoined",
                        ROOM.roomId(),
                        7,
                        NOON,
                        ROOM.call().app(),
                        "user:mum",
                        "device:door",
                        Set.of("caller"),
                        joined,
                        Wire.text(joined));
                var record = new ServerFrame.Event(
                        "1.0",
                        news.id(),
                        "room",
                        "RoomJoined",
                        ROOM.id(),
                        NOON,
                        7,
                        Wire.json().valueToTree(joined),
                        shown,
                        cursor);

                assertThat(Wire.read(Frames.event(news, shown, cursor), JsonNode.class))
                        .isEqualTo(Wire.read(Frames.of(record), JsonNode.class));
            }
        }
    }
}
