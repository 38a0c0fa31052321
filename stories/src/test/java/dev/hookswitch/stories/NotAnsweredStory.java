package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.callUser;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The ways in which a call is not answered. None of them costs anything. */
class NotAnsweredStory {
    @Test
    void theListenerRejects() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();

            var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            mum.must(room, "join");
            door.awaitRing(room);
            door.tell(room, "reject", Map.of("origin", "manual")).ok();

            assertThat(cause(settled(world, room))).isEqualTo("rejected");
            assertEndsWith(mum, room, "joinedRoomByCaller", "rejectVoip", "endVoip", "finishVoip");
            assertEndsWith(door, room, "rejectVoip", "endVoip", "finishVoip");
        }
    }

    @Test
    void theCallerCancels() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();

            var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            door.awaitRing(room);
            mum.tell(room, "cancel", Map.of("origin", "unloadCallPage")).ok();

            assertThat(cause(settled(world, room))).isEqualTo("cancelled");
            assertEndsWith(door, room, "cancelVoip", "endVoip", "finishVoip");
            assertThat(door.tell(room, "answer", Map.of()).status()).isEqualTo(409);
        }
    }

    @Test
    void nobodyAnswersInTheRingTime() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();

            var room = mum.call(with(callDevice(world.door().sn(), world.door().modelId()), "ringTimeMs", 5000));
            mum.must(room, "join");
            door.awaitRing(room);

            var record = settled(world, room);
            assertThat(cause(record)).isEqualTo("noAnswer");
            assertThat(record.path("talkedMs").asLong()).isZero();
            assertEndsWith(mum, room, "joinedRoomByCaller", "timeout", "endVoip", "finishVoip");
        }
    }

    @Test
    void theListenerIsBusyAndTheCallerHearsSo() {
        try (var world = World.make()) {
            var mum = world.mum();
            var dad = world.phone(World.DAD, "dads-phone");
            var door = world.doorSeat();
            var first = talking(world, mum, door);

            var second = dad.call(callDevice(world.door().sn(), world.door().modelId()));

            assertThat(cause(settled(world, second))).isEqualTo("busy");
            assertEndsWith(dad, second, "busy", "endVoip", "finishVoip");
            mum.must(first, "hang-up");
            settled(world, first);
            // Who has heard of this has heard of all before it.
            door.awaitEvent(first, "RoomSettled");
            assertThat(door.seen()).noneMatch(frame -> frame.room().equals(second));
        }
    }

    @Test
    void aCallerInACallOfItsOwnIsRefused() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var first = talking(world, mum, door);

            var again = mum.place(callDevice(world.tablet().sn(), world.tablet().modelId()), Map.of());

            assertThat(again.status()).isEqualTo(409);
            assertThat(again.errCode()).isEqualTo(1005);
            mum.must(first, "hang-up");
            settled(world, first);
        }
    }

    @Test
    void aTabletThatNobodyReachesEndsTheCallAsUnreachable() {
        try (var world = World.make()) {
            var mum = world.mum();

            var room = mum.call(callDevice(world.tablet().sn(), world.tablet().modelId()));
            mum.must(room, "join");

            assertThat(cause(settled(world, room))).isEqualTo("unreachable");
            assertEndsWith(mum, room, "joinedRoomByCaller", "timeout", "endVoip", "finishVoip");
        }
    }

    @Test
    void aCallerThatVanishesAfterItsRequestHasCancelled() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();

            var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            door.awaitRing(room);
            mum.drop();

            var cause = settled(world, room).path("cause");
            assertThat(cause.path("kind").asText()).isEqualTo("cancelled");
            assertThat(cause.path("origin").asText()).isEqualTo("unloadCallPage");
            assertEndsWith(door, room, "cancelVoip", "endVoip", "finishVoip");
            assertThat(Told.timeline(world, room)).doesNotContain("RoomJoined");
        }
    }

    @Test
    void aDeviceWithoutSocketJoinsLateInTheRingByTheRoomIdTheDeveloperCarried() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            door.drop();
            var room = mum.call(with(callDevice(world.door().sn(), world.door().modelId()), "ringTimeMs", 10_000));
            mum.must(room, "join");
            var rang = mum.awaitEvent(room, "RoomRang").json().path("data");
            var ringUntil = Instant.parse(rang.path("ringUntil").asText());

            // Late, and yet with time for one request on a busy machine.
            await().atMost(Told.PATIENCE).until(() -> Instant.now().isAfter(ringUntil.minusSeconds(4)));
            assertThat(door.seen()).noneMatch(frame -> frame.kind().equals("ring"));
            door.must(room, "join");
            door.reconnect();
            door.must(room, "media-up");
            mum.must(room, "media-up");
            mum.awaitEvent(room, "TalkStarted");
            door.must(room, "hang-up");

            assertThat(cause(settled(world, room))).isEqualTo("hungUp");
        }
    }

    @Test
    void aUserWithoutTheRightCannotBeCalled() {
        try (var world = World.make()) {
            var door = world.doorSeat();

            var refused = door.place(callUser(World.DAD), Map.of());

            assertThat(refused.errCode()).isEqualTo(9);
            assertThat(refused.status()).isBetween(400, 499);
        }
    }
}
