package dev.hookswitch.stories;

import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.local.client.Api;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A lost phone is locked out: its developer disables the user, and no service takes the phone's token any more. */
class DisabledUserStory {
    @Test
    void theTokenOfADisabledUserCountsNowhereAndTheCallEnds() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talking(world, mum, door);
            var phone = mum.api();
            assertThat(push(phone)).isEqualTo(201);

            world.server()
                    .api()
                    .put("/v1/users/" + World.MUM + "/disabled", Map.of())
                    .ok();

            assertThat(cause(settled(world, room))).isEqualTo("revoked");
            await().atMost(Told.PATIENCE).untilAsserted(() -> {
                assertThat(phone.get("/v1/grants").text("type")).endsWith(":token-revoked");
                assertThat(phone.get("/v1/rooms").text("type")).endsWith(":token-revoked");
                assertThat(phone.get("/v1/billing/balance").text("type")).endsWith(":token-revoked");
                assertThat(push(phone)).isEqualTo(401);
            });
            assertThat(mum.live().awaitClose(Told.PATIENCE)).isEqualTo(4403);
            // Leaving is always allowed, so a phone that has not heard of its call's end gets no error for its manners.
            assertThat(mum.tell(room, "hang-up", Map.of()).status()).isEqualTo(204);
        }
    }

    @Test
    void aServiceThatIsStartedAgainStillKnows() {
        try (var world = World.make()) {
            var phone = world.mum().api();
            world.server()
                    .api()
                    .put("/v1/users/" + World.MUM + "/disabled", Map.of())
                    .ok();
            await().atMost(Told.PATIENCE).until(() -> push(phone) == 401);

            for (var service : new String[] {"push", "room", "billing"}) {
                Stage.killAndWait(service);
            }

            assertThat(push(phone)).isEqualTo(401);
            assertThat(phone.get("/v1/rooms").status()).isEqualTo(401);
            assertThat(phone.get("/v1/billing/balance").status()).isEqualTo(401);
        }
    }

    private static int push(Api phone) {
        return phone.post("/v1/registrations", Map.of()).status();
    }
}
