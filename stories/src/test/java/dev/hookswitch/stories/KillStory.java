package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.callUser;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.assertEndsWith;
import static dev.hookswitch.stories.Told.assertMissedNothing;
import static dev.hookswitch.stories.Told.awaitChecking;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Seat;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
     * The call is placed after all, or refused because this one check was not answered in time.
     *
     * @param unanswered the check that the dead service owed, where it owed one
     */
    @ParameterizedTest(name = "{0} dies while the room waits for {1}")
    @CsvSource({"room, billing, ''", "auth, billing, parties", "billing, auth, credit", "push, billing, pushToken"})
    void whileChecking(String killed, String waitedFor, String unanswered) {
        try (var world = World.paid()) {
            var mum = world.mum();
            var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
            var tablet = killed.equals("push") ? Optional.of(world.tabletSeat()) : Optional.<Seat>empty();
            var body = tablet.map(seat -> callWmpf(world, seat))
                    .orElseGet(() -> callDevice(world.door().sn(), world.door().modelId()));
            var held = killedInChecking(world, killed, waitedFor, () -> mum.place(body, key));
            var room = held.room();
            var first = held.reply();
            if (first.isOk()) {
                // Or it would end by itself before everything serves.
                mum.must(room, "join");
                tablet.ifPresent(seat -> shown(room, seat));
            }
            Stage.awaitAll();
            Told.backAgain(mum);

            var again = new Api.Reply[1];
            await().atMost(Told.PATIENCE).untilAsserted(() -> {
                again[0] = mum.place(body, key);
                assertThat(isDecided(again[0])).as("%s", again[0].body()).isTrue();
            });
            if (isDecided(first)) {
                assertThat(again[0].errCode()).isEqualTo(first.errCode());
            }
            if (again[0].isOk()) {
                assertThat(again[0].text("roomId"))
                        .as("the same request, the same room")
                        .isEqualTo(room);
                mum.must(room, "cancel");
                assertThat(cause(settled(world, room))).isEqualTo("cancelled");
            } else {
                var objection = settled(world, room).path("objection");
                assertThat(objection.path("reason").asText()).isEqualTo("checks-timed-out");
                assertThat(objection.path("errMsg").asText()).contains(unanswered);
            }
            assertThat(rooms(world)).as("no other call was placed").containsExactly(room);
            Told.assertNothingIsOwed(world, 0);
        }
    }

    /** The room asks it nothing: the call is placed, and who was away hears the ring. */
    @Test
    void gatewayDiesWhileCheckingAndItDoesNotMatter() {
        try (var world = World.paid()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var body = callDevice(world.door().sn(), world.door().modelId());

            var held = killedInChecking(world, "gateway", "billing", () -> mum.place(body, Map.of()));

            var room = held.reply().ok().path("roomId").asText();
            assertThat(room).isEqualTo(held.room());
            mum.must(room, "join");
            Stage.awaitAll();
            mum.reconnect();
            door.reconnect();
            door.awaitRing(room);
            answered(room, mum, door);
            mum.must(room, "hang-up");
            Told.assertSettledOnce(world, room, "hungUp");
        }
    }

    /** A room whose checks were held, and what its caller was told in the end. */
    private record Held(String room, Api.Reply reply) {}

    /**
     * CHECKING is held by stopping the service the room waits for. The one that dies is stopped as well, so that it has
     * answered nothing before; the room's own service cannot be, it has to open the room.
     */
    private static Held killedInChecking(World world, String killed, String waitedFor, Supplier<Api.Reply> place) {
        CompletableFuture<Api.Reply> placed;
        String room;
        Stage.platform().signal(waitedFor, "STOP");
        try {
            if (!killed.equals("room")) {
                Stage.platform().signal(killed, "STOP");
            }
            placed = CompletableFuture.supplyAsync(place);
            room = awaitChecking(world);
            Stage.kill(killed);
        } finally {
            Stage.platform().signal(waitedFor, "CONT");
        }
        return new Held(room, placed.join());
    }

    private static List<String> rooms(World world) {
        return world.server().api().get("/v1/rooms").ok().path("rooms").findValuesAsText("roomId");
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
        try (var world = World.paid()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            mum.must(room, "join");
            door.awaitRing(room);

            Stage.killAndWait(killed);

            answered(room, mum, door);
            mum.must(room, "hang-up");
            Told.assertSettledOnce(world, room, "hungUp");
        }
    }

    @Test
    void gatewayDiesWhileItRingsAndTheRingIsToldAgain() {
        try (var world = World.paid()) {
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
            Told.assertSettledOnce(world, room, "hungUp");
        }
    }

    @Test
    void pushDiesWhileItRingsAndRemindsAgainByTheSameId() throws Exception {
        try (var world = World.paid();
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
            Told.assertSettledOnce(world, room, "hungUp");
        }
    }

    @ParameterizedTest(name = "{0} dies while they talk")
    @ValueSource(strings = {"room", "gateway", "auth", "billing", "push", "kafka", "postgres", "redis"})
    void whileTalking(String killed) {
        try (var world = World.paid()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talking(world, mum, door);

            Stage.killAndWait(killed);
            Told.backAgain(mum, door);

            await().atMost(Told.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(mum.tell(room, "hang-up", Map.of()).isOk())
                                    .isTrue());
            Told.assertSettledOnce(world, room, "hungUp");
            assertHungUpIsHeard(room, mum, door);
        }
    }

    @Test
    void gatewayDiesWhileTheyTalkAndTheEndIsHeardByResume() {
        try (var world = World.paid()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talking(world, mum, door);

            Stage.kill("gateway");
            mum.must(room, "hang-up");
            Told.assertSettledOnce(world, room, "hungUp");
            Stage.awaitAll();
            mum.reconnect();
            door.reconnect();

            assertHungUpIsHeard(room, mum, door);
            assertMissedNothing(mum, room);
            assertMissedNothing(door, room);
        }
    }

    /** Time goes on without room-service. It ends the call late, and nobody talked or pays beyond the limit. */
    @Test
    void roomIsDeadAtTheTimeLimitAndTheBillIsCapped() {
        try (var world = World.paid()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = mum.call(with(callDevice(world.door().sn(), world.door().modelId()), "timeLimit", 4));
            mum.must(room, "join");
            door.awaitRing(room);
            answered(room, mum, door);
            var started = mum.awaitEvent(room, "TalkStarted").json().path("data");
            var limitAt = Instant.parse(started.path("limitAt").asText());

            // Until then it is as good as dead: a dead one would be started again before the limit.
            Stage.platform().signal("room", "STOP");
            try {
                await().atMost(Told.PATIENCE).until(() -> Instant.now().isAfter(limitAt));
            } finally {
                Stage.kill("room");
            }
            Stage.awaitAll();

            Told.assertSettledOnce(world, room, "timeLimit");
            var record = settled(world, room);
            assertThat(record.path("talkedMs").asLong()).isEqualTo(4000);
            assertThat(record.path("charge").path("chargedMs").asLong()).isEqualTo(4000);
            assertHungUpIsHeard(room, mum, door);
        }
    }

    @Test
    void authIsDeadWhenARightIsRevokedAndTheCallGoesOnUntilItIsBack() {
        try (var world = World.paid()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talkingByRight(mum, door);

            Stage.kill("auth");
            // Refused with "send it again" for as long as nobody is there to take it.
            await().atMost(Told.PATIENCE).ignoreException(Api.Refused.class).untilAsserted(() -> revoke(world));
            Stage.awaitAll();

            Told.assertSettledOnce(world, room, "revoked");
            assertHungUpIsHeard(room, mum, door);
        }
    }

    @Test
    void authDiesBehindItsWordThatARightIsRevokedAndTheWordStands() {
        try (var world = World.paid()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talkingByRight(mum, door);

            revoke(world);
            Stage.killAndWait("auth");

            Told.assertSettledOnce(world, room, "revoked");
            assertHungUpIsHeard(room, mum, door);
        }
    }

    /** The door station calls mum, for which it needs her grant. */
    private static String talkingByRight(Seat mum, Seat door) {
        var room = door.call(callUser(World.MUM));
        door.must(room, "join");
        mum.awaitRing(room);
        answered(room, door, mum);
        return room;
    }

    private static void revoke(World world) {
        world.server().setGrant(World.MUM, world.door().sn(), "Front door", "revoked");
    }

    private static void assertHungUpIsHeard(String room, Seat... seats) {
        for (var seat : seats) {
            assertEndsWith(seat, room, "startVoip", "hangUpVoip", "endVoip", "finishVoip");
        }
    }

    /** Ended but unsettled is held by stopping billing-service, which settles. */
    @ParameterizedTest(name = "{0} dies between the end and the settlement")
    @ValueSource(strings = {"room", "gateway", "auth", "billing", "push"})
    void endedButUnsettled(String killed) {
        try (var world = World.paid()) {
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
            Told.backAgain(mum, door);

            Told.assertSettledOnce(world, room, "hungUp");
            assertHungUpIsHeard(room, mum, door);
        }
    }
}
