package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.awaitChecking;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Seat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

    /**
     * CHECKING is held by stopping the service the room waits for. The one that dies is stopped as well, so that it has
     * answered nothing before; the room's own service cannot be, it has to open the room.
     */
    @ParameterizedTest(name = "{0} dies while the room waits for {1}")
    @CsvSource({"room, billing", "gateway, billing", "auth, billing", "billing, auth", "push, billing"})
    void whileChecking(String killed, String waitedFor) {
        try (var world = paidWorld()) {
            var mum = world.mum();
            var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
            var tablet = killed.equals("push") ? Optional.of(world.tabletSeat()) : Optional.<Seat>empty();
            var body = tablet.map(seat -> callWmpf(world, seat))
                    .orElseGet(() -> callDevice(world.door().sn(), world.door().modelId()));
            Stage.platform().signal(waitedFor, "STOP");
            CompletableFuture<Api.Reply> placed;
            try {
                if (!killed.equals("room")) {
                    Stage.platform().signal(killed, "STOP");
                }
                placed = CompletableFuture.supplyAsync(() -> mum.place(body, key));
                awaitChecking(world);
                Stage.kill(killed);
            } finally {
                Stage.platform().signal(waitedFor, "CONT");
            }
            var first = placed.join();
            if (first.isOk()) {
                // Or it would end by itself before everything serves.
                var room = first.text("roomId");
                mum.must(room, "join");
                tablet.ifPresent(seat -> shown(room, seat));
            }
            Stage.awaitAll();
            backAgain(mum);

            var again = new Api.Reply[1];
            await().atMost(Told.PATIENCE).untilAsserted(() -> {
                again[0] = mum.place(body, key);
                assertThat(isDecided(again[0])).as("%s", again[0].body()).isTrue();
            });
            if (isDecided(first)) {
                assertThat(again[0].body().path("roomId"))
                        .as("the same request, the same room")
                        .isEqualTo(first.body().path("roomId"));
                assertThat(again[0].errCode()).isEqualTo(first.errCode());
            }
            if (again[0].isOk()) {
                var room = again[0].text("roomId");
                mum.must(room, "cancel");
                assertThat(cause(settled(world, room))).isEqualTo("cancelled");
            }
            assertNothingIsOwed(world, 0);
        }
    }

    /** Placed, or refused because a check did not end in time (design: refused with 5, with its reason). */
    private static boolean isDecided(Api.Reply reply) {
        return reply.isOk() || (reply.errCode() == 5 && reply.text("type").endsWith(":checks-timed-out"));
    }

    /** A call for which push-service is asked too. */
    private static Map<String, Object> callWmpf(World world, Seat tablet) {
        var token = tablet.api()
                .post("/v1/registrations", Map.of())
                .ok()
                .path("pushToken")
                .asText();
        var call = callDevice(world.tablet().sn(), world.tablet().modelId());
        return with(with(call, "via", "callWMPF"), "pushToken", token);
    }

    /** The tablet rings and says so. */
    private static void shown(String room, Seat tablet) {
        tablet.awaitRing(room);
        tablet.tell(room, "receipts", Map.of("stage", "shown")).ok();
    }

    @ParameterizedTest(name = "{0} dies while it rings")
    @ValueSource(strings = {"room", "auth", "billing"})
    void whileRinging(String killed) {
        try (var world = paidWorld()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            mum.must(room, "join");
            door.awaitRing(room);

            Stage.killAndWait(killed);

            answered(room, mum, door);
            mum.must(room, "hang-up");
            assertSettledOnce(world, room, "hungUp");
        }
    }

    @Test
    void gatewayDiesWhileItRingsAndTheRingIsToldAgain() {
        try (var world = paidWorld()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            mum.must(room, "join");
            var ring = door.awaitRing(room);

            Stage.killAndWait("gateway");
            mum.reconnect();
            door.reconnect();

            var again = door.awaitRing(room);
            assertThat(again).isNotSameAs(ring);
            assertThat(again.json().path("ring").path("path"))
                    .isEqualTo(ring.json().path("ring").path("path"));
            answered(room, mum, door);
            mum.must(room, "hang-up");
            assertSettledOnce(world, room, "hungUp");
        }
    }

    @Test
    void pushDiesWhileItRingsAndRemindsAgainByTheSameId() throws Exception {
        try (var world = paidWorld();
                var server = DevelopersServer.of(world)) {
            server.fail();
            var mum = world.mum();
            var tablet = world.tabletSeat();
            var room = mum.call(callDevice(world.tablet().sn(), world.tablet().modelId()));
            mum.must(room, "join");
            // Or the call would end as unreachable while push-service is away.
            shown(room, tablet);
            var first = server.awaitFirst(room);

            Stage.killAndWait("push");
            var before = server.of(room).size();
            server.work();

            await().atMost(Told.PATIENCE).until(() -> server.of(room).size() > before);
            assertThat(server.of(room)).extracting(DevelopersServer.Webhook::id).containsOnly(first.id());
            answered(room, mum, tablet);
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
                Stage.kill(killed);
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
