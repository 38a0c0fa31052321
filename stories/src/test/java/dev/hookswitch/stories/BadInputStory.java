package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.callUser;
import static dev.hookswitch.local.client.Calls.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.LiveSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets an error that names the field and the rule, and no room, event or line comes of it. */
class BadInputStory {
    private static World world;

    @BeforeAll
    static void world() {
        world = World.make();
    }

    @AfterAll
    static void end() {
        world.close();
    }

    static Stream<Arguments> badFields() {
        return Stream.of(
                Arguments.of("timeLimit", 0),
                Arguments.of("timeLimit", -5),
                Arguments.of("timeLimit", "soon"),
                Arguments.of("roomType", "hologram"),
                Arguments.of("via", "telegraph"),
                Arguments.of("ringTimeMs", 4999),
                Arguments.of("ringTimeMs", 180_001),
                Arguments.of("encodeVideoFixedLength", 333),
                Arguments.of("customQuery", "q".repeat(2049)),
                Arguments.of("payload", "p".repeat(4097)),
                Arguments.of("listener", "door"),
                Arguments.of("isCloud", "perhaps"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("badFields")
    void aBadFieldIsNamedAndNoRoomComesOfIt(String field, Object value) {
        var mum = world.mum();

        var reply = mum.place(with(callDevice(world.door().sn(), world.door().modelId()), field, value), Map.of());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().toString()).contains(field);
        assertThat(reply.text("type")).isNotEmpty();
        assertNoRooms();
    }

    @Test
    void anIdThatTheAppDoesNotHaveIsNamedAndNoRoomComesOfIt() {
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
            assertNoRooms();
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

        assertThat(reply.status()).isEqualTo(400);
        assertNoRooms();
    }

    @Test
    void anOversizedBodyIsRefused() {
        var mum = world.mum();

        var reply = mum.api().postRaw("/v1/rooms", new byte[2 * 1024 * 1024], Map.of("Hookswitch-Endpoint", "e"));

        assertThat(reply.status()).isEqualTo(413);
        assertNoRooms();
    }

    @Test
    void nobodyAndAForgedTokenAreRefused() {
        var body = callDevice(world.door().sn(), world.door().modelId());
        var token = world.server().userToken(World.MUM);
        var forged = token.substring(0, token.length() - 4) + "AAAA";

        for (var wrong : new String[] {"", "nonsense", forged}) {
            Api.Reply reply = Stage.door().as(wrong).post("/v1/rooms", body, Map.of("Hookswitch-Endpoint", "e"));
            assertThat(reply.status()).isEqualTo(401);
        }
        assertNoRooms();
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

    private static void assertNoRooms() {
        assertThat(world.server().api().get("/v1/rooms").ok().path("rooms")).isEmpty();
    }
}
