package dev.hookswitch.gateway.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.Caller;
import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.gateway.testing.Client;
import dev.hookswitch.gateway.testing.Platform;
import dev.hookswitch.gateway.testing.RoomLog;
import dev.hookswitch.gateway.testing.TestRoom;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gateway as its clients see it: real sockets, a real Kafka and Redis, real tokens. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class LiveEventsTest {
    TestIssuer issuer;
    RoomLog log;

    @TestHTTPResource("/v1/events")
    URI events;

    @Inject
    RedisDataSource redis;

    private String app;
    private String openId;
    private String sn;

    @BeforeEach
    void strangersToEachOther() {
        app = "wx" + UUID.randomUUID().toString().substring(0, 8);
        openId = "mum-" + UUID.randomUUID().toString().substring(0, 8);
        sn = "door-" + UUID.randomUUID().toString().substring(0, 8);
        await().atMost(Client.PATIENCE)
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    private int port() {
        return events.getPort();
    }

    private TestRoom room() {
        return TestRoom.of(app, openId, sn);
    }

    private String deviceToken() {
        return issuer.device(app, sn, "doors");
    }

    private Client device() {
        return Client.hello(port(), deviceToken(), TestRoom.DOOR);
    }

    private Client phone() {
        return Client.hello(port(), issuer.user(app, openId), TestRoom.PHONE);
    }

    private long happen(TestRoom room, RoomEvent event) {
        var seq = room.next();
        log.store(room, seq, event);
        log.publish(room, seq, event);
        return seq;
    }

    /** Stored by room-service, and lost on its way over the log. */
    private long onlyStored(TestRoom room, RoomEvent event) {
        var seq = room.next();
        log.store(room, seq, event);
        return seq;
    }

    /** All events so far have gone through the gateway: a later one has. */
    private void settle(Client client, TestRoom room) {
        happen(room, room.mediaConnected());
        client.awaitEvent(room, "MediaConnected");
    }

    // ---- live

    @Test
    void aRingReachesTheDeviceAndItsReceiptReachesTheRoom() {
        try (var device = device()) {
            var room = room();
            happen(room, room.opened());
            happen(room, room.rang());

            var event = device.awaitEvent(room, "RoomRang");
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("seq").asLong()).isEqualTo(2);
            assertThat(event.path("data")
                            .path("call")
                            .path("caller")
                            .path("name")
                            .asText())
                    .isEqualTo("妈妈 & co");
            var frame = device.await("ring");
            assertThat(frame.path("call")).isEqualTo(event.path("data").path("call"));
            var ring = frame.path("ring");
            assertThat(ring.path("room").asText()).isEqualTo(room.id());
            assertThat(ring.path("path").asText()).contains("groupId=" + room.id());
            assertThat(ring.path("remainingMs").asLong()).isBetween(1L, 60_000L);
            // Before the ring the listener hears nothing.
            assertThat(device.told()).doesNotContain("RoomOpened");

            device.send(new ClientFrame.Receipt(room.roomId(), RingStage.SHOWN));
            var receipt = log.awaitCommand(
                    RoomCommand.RingReceipt.class, c -> c.room().equals(room.roomId()));
            assertThat(receipt.by()).isEqualTo(room.listener());
            assertThat(receipt.stage()).isEqualTo(RingStage.SHOWN);
        }
    }

    @Test
    void theCallerHearsItsCallFromTheStartWithThePluginsWords() {
        try (var phone = phone()) {
            var room = room();
            happen(room, room.opened());
            happen(room, room.rang());
            happen(room, room.joined());

            phone.awaitEvent(room, "RoomOpened");
            var joined = phone.awaitEvent(room, "RoomJoined");
            assertThat(joined.path("plugin").path(0).path("eventName").asText()).isEqualTo("joinedRoomByCaller");
            assertThat(phone.told()).doesNotContain("ring");
        }
    }

    @Test
    void nobodyHearsOfTheCallsOfOthers() {
        var other = TestRoom.of(app, "other-" + openId, "other-" + sn);
        var otherApp = TestRoom.of("other" + app, openId, sn);
        try (var phone = phone();
                var device = device()) {
            happen(other, other.opened());
            happen(other, other.rang());
            happen(otherApp, otherApp.opened());
            happen(otherApp, otherApp.rang());
            var room = room();
            happen(room, room.opened());
            settle(phone, room);
            settle(device, room);

            assertThat(Stream.concat(phone.frames().stream(), device.frames().stream())
                            .filter(frame -> frame.has("subject"))
                            .map(frame -> frame.path("subject").asText()))
                    .containsOnly(room.id());
        }
    }

    @Test
    void aRepeatOnTheLogIsNotToldAgain() {
        try (var device = device()) {
            var room = room();
            happen(room, room.opened());
            var rang = room.rang();
            var seq = happen(room, rang);
            log.publish(room, seq, rang);
            settle(device, room);

            assertThat(device.told()).containsOnlyOnce("RoomRang").containsOnlyOnce("ring");
        }
    }

    @Test
    void aHoleOnTheLogIsFilledFromRoomService() {
        try (var phone = phone();
                var server = Client.subscribe(port(), issuer.app(app), Map.of())) {
            var room = room();
            happen(room, room.opened());
            happen(room, room.rang());
            phone.awaitEvent(room, "RoomRang");
            onlyStored(room, room.joined());
            happen(room, room.answered());

            phone.awaitEvent(room, "RoomAnswered");
            assertThat(phone.told()).containsSubsequence("RoomOpened", "RoomRang", "RoomJoined", "RoomAnswered");
            // Whoever reads the log itself is told where something is missing.
            server.await("gap");
        }
    }

    // ---- resume

    @Test
    void whatWasMissedComesFirstThenWhatIsNew() {
        var room = room();
        onlyStored(room, room.opened());
        onlyStored(room, room.rang());
        onlyStored(room, room.joined());
        log.away(true);
        try (var phone = phone()) {
            // The socket is registered; this comes over the log while room-service is away.
            happen(room, room.answered());
            log.away(false);
            phone.awaitEvent(room, "RoomAnswered");
            settle(phone, room);

            assertThat(phone.told().stream().filter(told -> !told.equals("welcome")))
                    .containsExactly("RoomOpened", "RoomRang", "RoomJoined", "RoomAnswered", "MediaConnected");
        } finally {
            log.away(false);
        }
    }

    @Test
    void aSocketThatComesBackHearsWhatItMissedAndNothingTwice() {
        var room = room();
        long seen;
        try (var phone = phone()) {
            happen(room, room.opened());
            happen(room, room.rang());
            seen = phone.awaitEvent(room, "RoomRang").path("seq").asLong();
        }
        happen(room, room.joined());
        happen(room, room.answered());
        try (var phone = Client.hello(port(), issuer.user(app, openId), TestRoom.PHONE, Map.of(room.roomId(), seen))) {
            phone.awaitEvent(room, "RoomAnswered");
            settle(phone, room);

            assertThat(phone.told()).containsExactly("welcome", "RoomJoined", "RoomAnswered", "MediaConnected");
        }
    }

    @Test
    void aRingIsToldAgainWhileItStillRings() {
        var room = room();
        happen(room, room.opened());
        var seen = happen(room, room.rang());
        try (var device = Client.hello(port(), deviceToken(), TestRoom.DOOR, Map.of(room.roomId(), seen))) {
            assertThat(device.await("ring").path("ring").path("room").asText()).isEqualTo(room.id());
            assertThat(device.told()).doesNotContain("RoomRang");
        }
    }

    @Test
    void whatHasEndedIsToldBeforeAnythingRingsAndDoesNotRing() {
        var over = room();
        happen(over, over.opened());
        var seen = happen(over, over.rang());
        happen(over, over.ended());
        var rings = room();
        happen(rings, rings.opened());
        happen(rings, rings.rang());
        try (var device = Client.hello(port(), deviceToken(), TestRoom.DOOR, Map.of(over.roomId(), seen))) {
            device.await("ring");

            assertThat(device.told()).containsExactly("welcome", "RoomEnded", "RoomRang", "ring");
            assertThat(device.await("ring").path("ring").path("room").asText()).isEqualTo(rings.id());
        }
    }

    @Test
    void aCallThatIsAnsweredElsewhereInTimeDoesNotRing() {
        var room = room();
        onlyStored(room, room.opened());
        onlyStored(room, room.rang());
        onlyStored(room, room.answered());
        try (var device = device()) {
            device.awaitEvent(room, "RoomAnswered");
            settle(device, room);

            assertThat(device.told()).doesNotContain("ring");
        }
    }

    @Test
    void manySocketsShareAQuery() {
        log.away(true);
        var clients = new ArrayList<Client>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(Client.hello(port(), issuer.user(app, openId + i), TestRoom.PHONE));
            }
            var before = log.asked().size();
            log.away(false);
            await().atMost(Client.PATIENCE)
                    .until(() ->
                            log.asked().stream().skip(before).mapToInt(n -> n).sum() >= 20);
            assertThat(log.asked().stream().skip(before)).anyMatch(n -> n > 1);
        } finally {
            log.away(false);
            clients.forEach(Client::close);
        }
    }

    // ---- presence

    @Test
    void theRoomLearnsOfSocketsThatOpenAndClose() {
        var room = room();
        try (var device = device()) {
            happen(room, room.opened());
            happen(room, room.rang());
            device.awaitEvent(room, "RoomRang");
            var back =
                    log.awaitCommand(RoomCommand.SideBack.class, c -> c.room().equals(room.roomId()));
            assertThat(back.by()).isEqualTo(room.listener());

            device.leave();
            var away =
                    log.awaitCommand(RoomCommand.SideAway.class, c -> c.room().equals(room.roomId()));
            assertThat(away.connection()).isEqualTo(back.connection());
        }
    }

    @Test
    void aSocketThatIsCutOffIsAwayTooAndAwayOnlyFromLiveRooms() {
        var over = room();
        var lives = room();
        try (var device = device()) {
            happen(over, over.opened());
            happen(over, over.rang());
            happen(over, over.ended());
            happen(lives, lives.opened());
            happen(lives, lives.rang());
            device.awaitEvent(lives, "RoomRang");
        }
        log.awaitCommand(RoomCommand.SideAway.class, c -> c.room().equals(lives.roomId()));
        assertThat(log.commandsOf(over)).noneMatch(RoomCommand.SideAway.class::isInstance);
    }

    @Test
    void anotherPhoneOfTheCallerIsNoneOfTheRoomsBusiness() {
        var room = room();
        try (var tablet = Client.hello(port(), issuer.user(app, openId), TestRoom.TABLET);
                var phone = phone()) {
            happen(room, room.opened());
            tablet.awaitEvent(room, "RoomOpened");
            phone.awaitEvent(room, "RoomOpened");
            log.awaitCommand(RoomCommand.SideBack.class, c -> c.by().equals(room.caller()));
            settle(tablet, room);

            assertThat(log.commandsOf(room)).hasSize(1);
        }
    }

    @Test
    void theConnectionsOfADeadGatewayAreReportedAway() {
        reportADeadGateway();
    }

    private void reportADeadGateway() {
        var room = room();
        var held = Wire.text(Map.of(
                "connection",
                "gateway-gone.0001:7",
                "room",
                room.id(),
                "by",
                Wire.json().valueToTree(room.caller())));
        redis.hash(String.class).hset("gateway:held:gateway-gone.0001", "7", held);
        redis.hash(String.class).hset("gateway:incarnations", "gateway-gone.0001", "gateway-gone");

        var away = log.awaitCommand(RoomCommand.SideAway.class, c -> c.room().equals(room.roomId()));
        assertThat(away.connection().value()).isEqualTo("gateway-gone.0001:7");
        assertThat(away.by()).isEqualTo(room.caller());
        await().atMost(Client.PATIENCE)
                .until(() -> redis.hash(String.class).hget("gateway:incarnations", "gateway-gone.0001") == null);
    }

    @Test
    void aGatewayThatLivesIsNotReported() {
        var room = room();
        var held = Wire.text(Map.of(
                "connection",
                "gateway-alive.1:7",
                "room",
                room.id(),
                "by",
                Wire.json().valueToTree(room.caller())));
        redis.value(String.class).set("gateway:lease:gateway-alive.1", "gateway-alive");
        redis.hash(String.class).hset("gateway:held:gateway-alive.1", "7", held);
        redis.hash(String.class).hset("gateway:incarnations", "gateway-alive.1", "gateway-alive");
        try {
            // A dead one, listed later, has been reported: this one was looked at as often.
            reportADeadGateway();
            assertThat(log.commandsOf(room)).isEmpty();
        } finally {
            redis.hash(String.class).hdel("gateway:incarnations", "gateway-alive.1");
        }
    }

    @Test
    void aGatewayThatHasLostItsLeaseTellsTheRoomsAgain() {
        var room = room();
        try (var device = device()) {
            happen(room, room.opened());
            happen(room, room.rang());
            device.awaitEvent(room, "RoomRang");
            var first =
                    log.awaitCommand(RoomCommand.SideBack.class, c -> c.room().equals(room.roomId()));
            var incarnation = first.connection().value().replaceAll(":.*", "");

            redis.key().del("gateway:lease:" + incarnation);

            log.awaitCommand(
                    RoomCommand.SideBack.class,
                    c -> c.room().equals(room.roomId()) && !c.connection().equals(first.connection()));
            log.awaitCommand(RoomCommand.SideAway.class, c -> c.connection().equals(first.connection()));
            assertThat(device.isOpen()).isTrue();
            var told = log.commandsOf(room);
            assertThat(told.getLast()).isInstanceOf(RoomCommand.SideAway.class);
        }
    }

    @Test
    void whileRedisIsAwayNothingEndsAndEventsGoOn() {
        var room = room();
        try (var device = device()) {
            happen(room, room.opened());
            TestEngines.shared().redis().pause();
            try {
                await().atMost(Client.PATIENCE)
                        .until(() -> !status().path("redisAnswers").asBoolean());
                happen(room, room.rang());
                device.awaitEvent(room, "RoomRang");
                log.awaitCommand(RoomCommand.SideBack.class, c -> c.room().equals(room.roomId()));
            } finally {
                TestEngines.shared().redis().resume();
            }
            await().atMost(Client.PATIENCE)
                    .until(() -> status().path("redisAnswers").asBoolean());
            assertThat(device.isOpen()).isTrue();
        }
    }

    // ---- an app's server

    @Test
    void anAppsServerHearsAllRoomsOfItsAppAndComesBackWithItsCursor() {
        var first = TestRoom.of(app, openId, sn);
        var second = TestRoom.of(app, openId + "2", sn + "2");
        Map<Integer, Long> cursor;
        try (var server = Client.subscribe(port(), issuer.app(app), Map.of())) {
            happen(first, first.opened());
            happen(second, second.opened());
            server.awaitEvent(first, "RoomOpened");
            server.awaitEvent(second, "RoomOpened");
            cursor = cursor(server.frames().getLast());
        }
        var missed = TestRoom.of(app, openId, sn);
        happen(missed, missed.opened());
        happen(first, first.rang());
        happen(second, second.ended());
        try (var server = Client.subscribe(port(), issuer.app(app), cursor)) {
            server.awaitEvent(missed, "RoomOpened");
            server.awaitEvent(first, "RoomRang");
            server.awaitEvent(second, "RoomEnded");
            happen(missed, missed.rang());
            server.awaitEvent(missed, "RoomRang");

            assertThat(server.told()).hasSize(5).doesNotContain("gap");
        }
    }

    @Test
    void aServerThatHeardNothingHasACursorAllTheSame() {
        Map<Integer, Long> cursor;
        try (var server = Client.subscribe(port(), issuer.app(app), Map.of())) {
            cursor = cursor(server.await("welcome"));
        }
        var room = room();
        happen(room, room.opened());
        try (var server = Client.subscribe(port(), issuer.app(app), cursor)) {
            server.awaitEvent(room, "RoomOpened");
        }
    }

    @Test
    void whatIsTooOldBecomesAGap() {
        var room = room();
        var old = log.publish(room, room.next(), room.opened(), Instant.now().minus(Duration.ofHours(2)));
        var young = log.publish(room, room.next(), room.rang(), Instant.now());
        try (var server = Client.subscribe(port(), issuer.app(app), Map.of((int) old[0], old[1]))) {
            server.awaitEvent(room, "RoomRang");

            var gap = server.await("gap");
            assertThat(gap.path("from").path("" + old[0]).asLong()).isEqualTo(old[1]);
            assertThat(gap.path("to").path("" + old[0]).asLong()).isBetween(old[1] + 1, young[1]);
            assertThat(server.told()).doesNotContain("RoomOpened");
        }
    }

    @Test
    void aCursorOfALogThatIsGoneBecomesAGap() {
        try (var server = Client.subscribe(port(), issuer.app(app), Map.of(0, 1_000_000_000L))) {
            assertThat(server.await("gap").path("from").path("0").asLong()).isEqualTo(1_000_000_000L);
            var room = room();
            happen(room, room.opened());
            server.awaitEvent(room, "RoomOpened");
        }
    }

    private static Map<Integer, Long> cursor(JsonNode frame) {
        var cursor = new HashMap<Integer, Long>();
        frame.path("cursor")
                .properties()
                .forEach(entry -> cursor.put(
                        Integer.parseInt(entry.getKey()), entry.getValue().asLong()));
        assertThat(cursor).isNotEmpty();
        return cursor;
    }

    // ---- tokens

    @Test
    void anExpiringTokenIsAnnouncedAndRenewedInBand() {
        var user = new Caller.User(new AppId(app), new OpenId(openId));
        try (var phone = Client.hello(port(), issuer.token(user, Duration.ofSeconds(30)), TestRoom.PHONE)) {
            assertThat(phone.await("tokenExpiring").path("remainingMs").asLong())
                    .isBetween(1L, 30_000L);

            phone.send(new ClientFrame.Token(issuer.user(app, "somebody-else")));
            assertThat(phone.await("problem").path("reason").asText()).isEqualTo("token-of-another");

            phone.send(new ClientFrame.Token(issuer.token(user)));
            assertThat(phone.await("tokenRenewed").path("tokenValidMs").asLong())
                    .isGreaterThan(60_000);
        }
    }

    @Test
    void aTokenThatExpiresClosesItsSocket() {
        var user = new Caller.User(new AppId(app), new OpenId(openId));
        try (var phone = Client.hello(port(), issuer.token(user, Duration.ofSeconds(6)), TestRoom.PHONE)) {
            phone.awaitClose(CloseCode.TOKEN_EXPIRED);
        }
    }

    @Test
    void aTicketReplacesTheTokenAndAForgedOneDoesNot() {
        String ticket;
        try (var phone = phone()) {
            ticket = phone.await("welcome").path("resumeTicket").asText();
        }
        try (var phone = Client.hello(port(), ticket, TestRoom.PHONE)) {
            assertThat(phone.isOpen()).isTrue();
        }
        try (var phone = Client.connect(port())) {
            var forged = ticket.substring(0, ticket.length() - 4) + "AAAA";
            phone.send(new ClientFrame.Hello(Optional.of(forged), Optional.of(TestRoom.PHONE), Map.of(), Map.of()));
            phone.awaitClose(CloseCode.TOKEN_EXPIRED);
        }
    }

    @Test
    void whoIsDisabledIsClosedAndComesBackNeitherWithTokenNorTicket() {
        var token = deviceToken();
        try (var device = Client.hello(port(), token, TestRoom.DOOR);
                var phone = phone()) {
            var ticket = device.await("welcome").path("resumeTicket").asText();
            log.publish(new AuthEvent.DeviceDisabled(new AppId(app), new Sn(sn)));
            device.awaitClose(CloseCode.REVOKED);
            for (var proof : List.of(token, ticket)) {
                try (var again = Client.connect(port())) {
                    again.send(
                            new ClientFrame.Hello(Optional.of(proof), Optional.of(TestRoom.DOOR), Map.of(), Map.of()));
                    again.awaitClose(CloseCode.REVOKED);
                }
            }
            assertThat(phone.isOpen()).isTrue();

            log.publish(new AuthEvent.AppDisabled(new AppId(app)));
            phone.awaitClose(CloseCode.REVOKED);
        }
    }

    @Test
    void aTokenMayComeAsASubprotocol() {
        try (var phone = Client.connect(port(), "bearer." + issuer.user(app, openId))) {
            phone.send(new ClientFrame.Hello(Optional.empty(), Optional.of(TestRoom.PHONE), Map.of(), Map.of()));
            phone.await("welcome");
        }
    }

    // ---- bounds

    @Test
    void anInstallationThatConnectsAnewReplacesItsOlderSocket() {
        try (var before = phone();
                var after = phone()) {
            before.awaitClose(CloseCode.REPLACED);
            var room = room();
            happen(room, room.opened());
            after.awaitEvent(room, "RoomOpened");
        }
    }

    @Test
    void aSubjectHasEightSockets() {
        var open = new ArrayList<Client>();
        try {
            for (int i = 0; i < 8; i++) {
                open.add(Client.hello(port(), issuer.user(app, openId), new EndpointId("phone-" + i)));
            }
            try (var ninth = Client.connect(port())) {
                ninth.send(new ClientFrame.Hello(
                        Optional.of(issuer.user(app, openId)),
                        Optional.of(new EndpointId("phone-9")),
                        Map.of(),
                        Map.of()));
                ninth.awaitClose(CloseCode.TOO_MANY);
            }
        } finally {
            open.forEach(Client::close);
        }
    }

    @Test
    void aReaderThatIsTooSlowIsClosedAndTheOthersAreNot() {
        try (var quick = Client.subscribe(port(), issuer.app(app), Map.of());
                var slow = Client.connectLazily(port())) {
            slow.send(new ClientFrame.Hello(Optional.of(issuer.app(app)), Optional.empty(), Map.of(), Map.of()));
            await().atMost(Client.PATIENCE).until(() -> sockets("appSockets") >= 2);
            var room = room();
            var huge = new RoomEvent.RoomOpened(
                    room.call(),
                    TestRoom.PHONE,
                    Optional.empty(),
                    Instant.now(),
                    Optional.empty(),
                    Optional.empty(),
                    "x".repeat(60_000));
            for (int i = 0; i < 300; i++) {
                log.publish(room, room.next(), huge);
            }
            log.publish(room, room.next(), room.ended());
            quick.awaitEvent(room, "RoomEnded");
            slow.read(Long.MAX_VALUE);
            slow.awaitClose(CloseCode.TOO_SLOW);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badFrames")
    void aBadFrameClosesWithAReasonThatNamesTheRule(String what, String frame, CloseCode code, String reason) {
        try (var client = Client.connect(port())) {
            client.sendText(frame);
            assertThat(client.awaitClose(code)).contains(reason);
        }
    }

    static Stream<Arguments> badFrames() {
        return Stream.of(
                Arguments.of("no JSON", "hello", CloseCode.BAD_FRAME, "malformed JSON"),
                Arguments.of("no kind", "{\"rooms\":{}}", CloseCode.BAD_FRAME, "ClientFrame"),
                Arguments.of("an unknown kind", "{\"kind\":\"subscribe\"}", CloseCode.BAD_FRAME, "ClientFrame"),
                Arguments.of(
                        "a receipt before the hello",
                        "{\"kind\":\"receipt\",\"room\":\"" + RoomId.PREFIX + "1\",\"stage\":\"shown\"}",
                        CloseCode.BAD_FRAME,
                        "first frame is a hello"),
                Arguments.of(
                        "a wrong type",
                        "{\"kind\":\"hello\",\"rooms\":{\"" + RoomId.PREFIX + "1\":\"three\"},\"positions\":{}}",
                        CloseCode.BAD_FRAME,
                        "rooms"),
                Arguments.of(
                        "a wrong room id",
                        "{\"kind\":\"hello\",\"rooms\":{\"room\":1},\"positions\":{}}",
                        CloseCode.BAD_FRAME,
                        "rooms"),
                Arguments.of(
                        "a wrong endpoint",
                        "{\"kind\":\"hello\",\"endpoint\":\"a b\",\"rooms\":{},\"positions\":{}}",
                        CloseCode.BAD_FRAME,
                        "endpoint"),
                Arguments.of(
                        "no token",
                        "{\"kind\":\"hello\",\"endpoint\":\"a\",\"rooms\":{},\"positions\":{}}",
                        CloseCode.UNAUTHENTICATED,
                        "token"),
                Arguments.of(
                        "a token that is none",
                        "{\"kind\":\"hello\",\"token\":\"x\",\"endpoint\":\"a\",\"rooms\":{},\"positions\":{}}",
                        CloseCode.UNAUTHENTICATED,
                        "token"),
                Arguments.of("a huge frame", "x".repeat(70_000), CloseCode.FRAME_TOO_LARGE, "65536"));
    }

    @Test
    void aHelloMustFitItsToken() {
        refused(issuer.user(app, openId), Optional.empty(), Map.of(), Map.of(), CloseCode.BAD_FRAME);
        refused(issuer.user(app, openId), Optional.of(TestRoom.PHONE), Map.of(), Map.of(0, 1L), CloseCode.BAD_FRAME);
        refused(issuer.app(app), Optional.of(TestRoom.PHONE), Map.of(), Map.of(), CloseCode.BAD_FRAME);
        refused(issuer.service("room"), Optional.empty(), Map.of(), Map.of(), CloseCode.UNAUTHENTICATED);
        refused(issuer.operator(), Optional.empty(), Map.of(), Map.of(), CloseCode.UNAUTHENTICATED);
        var user = new Caller.User(new AppId(app), new OpenId(openId));
        refused(issuer.forged(user), Optional.of(TestRoom.PHONE), Map.of(), Map.of(), CloseCode.UNAUTHENTICATED);
        refused(
                issuer.expired(user, Duration.ofMinutes(1)),
                Optional.of(TestRoom.PHONE),
                Map.of(),
                Map.of(),
                CloseCode.TOKEN_EXPIRED);
    }

    private void refused(
            String token,
            Optional<EndpointId> endpoint,
            Map<RoomId, Long> rooms,
            Map<Integer, Long> positions,
            CloseCode code) {
        try (var client = Client.connect(port())) {
            client.send(new ClientFrame.Hello(Optional.of(token), endpoint, rooms, positions));
            client.awaitClose(code);
            assertThat(client.told()).isEmpty();
        }
    }

    @Test
    void aSecondHelloABinaryFrameAndSilenceCloseTheSocket() {
        try (var phone = phone()) {
            phone.send(new ClientFrame.Hello(Optional.empty(), Optional.of(TestRoom.PHONE), Map.of(), Map.of()));
            phone.awaitClose(CloseCode.BAD_FRAME);
        }
        try (var client = Client.connect(port())) {
            client.sendBinary(new byte[] {1});
            client.awaitClose(CloseCode.BAD_FRAME);
        }
        try (var client = Client.connect(port())) {
            client.awaitClose(CloseCode.NO_HELLO);
        }
    }

    @Test
    void onlyKnownOriginsAndUpgradesAreServed() {
        given().get("/v1/events").then().statusCode(426).contentType("application/problem+json");
        assertThat(handshake("Origin", "https://evil.example")).isEqualTo(403);
        assertThat(handshake("Origin", "https://shop.example")).isEqualTo(101);
        assertThat(handshake("Origin", "http://127.0.0.1:" + port())).isEqualTo(101);
        assertThat(handshake("Sec-WebSocket-Protocol", "mqtt")).isEqualTo(400);
    }

    private int handshake(String header, String value) {
        var builder = HttpClient.newHttpClient().newWebSocketBuilder();
        if (header.equals("Origin")) {
            builder.header(header, value);
        } else {
            builder.subprotocols(value);
        }
        try {
            builder.buildAsync(URI.create("ws://127.0.0.1:" + port() + "/v1/events"), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    // ---- status

    @Test
    void theStatusIsForServicesAndTheOperator() {
        assertThat(status().path("service").asText()).isEqualTo("event-gateway");
        assertThat(status().path("lag").isObject()).isTrue();
        given().get("/internal/v1/status").then().statusCode(401);
        given().header("Authorization", "Bearer " + issuer.app(app))
                .get("/internal/v1/status")
                .then()
                .statusCode(403);
    }

    private JsonNode status() {
        var body = given().header("Authorization", "Bearer " + issuer.service("local"))
                .get("/internal/v1/status")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        return Wire.read(body, JsonNode.class);
    }

    private int sockets(String which) {
        return status().path(which).asInt();
    }
}
