package dev.hookswitch.stories;

import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.gatewayOf;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.local.client.Seat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The two sides of a call are at two gateways, and one of these dies while they talk. */
class SignallingAcrossGatewaysStory {
    /** The clients' own number of the first negotiation. */
    private static final int FIRST = 1;

    @Test
    void theSideOfADeadGatewayGoesOnAtTheOther() {
        atTwoGateways((world, mum, door, second) -> {
            var room = talking(world, mum, door);
            assertSignalsPass(mum, door, room, FIRST);

            Stage.platform().kill("gateway");
            mum.reconnectAt(Stage.platform().addressBehindTheDoor(second));

            assertThat(gatewayOf(mum)).isEqualTo(gatewayOf(door));
            assertNegotiatedAnew(mum, door, room, FIRST);
            assertGoesOnAndIsSettled(world, mum, door, room);
        });
    }

    /** Its next process has forgotten every number. */
    @Test
    void theSideOfADeadGatewayGoesOnAtItsNextProcess() {
        atTwoGateways((world, mum, door, second) -> {
            var room = talking(world, mum, door);
            mum.drop();
            mum.reconnect();
            var n = assertNegotiatedAnew(mum, door, room, FIRST);

            Stage.killAndWait("gateway");
            mum.reconnect();

            assertThat(gatewayOf(mum)).isNotEqualTo(gatewayOf(door));
            assertNegotiatedAnew(mum, door, room, n);
            assertGoesOnAndIsSettled(world, mum, door, room);
        });
    }

    private interface Scene {
        void play(World world, Seat mum, Seat door, String second);
    }

    /** Mum at the first gateway, the door station at the second. */
    private static void atTwoGateways(Scene scene) {
        try (var world = World.make()) {
            var second = Stage.platform().addGateway();
            try {
                var mum = world.mum();
                var door = world.doorSeat();
                door.reconnectAt(Stage.platform().addressBehindTheDoor(second));
                assertThat(gatewayOf(mum)).isNotEqualTo(gatewayOf(door));
                scene.play(world, mum, door, second);
            } finally {
                Stage.awaitAll();
                Stage.platform().stop(second);
            }
        }
    }

    /** Both are told the same number, it is higher than all before, and what is older is heard by nobody. */
    private static int assertNegotiatedAnew(Seat mum, Seat door, String room, int before) {
        var n = awaitRenegotiate(mum, room, before);
        assertThat(awaitRenegotiate(door, room, before)).isEqualTo(n);
        send(door, room, before, "too late for " + n);
        assertSignalsPass(mum, door, room, n);
        assertThat(mum.seen())
                .noneMatch(frame -> frame.json().path("data").asText().equals("too late for " + n));
        return n;
    }

    private static void assertGoesOnAndIsSettled(World world, Seat mum, Seat door, String room) {
        mum.must(room, "hang-up");
        door.awaitEvent(room, "RoomSettled");
        assertThat(cause(settled(world, room))).isEqualTo("hungUp");
        assertThat(Told.timeline(world, room)).containsOnlyOnce("TalkStarted", "RoomEnded", "RoomSettled");
    }

    private static void assertSignalsPass(Seat one, Seat other, String room, int n) {
        assertSignalPasses(one, other, room, n);
        assertSignalPasses(other, one, room, n);
    }

    private static void send(Seat from, String room, int n, String data) {
        from.live().send((ClientFrame) new ClientFrame.Signal(
                new RoomId(room), n, Wire.json().getNodeFactory().textNode(data)));
    }

    private static void assertSignalPasses(Seat from, Seat to, String room, int n) {
        var data = UUID.randomUUID().toString();
        send(from, room, n, data);
        var frame = to.live()
                .await(
                        heard -> heard.kind().equals("signal")
                                && heard.json().path("data").asText().equals(data),
                        Told.PATIENCE);
        assertThat(frame.json().path("n").asInt()).isEqualTo(n);
    }

    private static int awaitRenegotiate(Seat seat, String room, int higherThan) {
        return seat.live()
                .await(
                        frame -> frame.kind().equals("renegotiate")
                                && frame.json().path("room").asText().equals(room)
                                && frame.json().path("n").asInt() > higherThan,
                        Told.PATIENCE)
                .json()
                .path("n")
                .asInt();
    }
}
