package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.callUser;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Calls that the platform ends: at their limit, when their money or their right is gone, when a side is lost. */
class CallThatEndsByItselfStory {
    @Test
    void atTheTimeLimit() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = mum.call(with(callDevice(world.door().sn(), world.door().modelId()), "timeLimit", 2));
            mum.must(room, "join");
            door.awaitRing(room);
            answered(room, mum, door);

            var record = settled(world, room);

            assertThat(cause(record)).isEqualTo("timeLimit");
            assertThat(record.path("talkedMs").asLong()).isEqualTo(2000);
            assertEndsWith(mum, room, "startVoip", "hangUpVoip", "endVoip", "finishVoip");
            assertEndsWith(door, room, "startVoip", "hangUpVoip", "endVoip", "finishVoip");
        }
    }

    @Test
    void whenTheBoughtTimeIsUsedUp() {
        try (var world = World.make()) {
            world.operator().setCharging(world.appid(), true);
            world.operator().addTime(world.appid(), "bought-1", "video", 3);
            var mum = world.mum();
            var door = world.doorSeat();

            var room = talking(world, mum, door);
            var record = settled(world, room);

            assertThat(cause(record)).isEqualTo("creditUsedUp");
            assertThat(record.path("talkedMs").asLong()).isEqualTo(3000);
            var charge = world.server().api().get("/v1/charges/" + room).ok();
            assertThat(charge.path("chargedMs").asLong()).isEqualTo(3000);
            assertEndsWith(mum, room, "hangUpVoip", "endVoip", "finishVoip");
        }
    }

    @Test
    void whenTheRightIsRevokedWhileTheyTalk() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = door.call(callUser(World.MUM));
            door.must(room, "join");
            mum.awaitRing(room);
            answered(room, door, mum);

            world.server().setGrant(World.MUM, world.door().sn(), "Front door", "revoked");

            assertThat(cause(settled(world, room))).isEqualTo("revoked");
            assertEndsWith(door, room, "hangUpVoip", "endVoip", "finishVoip");
        }
    }

    /** The grace is long, so one call waits for it beside the other. */
    @Test
    void whenASideOrBothAreLostForLongerThanTheGrace() {
        try (var world = World.make();
                var another = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var oneLost = talking(world, mum, door);
            var anotherMum = another.mum();
            var anotherDoor = another.doorSeat();
            var bothLost = talking(another, anotherMum, anotherDoor);

            door.drop();
            anotherMum.drop();
            anotherDoor.drop();

            var record = settled(world, oneLost);
            assertThat(cause(record)).isEqualTo("lost");
            assertThat(record.path("cause").path("side").asText()).isEqualTo("listener");
            assertEndsWith(mum, oneLost, "abortVoip", "endVoip", "finishVoip");

            assertThat(cause(settled(another, bothLost))).isEqualTo("bothLost");
            anotherMum.reconnect();
            anotherDoor.reconnect();
            assertEndsWith(anotherMum, bothLost, "startVoip", "abortVoip", "endVoip", "finishVoip");
            assertEndsWith(anotherDoor, bothLost, "startVoip", "abortVoip", "endVoip", "finishVoip");
        }
    }
}
