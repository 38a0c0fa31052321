package dev.hookswitch.stories;

import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.assertMissedNothing;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.gatewayOf;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.shown;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.local.client.LiveSocket.Frame;
import dev.hookswitch.local.client.Seat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second gateway is started, and in mid-call both sockets move to it, because the first one dies. */
class SecondGatewayStory {
    @Test
    void theEndIsNotMissedOnTheWay() {
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

                assertMissedNothing(mum, room);
                assertMissedNothing(door, room);
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
    void theCallGoesOnAtTheOtherWithoutAGap() {
        try (var world = World.make()) {
            var second = Stage.platform().addGateway();
            try {
                var mum = world.mum();
                var door = world.doorSeat();
                var room = talking(world, mum, door);
                var first = gatewayOf(mum);
                assertThat(gatewayOf(door)).isEqualTo(first);

                Stage.kill("gateway");
                var other = Stage.platform().addressBehindTheDoor(second);
                mum.reconnectAt(other);
                var ofMum = awaitBack(mum, mum, room);
                // The door station has no socket yet: that mum is back, it hears when it is back itself.
                door.reconnectAt(other);
                awaitBack(door, mum, room);
                var ofDoor = awaitBack(mum, door, room);
                mum.must(room, "hang-up");

                assertThat(List.of(ofMum, ofDoor)).containsOnly(gatewayOf(mum)).doesNotContain(first);
                assertThat(gatewayOf(door)).isEqualTo(gatewayOf(mum));
                assertMissedNothing(mum, room);
                assertMissedNothing(door, room);
                assertThat(cause(settled(world, room))).isEqualTo("hungUp");
            } finally {
                Stage.awaitAll();
                Stage.platform().stop(second);
            }
        }
    }

    /** A planned stop, as an upgrade or a drained node makes it: SIGTERM. */
    @Test
    void whoeverHasASocketAtAGatewayThatIsStoppedIsToldToConnectAnew() {
        try (var world = World.make()) {
            var second = Stage.platform().addGateway();
            try {
                var mum = world.mum();
                mum.reconnectAt(Stage.platform().addressBehindTheDoor(second));
                var leaving = mum.live();

                Stage.platform().stop(second);

                assertThat(leaving.awaitClose(Told.PATIENCE)).isEqualTo(CloseCode.GOING_AWAY.code());
                mum.reconnectAt(Stage.platform().addressBehindTheDoor("gateway"));
            } finally {
                if (Stage.platform().pids().containsKey(second)) {
                    Stage.platform().stop(second);
                }
            }
        }
    }

    /** Waits until {@code hearing} is told that {@code who} is back after the answer; returns the gateway that the room was told. */
    private static String awaitBack(Seat hearing, Seat who, String room) {
        var back = hearing.live().await(frame -> isBack(frame, who, room), Told.PATIENCE);
        return gatewayOf(back.json().path("data").path("connection").asText());
    }

    /** Without a former name it is a new socket, and not one that has been there since before the answer. */
    private static boolean isBack(Frame frame, Seat who, String room) {
        var data = frame.json().path("data");
        var party = data.path("by").path("party");
        return frame.type().equals("SideCameBack")
                && frame.room().equals(room)
                && !data.has("formerly")
                && List.of(party.path("openId").asText(), party.path("sn").asText())
                        .contains(who.id());
    }
}
