package dev.hookswitch.stories;

import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.assertMissedNothing;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.seqs;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.shown;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A phone loses its network in mid-call, comes back within the grace and has missed nothing. */
class ReconnectStory {
    @Test
    void theCallGoesOnAndEverySeqIsThereOnce() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var watcher = world.server().subscribe();
            var undisturbed = talking(world, mum, door);
            door.must(undisturbed, "hang-up");
            mum.awaitEvent(undisturbed, "RoomSettled");
            var room = talking(world, mum, door);

            mum.drop();
            watcher.awaitEvent(room, "SideWentAway", Told.PATIENCE);
            mum.reconnect();
            watcher.awaitEvent(room, "SideCameBack", Told.PATIENCE);
            door.must(room, "hang-up");
            mum.awaitEvent(room, "RoomSettled");

            assertThat(cause(settled(world, room))).isEqualTo("hungUp");
            assertEndsWith(mum, room, "joinedRoomByCaller", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
            assertThat(seqs(mum, room)).doesNotHaveDuplicates();
            assertMissedNothing(mum, room);
            assertThat(shown(mum, room)).isEqualTo(shown(mum, undisturbed));
            watcher.close();
        }
    }

    @Test
    void aPhoneThatWasAwayAtTheEndHearsOfItWhenItComesBack() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talking(world, mum, door);

            mum.drop();
            door.must(room, "hang-up");
            settled(world, room);
            mum.reconnect();

            mum.awaitEvent(room, "RoomSettled");
            assertEndsWith(mum, room, "startVoip", "hangUpVoip", "endVoip", "finishVoip");
        }
    }
}
