package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Seat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * kill -9 in the middle of a call. The call ends as if nothing had happened, settled once, with the right charge; or it is
 * refused with a reason, and the same request may be sent again.
 */
class KillStory {
    @AfterEach
    void everybodyIsBack() {
        Stage.awaitAll();
    }

    /** CHECKING is held by stopping the service the room waits for. */
    @ParameterizedTest(name = "{0} dies while the room waits for {1}")
    @CsvSource({"room, billing", "gateway, billing", "auth, billing", "billing, auth", "push, billing"})
    void whileChecking(String killed, String waitedFor) {
        try (var world = paidWorld()) {
            var mum = world.mum();
            var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
            var body = callDevice(world.door().sn(), world.door().modelId());
            Stage.platform().signal(waitedFor, "STOP");
            CompletableFuture<Api.Reply> placed;
            try {
                placed = CompletableFuture.supplyAsync(() -> mum.place(body, key));
                awaitChecking(world);
                Stage.platform().kill(killed);
            } finally {
                Stage.platform().signal(waitedFor, "CONT");
            }
            placed.join();
            Stage.awaitAll();

            var again = new Api.Reply[1];
            await().atMost(Told.PATIENCE).untilAsserted(() -> {
                again[0] = mum.place(body, key);
                assertThat(again[0].status()).isNotIn(502, 503, 504);
            });
            if (again[0].isOk()) {
                var room = again[0].text("roomId");
                mum.tell(room, "cancel", Map.of());
                settled(world, room);
            } else {
                assertThat(again[0].errCode())
                        .as("refused with a reason: %s", again[0].body())
                        .isPositive();
            }
            assertNothingIsOwed(world, 0);
        }
    }

    @ParameterizedTest(name = "{0} dies while it rings")
    @ValueSource(strings = {"room", "gateway", "auth", "billing", "push"})
    void whileRinging(String killed) {
        try (var world = paidWorld()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            mum.must(room, "join");
            door.awaitRing(room);

            Stage.killAndWait(killed);
            backAgain(mum, door);

            answered(room, mum, door);
            mum.must(room, "hang-up");
            assertSettledOnce(world, room, "hungUp");
        }
    }

    @ParameterizedTest(name = "{0} dies while they talk")
    @ValueSource(strings = {"room", "gateway", "auth", "billing", "push", "kafka", "postgres", "redis"})
    void whileTalking(String killed) {
        try (var world = paidWorld()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talking(world, mum, door);

            Stage.killAndWait(killed);
            backAgain(mum, door);

            await().atMost(Told.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(mum.tell(room, "hang-up", Map.of()).isOk())
                                    .isTrue());
            assertSettledOnce(world, room, "hungUp");
        }
    }

    /** Ended but unsettled is held by stopping billing-service, which settles. */
    @ParameterizedTest(name = "{0} dies between the end and the settlement")
    @ValueSource(strings = {"room", "gateway", "auth", "billing", "push"})
    void endedButUnsettled(String killed) {
        try (var world = paidWorld()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talking(world, mum, door);
            Stage.platform().signal("billing", "STOP");
            try {
                mum.must(room, "hang-up");
                mum.awaitEvent(room, "RoomEnded");
                Stage.platform().kill(killed);
            } finally {
                if (!killed.equals("billing")) {
                    Stage.platform().signal("billing", "CONT");
                }
            }
            Stage.awaitAll();

            assertSettledOnce(world, room, "hungUp");
        }
    }

    private static World paidWorld() {
        var world = World.make();
        world.operator().setCharging(world.appid(), true);
        world.operator().addTime(world.appid(), "bought-1", "video", 3600);
        return world;
    }

    private static void awaitChecking(World world) {
        await().atMost(Told.PATIENCE)
                .until(() -> world.server()
                                .api()
                                .get("/v1/rooms?state=checking")
                                .ok()
                                .path("rooms")
                                .size()
                        == 1);
    }

    private static void backAgain(Seat... seats) {
        for (var seat : seats) {
            if (!seat.live().isOpen()) {
                seat.reconnect();
            }
        }
    }

    private static void assertSettledOnce(World world, String room, String cause) {
        var record = settled(world, room);
        assertThat(cause(record)).isEqualTo(cause);
        assertThat(Told.timeline(world, room)).containsOnlyOnce("RoomEnded", "RoomSettled");
        assertNothingIsOwed(world, Math.ceilDiv(record.path("talkedMs").asLong(), 1000));
    }

    /** All that was held is back, except what was talked. */
    private static void assertNothingIsOwed(World world, long talkedSeconds) {
        await().atMost(Told.PATIENCE)
                .untilAsserted(() -> assertThat(world.server()
                                .api()
                                .get("/v1/billing/balance")
                                .ok()
                                .path("videoSeconds")
                                .asLong())
                        .isEqualTo(3600 - talkedSeconds));
    }
}
