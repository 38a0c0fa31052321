package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.callUser;
import static dev.hookswitch.local.client.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.LiveSocket;
import dev.hookswitch.local.client.Seat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets an error that names the field and the rule, and no room, event or line comes of it. */
class BadInputStory {
    private final World world = World.make();

    @AfterEach
    void end() {
        world.close();
    }

    static Stream<Arguments> badFields() {
        return Stream.of(
                Arguments.of("timeLimit", 0, "must be more than 0"),
                Arguments.of("timeLimit", -5, "must be more than 0"),
                Arguments.of("timeLimit", "soon", "is missing or not a number"),
                Arguments.of("roomType", "hologram", "must be one of voice, video"),
                Arguments.of("via", "telegraph", "must be initByCaller, callDevice or callWMPF"),
                Arguments.of("ringTimeMs", 4999, "must be 5000 to 180000"),
                Arguments.of("ringTimeMs", 180_001, "must be 5000 to 180000"),
                Arguments.of("encodeVideoFixedLength", 333, "must be 0, 320, 480 or 640"),
                Arguments.of("encodeVideoMaxFPS", 60, "must be 8 to 15"),
                Arguments.of("customQuery", "q".repeat(2049), "at most 2048 are allowed"),
                Arguments.of("payload", "p".repeat(4097), "at most 4096 are allowed"),
                Arguments.of("listener", "door", "is missing or not what belongs there"),
                Arguments.of("isCloud", "perhaps", "is missing or not true or false"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("badFields")
    void aBadFieldIsNamedWithItsRuleAndNothingComesOfIt(String field, Object value, String rule) {
        var mum = world.mum();

        var reply = mum.place(with(callDevice(world.door().sn(), world.door().modelId()), field, value), Map.of());

        assertProblem(reply, 400, "bad-input");
        assertThat(reply.text("field")).isEqualTo(field);
        assertThat(reply.text("detail")).startsWith(field).contains(rule);
        assertNothingCameOfIt(mum);
    }

    @Test
    void anIdThatTheAppDoesNotHaveIsNamedAndNothingComesOfIt() {
        try (var other = World.make()) {
            other.server().makeUser("only-elsewhere");
            var mum = world.mum();
            var door = world.doorSeat();

            assertRefused(mum.place(callDevice("NOBODY-1", "door-station"), Map.of()), 2, "listener.id");
            var foreignDoor = other.door().sn();
            assertRefused(mum.place(callDevice(foreignDoor, "door-station"), Map.of()), 2, "listener.id");
            var sn = world.door().sn();
            assertRefused(mum.place(callDevice(sn, "care-tablet"), Map.of()), 17, "listener.modelId");
            assertRefused(door.place(callUser("nobody"), Map.of()), 7, "listener.id");
            assertRefused(door.place(callUser("only-elsewhere"), Map.of()), 19, "listener.id");
            assertNothingCameOfIt(mum);
        }
    }

    private static void assertRefused(Api.Reply reply, int errCode, String field) {
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.errCode()).isEqualTo(errCode);
        assertThat(reply.text("field")).isEqualTo(field);
    }

    @Test
    void noJsonIsRefused() {
        var mum = world.mum();

        var reply = mum.api()
                .postRaw("/v1/rooms", "hello".getBytes(StandardCharsets.UTF_8), Map.of("Hookswitch-Endpoint", "e"));

        assertProblem(reply, 400, "malformed-json");
        assertNothingCameOfIt(mum);
    }

    /** The service has its bound, and the front door a larger one for all. */
    @Test
    void anOversizedBodyIsRefused() {
        var mum = world.mum();
        var call = callDevice(world.door().sn(), world.door().modelId());

        var large = mum.place(with(call, "payload", "p".repeat(64 * 1024)), Map.of());
        var huge = mum.api().postRaw("/v1/rooms", new byte[2 * 1024 * 1024], Map.of("Hookswitch-Endpoint", "e"));

        assertProblem(large, 413, "body-too-large");
        assertThat(large.text("detail")).contains("at most 65536 bytes");
        assertProblem(huge, 413, "body-too-large");
        assertThat(huge.text("detail")).contains("at most 262144 bytes");
        assertNothingCameOfIt(mum);
    }

    @Test
    void nobodyAndAForgedAndAnExpiredTokenAreRefused() {
        var body = callDevice(world.door().sn(), world.door().modelId());
        var token = world.server().userToken(World.MUM);
        var forged = token.substring(0, token.length() - 4) + "AAAA";

        var reasonByToken = Map.of(
                "",
                "token-missing",
                "nonsense",
                "token-malformed",
                forged,
                "token-forged",
                expiredToken(),
                "token-expired");

        reasonByToken.forEach((wrong, reason) -> {
            var reply = Stage.door().as(wrong).post("/v1/rooms", body, Map.of("Hookswitch-Endpoint", "e"));
            assertProblem(reply, 401, reason);
        });
        assertNothingCameOfIt(world.mum());
    }

    /** A user's token that was good, until a moment ago. */
    private String expiredToken() {
        var token = world.server().userToken(World.MUM, Duration.ofSeconds(1));
        await().atMost(Told.PATIENCE)
                .until(() -> Stage.door().as(token).get("/v1/rooms").status() == 401);
        return token;
    }

    @Test
    void aForeignUserSeesAndTouchesNothing() {
        try (var other = World.make()) {
            var mum = other.mum();
            var door = other.doorSeat();
            var room = Told.talking(other, mum, door);

            var stranger = world.mum();
            assertThat(stranger.api().get("/v1/rooms/" + room).status()).isEqualTo(404);
            assertThat(stranger.tell(room, "hang-up", Map.of()).status()).isBetween(400, 499);
            assertThat(world.server().api().get("/v1/rooms/" + room).status()).isEqualTo(404);
            assertThat(world.server().api().get("/v1/charges/" + room).status()).isEqualTo(404);
            mum.must(room, "hang-up");
            Told.settled(other, room);
        }
    }

    @Test
    void theInternalDoorsAreNotOpenToTheWorld() {
        assertThat(Stage.door()
                        .as(world.server().api().token())
                        .get("/internal/v1/status")
                        .status())
                .isEqualTo(404);
        assertThat(Stage.door().get("/q/health").status()).isEqualTo(404);
    }

    @Test
    void aFrameThatIsNoFrameClosesTheSocketWithACode() {
        var api = Stage.door().as(world.server().userToken(World.MUM));
        try (var socket = LiveSocket.openWithoutHello(api, _ -> {})) {
            socket.sendText("{\"kind\":\"nonsense\"}");

            assertThat(socket.awaitClose(Told.PATIENCE)).isEqualTo(4400);
        }
    }

    @Test
    void aForgedTokenClosesTheSocketWithACode() {
        try (var socket = LiveSocket.openWithoutHello(Stage.door(), _ -> {})) {
            socket.sendText(
                    "{\"kind\":\"hello\",\"token\":\"forged\",\"endpoint\":\"e\",\"rooms\":{},\"positions\":{}}");

            assertThat(socket.awaitClose(Told.PATIENCE)).isEqualTo(4401);
        }
    }

    @Test
    void anExpiredTokenClosesTheSocketWithACode() {
        try (var socket = LiveSocket.openWithoutHello(Stage.door(), _ -> {})) {
            socket.sendText("{\"kind\":\"hello\",\"token\":\"" + expiredToken()
                    + "\",\"endpoint\":\"e\",\"rooms\":{},\"positions\":{}}");

            assertThat(socket.awaitClose(Told.PATIENCE)).isEqualTo(4408);
        }
    }

    @Test
    void anOversizedFrameClosesTheSocketWithACode() {
        var mum = world.mum();

        mum.live().sendText("x".repeat(ClientFrame.BYTES_MAX + 1));

        assertThat(mum.live().awaitClose(Told.PATIENCE)).isEqualTo(4413);
    }

    private static void assertProblem(Api.Reply reply, int status, String reason) {
        assertThat(reply.status()).as("%s", reply.body()).isEqualTo(status);
        assertThat(reply.text("type")).isEqualTo("urn:hookswitch:problem:" + reason);
    }

    /** No room, no event, and both lines are free: the next call rings, and is the first that is on record. */
    private void assertNothingCameOfIt(Seat mum) {
        var server = world.server().api();
        assertThat(server.get("/v1/rooms").ok().path("rooms")).isEmpty();
        assertThat(server.get("/v1/events").ok().path("events")).isEmpty();

        var room = mum.call(callDevice(world.door().sn(), world.door().modelId()));
        mum.must(room, "cancel");
        Told.settled(world, room);
        assertThat(Told.timeline(world, room)).contains("RoomRang");
        var events = server.get("/v1/events").ok().path("events");
        assertThat(events)
                .isNotEmpty()
                .allMatch(event -> event.path("subject").asText().equals(room));
    }
}
