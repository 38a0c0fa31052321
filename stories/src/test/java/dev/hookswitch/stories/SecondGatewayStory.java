package dev.hookswitch.stories;

import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.client.LiveSocket.Frame;
import dev.hookswitch.local.client.Seat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second gateway is started, and in mid-call both sockets move to it, because the first one dies. */
class SecondGatewayStory {
    @Test
    void nothingIsMissedOnTheWay() {
        try (var world = World.make()) {
            var second = Stage.platform().addGateway();
            try {
                var mum = world.mum();
                var door = world.doorSeat();
                var room = talking(world, mum, door);

                Stage.platform().kill("gateway");
                mum.reconnect();
                door.reconnect();
                mum.must(room, "hang-up");

                assertThat(cause(settled(world, room))).isEqualTo("hungUp");
                assertEndsWith(mum, room, "joinedRoomByCaller", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
                assertEndsWith(door, room, "hangOnVoip", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
                assertThat(seqsFor(mum, room)).doesNotHaveDuplicates().isSorted();
            } finally {
                Stage.awaitAll();
                Stage.platform().stop(second);
            }
        }
    }

    private static List<Long> seqsFor(Seat seat, String room) {
        return seat.seen().stream()
                .filter(frame -> frame.kind().equals("event") && frame.room().equals(room))
                .map(Frame::json)
                .map(json -> json.path("seq").asLong())
                .toList();
    }
}
