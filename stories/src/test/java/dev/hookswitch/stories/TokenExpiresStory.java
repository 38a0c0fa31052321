package dev.hookswitch.stories;

import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.assertMissedNothing;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.live.ClientFrame;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A phone's token expires in mid-call. The socket asks for a new one in time, and leaving needs none. */
class TokenExpiresStory {
    /** Waited for; long enough to connect two seats and to talk within. */
    private static final Duration SHORT = Duration.ofSeconds(20);

    @Test
    void renewedInBandTheSocketStaysOpen() {
        try (var world = World.make()) {
            var expiring = world.server().userToken(World.MUM, SHORT);
            var mum = world.phoneWithToken(World.MUM, "mums-phone", expiring);
            // Has the same token and does not renew it: when it is closed, the other would have been.
            var forgetful = world.phoneWithToken(World.MUM, "mums-tablet", expiring);
            var door = world.doorSeat();
            var room = talking(world, mum, door);
            mum.live().await(frame -> frame.kind().equals("tokenExpiring"), Told.PATIENCE);

            var token = world.server().userToken(World.MUM);
            mum.live().send(new ClientFrame.Token(token));
            mum.useToken(token);
            mum.live().await(frame -> frame.kind().equals("tokenRenewed"), Told.PATIENCE);
            assertThat(forgetful.live().awaitClose(Told.PATIENCE)).isEqualTo(4408);
            door.must(room, "hang-up");

            assertMissedNothing(mum, room);
            assertThat(mum.live().isOpen()).isTrue();
            assertThat(cause(settled(world, room))).isEqualTo("hungUp");
            assertThat(Told.timeline(world, room)).doesNotContain("SideWentAway");
        }
    }

    @Test
    void notRenewedTheSocketIsClosedAndTheCallGoesOnUntilThePhoneHangsUp() {
        try (var world = World.make()) {
            var mum =
                    world.phoneWithToken(World.MUM, "mums-phone", world.server().userToken(World.MUM, SHORT));
            var door = world.doorSeat();
            var room = talking(world, mum, door);

            assertThat(mum.live().awaitClose(Told.PATIENCE)).isEqualTo(4408);
            assertThat(mum.tell(room, "keep-alive", Map.of()).status()).isEqualTo(401);
            mum.must(room, "hang-up");

            assertThat(cause(settled(world, room))).isEqualTo("hungUp");
            assertEndsWith(door, room, "startVoip", "hangUpVoip", "endVoip", "finishVoip");
        }
    }
}
