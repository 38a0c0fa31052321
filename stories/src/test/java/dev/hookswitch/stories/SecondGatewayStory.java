package dev.hookswitch.stories;

import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.shown;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

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
                var undisturbed = talking(world, mum, door);
                mum.must(undisturbed, "hang-up");
                mum.awaitEvent(undisturbed, "RoomSettled");
                door.awaitEvent(undisturbed, "RoomSettled");
                var room = talking(world, mum, door);

                Stage.kill("gateway");
                // Nobody hears of it now: what is missed must come when they are back.
                mum.must(room, "hang-up");
                assertThat(cause(settled(world, room))).isEqualTo("hungUp");
                mum.reconnect();
                door.reconnect();

                mum.awaitEvent(room, "RoomSettled");
                door.awaitEvent(room, "RoomSettled");
                assertThat(shown(mum, room)).isEqualTo(shown(mum, undisturbed));
                assertThat(shown(door, room)).isEqualTo(shown(door, undisturbed));
                assertEndsWith(mum, room, "joinedRoomByCaller", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
                assertEndsWith(door, room, "hangOnVoip", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
            } finally {
                Stage.awaitAll();
                Stage.platform().stop(second);
            }
        }
    }

    @Test
    void theCallGoesOnAtTheOther() {
        try (var world = World.make()) {
            var second = Stage.platform().addGateway();
            try {
                var mum = world.mum();
                var door = world.doorSeat();
                var room = talking(world, mum, door);

                Stage.kill("gateway");
                mum.reconnect();
                door.reconnect();
                mum.must(room, "hang-up");

                mum.awaitEvent(room, "RoomSettled");
                door.awaitEvent(room, "RoomSettled");
                assertThat(cause(settled(world, room))).isEqualTo("hungUp");
            } finally {
                Stage.awaitAll();
                Stage.platform().stop(second);
            }
        }
    }
}
