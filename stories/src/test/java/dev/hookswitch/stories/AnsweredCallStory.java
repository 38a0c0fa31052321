package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callUser;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A call in each direction: the other side rings, answers, both talk, one hangs up, the call is settled. */
class AnsweredCallStory {
    @Test
    void aPhoneCallsADoorStationAndHangsUp() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();

            var room = talking(world, mum, door);
            mum.must(room, "hang-up");

            var record = settled(world, room);
            assertThat(cause(record)).isEqualTo("hungUp");
            assertThat(record.path("cause").path("by").asText()).isEqualTo("caller");
            assertEndsWith(mum, room, "joinedRoomByCaller", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
            assertEndsWith(door, room, "hangOnVoip", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
            assertThat(Told.timeline(world, room))
                    .startsWith("RoomOpened")
                    .containsSubsequence("RoomRang", "RoomAnswered", "TalkStarted", "RoomEnded", "RoomSettled")
                    .endsWith("RoomSettled");
        }
    }

    @Test
    void aDoorStationCallsAPhoneWhichHangsUp() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();

            var room = door.call(callUser(World.MUM));
            door.must(room, "join");
            var ring = mum.awaitRing(room).json().path("ring");
            answered(room, door, mum);
            mum.must(room, "hang-up");

            assertThat(ring.path("callerName").asText()).isEqualTo("Front doordoor station");
            var record = settled(world, room);
            assertThat(cause(record)).isEqualTo("hungUp");
            assertThat(record.path("cause").path("by").asText()).isEqualTo("listener");
            assertEndsWith(door, room, "joinedRoomByCaller", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
            assertEndsWith(mum, room, "hangOnVoip", "startVoip", "hangUpVoip", "endVoip", "finishVoip");
        }
    }
}
