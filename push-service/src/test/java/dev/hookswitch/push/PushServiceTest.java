package dev.hookswitch.push;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.testing.AuthEvents;
import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.push.PushCommand.CancelReminder;
import dev.hookswitch.contracts.push.PushCommand.CheckPushToken;
import dev.hookswitch.contracts.push.PushCommand.Remind;
import dev.hookswitch.contracts.push.RingWebhook;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.PushTokenChecked;
import dev.hookswitch.contracts.room.RoomCommand.ReminderReported;
import dev.hookswitch.contracts.room.RoomCommand.ReminderStage;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service with real engines and a real developer's server, asked as rooms, devices, phones and apps ask it. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class PushServiceTest {
    private static final ConditionFactory SOON = await().atMost(Duration.ofSeconds(60));
    private static final Sn DOOR = new Sn("door-1");
    private static final Party MUM = new Party.User(new OpenId("mum"));

    private final AppId app = new AppId("wx" + UUID.randomUUID().toString().replace("-", ""));
    private final RoomId room = room();

    @Inject
    DataSource dataSource;

    private DeveloperServer server;
    private Rooms rooms;

    @BeforeEach
    void listen() {
        server = new DeveloperServer();
        rooms = new Rooms();
    }

    @AfterEach
    void stopListening() {
        rooms.close();
        server.close();
    }

    @Test
    void theDevelopersServerIsTold() {
        setCallback();
        rooms.send(new Remind(room, call(MUM, "妈妈 & co", new Party.Device(DOOR)), inAMinute()));

        assertThat(rooms.reports(1))
                .containsExactly(new ReminderReported(room, 1, ReminderStage.REACHED, Optional.empty()));
        assertThat(server.heard()).hasSize(1).allMatch(DeveloperServer.Heard::isGenuine);
        var ring = Wire.read(server.heard().getFirst().body(), RingWebhook.class);
        assertThat(ring.type()).isEqualTo("call.ring");
        assertThat(ring.app()).isEqualTo(app);
        assertThat(ring.listener()).isEqualTo("device:door-1");
        assertThat(ring.data().room()).isEqualTo(room);
        assertThat(ring.data().remaining()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
        assertThat(ring.data().path()).endsWith("&listenerId=door-1&callerName=%E5%A6%88%E5%A6%88%20%26%20co&a=1");
    }

    @Test
    void whoIsDisabledIsServedNoMore() {
        var token = Platform.issuer().device(app.value(), DOOR.value(), "doors");
        as(token).post("/v1/registrations").then().statusCode(201);
        AuthEvents.publish(Platform.kafka(), new AuthEvent.DeviceDisabled(app, DOOR));

        SOON.untilAsserted(() -> as(token).post("/v1/registrations").then().statusCode(401));
        problem(as(token).delete("/v1/registrations"), 401, 13);
    }

    @Test
    void aUserIsRemindedInTheSameWay() {
        setCallback();
        rooms.send(new Remind(room, call(new Party.Device(DOOR), "Door", MUM), inAMinute()));
        rooms.reports(1);

        var ring = Wire.read(server.heard().getFirst().body(), RingWebhook.class);
        assertThat(ring.listener()).isEqualTo("user:mum");
        assertThat(ring.data().path()).contains("&callerId=door-1&");
    }

    @Test
    void aServerThatFailsIsAskedAgainUnderTheSameId() {
        setCallback();
        server.answers(500, 503, DeveloperServer.SILENCE);
        rooms.send(remind());

        assertThat(rooms.reports(4))
                .containsExactly(
                        new ReminderReported(room, 1, ReminderStage.ATTEMPTED, Optional.of("status 500")),
                        new ReminderReported(room, 2, ReminderStage.ATTEMPTED, Optional.of("status 503")),
                        new ReminderReported(room, 3, ReminderStage.ATTEMPTED, Optional.of("no answer in 2000 ms")),
                        new ReminderReported(room, 4, ReminderStage.REACHED, Optional.empty()));
        assertThat(server.heard()).hasSize(4).allMatch(DeveloperServer.Heard::isGenuine);
        assertThat(server.heard()).extracting(DeveloperServer.Heard::id).containsOnly("ring_" + room);
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 410})
    void whatLeadsElsewhereOrNowhereIsGivenUp(int status) {
        setCallback();
        server.answers(status);
        rooms.send(remind());

        assertThat(rooms.reports(1))
                .containsExactly(
                        new ReminderReported(room, 1, ReminderStage.GIVEN_UP, Optional.of("status " + status)));
        assertThat(server.heard()).hasSize(1);
    }

    @Test
    void withoutAnAddressNobodyIsTold() {
        rooms.send(remind());

        assertThat(rooms.reports(1))
                .containsExactly(
                        new ReminderReported(room, 1, ReminderStage.GIVEN_UP, Optional.of("no callback address")));
    }

    @Test
    void attemptsEndWithTheRing() {
        setCallback();
        server.answers(500, 500, 500, 500, 500, 500, 500, 500, 500);
        rooms.send(new Remind(
                room, call(MUM, "Mum", new Party.Device(DOOR)), Instant.now().plusSeconds(6)));

        var reports = rooms.reportsUntilEnd();
        assertThat(reports.getLast().stage()).isEqualTo(ReminderStage.GIVEN_UP);
        var heard = server.heard().size();
        // After 0.1 s, then 0.2 s, and so on, doubled: the seventh would be too late.
        assertThat(heard).isBetween(1, 6);

        // Another reminder takes what failures are left, and reaches the server; of the first one no more is heard.
        var other = room();
        rooms.send(new Remind(other, call(other, MUM, "Mum", new Party.Device(DOOR)), inAMinute()));
        SOON.until(() -> server.heard().size() == 10);
        assertThat(server.heard())
                .filteredOn(told -> told.id().equals("ring_" + room))
                .hasSize(heard);
    }

    @Test
    void aRepeatAndALateReminderWakeNobodyAgain() {
        setCallback();
        rooms.send(remind());
        rooms.reports(1);
        rooms.send(remind());
        rooms.send(new CancelReminder(room));
        var other = room();
        rooms.send(new CancelReminder(other));
        rooms.send(new Remind(other, call(other, MUM, "Mum", new Party.Device(DOOR)), inAMinute()));

        // Same partition or not: an answered question behind them shows that they were applied.
        rooms.check(room, "digest", AppVersion.RELEASE);
        rooms.check(other, "digest", AppVersion.RELEASE);
        assertThat(server.heard()).hasSize(1);
    }

    @Test
    void aReminderThatAnotherVersionWroteIsFoldedFromItsEvents() throws SQLException {
        setCallback();
        rooms.send(remind());
        rooms.reports(1);
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement("UPDATE reminder SET shape = 0, value = '{}' WHERE room = ?")) {
            statement.setString(1, room.value());
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
        rooms.send(remind());

        // An answered question behind it shows that it was applied.
        rooms.check(room, "digest", AppVersion.RELEASE);
        assertThat(server.heard()).hasSize(1);
    }

    /** Contract §6.1: opaque, with the moment in Unix seconds at which it stops to count. */
    @Test
    void aTokenTellsNothingButWhenItExpires() {
        var before = Instant.now().getEpochSecond();
        device().post("/v1/registrations")
                .then()
                .statusCode(201)
                .body("pushToken", matchesPattern("[A-Za-z0-9_-]{43}"))
                .body("expireTimestamp", greaterThan((int) before));
        assertThat(register(device(), null)).isNotEqualTo(register(device(), null));
    }

    @Test
    void aTokenReachesItsDeviceAndVersionOnly() {
        var token = register(device(), Map.of("appVersion", "trial"));
        assertThat(token).hasSizeGreaterThanOrEqualTo(43);

        assertThat(rooms.check(room, digest(token), AppVersion.TRIAL)).isEmpty();
        assertThat(rooms.check(room(), digest(token), AppVersion.RELEASE))
                .map(Objection::reason)
                .contains("push-token-other-version");
        assertThat(rooms.check(room(), digest(register(other(), Map.of())), AppVersion.RELEASE))
                .map(Objection::reason)
                .contains("push-token-other-device");
        assertThat(rooms.check(room(), digest("something else"), AppVersion.RELEASE))
                .hasValueSatisfying(objection -> assertThat(objection.errCode()).isEqualTo(14));
    }

    @Test
    void aTokenIsTakenBack() {
        var token = register(device(), null);
        var later = register(device(), null);
        assertThat(token).isNotEqualTo(later);
        device().delete("/v1/registrations?appVersion=trial").then().statusCode(204);
        assertThat(rooms.check(room, digest(token), AppVersion.RELEASE)).isEmpty();

        device().delete("/v1/registrations").then().statusCode(204);
        for (var gone : List.of(token, later)) {
            assertThat(rooms.check(room(), digest(gone), AppVersion.RELEASE))
                    .map(Objection::reason)
                    .contains("push-token-unknown");
        }
    }

    @Test
    void aProgramThatForgetsItsTokensLosesTheOldest() {
        var first = register(device(), null);
        var second = register(device(), null);
        for (int i = 0; i < 7; i++) {
            register(device(), null);
        }

        assertThat(rooms.check(room, digest(first), AppVersion.RELEASE)).isNotEmpty();
        assertThat(rooms.check(room(), digest(second), AppVersion.RELEASE)).isEmpty();
    }

    @Test
    void aGivenTokenReachesItsDeviceWithoutEnd() {
        var token = "given-" + UUID.randomUUID();
        var body = Map.of("pushToken", token, "sn", DOOR.value());
        give(body).then().statusCode(201);
        give(body).then().statusCode(200);

        problem(give(Map.of("pushToken", token, "openId", "mum")), 409, 14);
        for (int i = 0; i < 9; i++) {
            register(device(), null);
        }
        assertThat(rooms.check(room, digest(token), AppVersion.RELEASE)).isEmpty();
        assertGiven(List.of(digest(token)));
        device().delete("/v1/registrations").then().statusCode(204);
        assertThat(rooms.check(room(), digest(token), AppVersion.RELEASE)).isNotEmpty();
    }

    @Test
    void aGivenTokenMayBeMovedByItsDigest() {
        var token = "given-" + UUID.randomUUID();
        give(Map.of("sha256", digest(token), "sn", DOOR.value(), "appVersion", "trial"))
                .then()
                .statusCode(201);

        assertThat(rooms.check(room, digest(token), AppVersion.TRIAL)).isEmpty();
    }

    @Test
    void aPartyHasEightGivenTokensAtMost() {
        for (int i = 0; i < 8; i++) {
            give(Map.of("pushToken", "given-" + UUID.randomUUID(), "openId", "mum"))
                    .then()
                    .statusCode(201);
        }

        problem(give(Map.of("pushToken", "given-" + UUID.randomUUID(), "openId", "mum")), 409, 14);
    }

    @Test
    void aGivenTokenIsOneTextForOneParty() {
        problem(give(Map.of("sn", "door-1")), 400, 1004);
        problem(give(Map.of("pushToken", "short", "sn", "door-1")), 400, 1004);
        problem(give(Map.of("pushToken", "given-" + UUID.randomUUID(), "sn", "door-1", "openId", "mum")), 400, 1004);
        problem(as(Platform.issuer().app(app.value())).get("/v1/registrations/given"), 403, 48001);
    }

    private Response give(Map<String, ?> body) {
        return asOperator().body(body).post("/v1/registrations/given?app=" + app);
    }

    private void assertGiven(List<String> digests) {
        asOperator()
                .get("/v1/registrations/given?app=" + app)
                .then()
                .statusCode(200)
                .body("items.sha256", equalTo(digests))
                .body("items.sn", equalTo(List.of(DOOR.value())))
                .body("items.appVersion", equalTo(List.of("release")));
    }

    @Test
    void aCallbackIsSetShownAndDeleted() {
        problem(asApp().get("/v1/callback"), 404, 1002);
        var secret = setCallback();
        assertThat(secret).startsWith("whsec_");
        asApp().get("/v1/callback")
                .then()
                .statusCode(200)
                .body("url", equalTo(server.url()))
                .body("$", not(hasKey("secret")));
        assertThat(setCallback()).isNotEqualTo(secret);

        asApp().delete("/v1/callback").then().statusCode(204);
        problem(asApp().get("/v1/callback"), 404, 1002);
    }

    @Test
    void eachSeesOnlyItsOwn() {
        setCallback();
        problem(as(Platform.issuer().app("wxother")).get("/v1/callback"), 404, 1002);
        for (var token : List.of(
                Platform.issuer().user(app.value(), "mum"),
                Platform.issuer().device(app.value(), "door-1", "doors"),
                Platform.issuer().operator())) {
            problem(as(token).get("/v1/callback"), 403, 48001);
            problem(as(token).body(Map.of("url", server.url())).put("/v1/callback"), 403, 48001);
        }
        problem(asApp().post("/v1/registrations"), 403, 48001);
        problem(given().contentType(ContentType.JSON).post("/v1/registrations"), 401, 40001);
        var forged = Platform.issuer().forged(new Caller.App(app));
        problem(as(forged).get("/v1/callback"), 401, 40001);
        problem(asApp().get("/internal/v1/status"), 403, 48001);

        // A device of this name in another app takes nothing back here.
        var token = register(device(), null);
        as(Platform.issuer().device("wxother", DOOR.value(), "doors"))
                .delete("/v1/registrations")
                .then()
                .statusCode(204);
        assertThat(rooms.check(room, digest(token), AppVersion.RELEASE)).isEmpty();
    }

    @Test
    void badInputIsNamed() {
        for (var url :
                List.of("ftp://example.org/", "https://user:secret@example.org/", "https://", "x".repeat(3000))) {
            problem(asApp().body(Map.of("url", url)).put("/v1/callback"), 400, 1004)
                    .then()
                    .body("field", equalTo("url"))
                    .body("detail", not(containsString("secret")));
        }
        problem(asApp().body(Map.of()).put("/v1/callback"), 400, 1004);
        problem(asApp().body(Map.of("url", 1)).put("/v1/callback"), 400, 1004);
        problem(asApp().body(Map.of("url", "x".repeat(70_000))).put("/v1/callback"), 413, 1004);
        problem(device().body(Map.of("appVersion", "beta")).post("/v1/registrations"), 400, 1004)
                .then()
                .body("field", equalTo("appVersion"));
        problem(device().delete("/v1/registrations?appVersion=beta"), 400, 1004);
    }

    @Test
    void theServiceSaysHowItIs() {
        rooms.check(room, "digest", AppVersion.RELEASE);
        SOON.untilAsserted(
                () -> given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("log")));
        given().get("/q/health/live").then().statusCode(200);
        as(Platform.issuer().service("gateway"))
                .get("/internal/v1/status")
                .then()
                .statusCode(200)
                .body("service", equalTo("push"))
                .body("instance", startsWith("push"))
                .body("log.partitions", hasSize(6));
    }

    private String setCallback() {
        String secret = asApp().body(Map.of("url", server.url()))
                .put("/v1/callback")
                .then()
                .statusCode(200)
                .extract()
                .path("secret");
        server.verifiesWith(secret);
        return secret;
    }

    private static String register(RequestSpecification as, Map<String, String> body) {
        return (body == null ? as : as.body(body))
                .post("/v1/registrations")
                .then()
                .statusCode(201)
                .extract()
                .path("pushToken");
    }

    private Remind remind() {
        return new Remind(room, call(MUM, "Mum", new Party.Device(DOOR)), inAMinute());
    }

    private static Instant inAMinute() {
        return Instant.now().plusSeconds(60);
    }

    private Call call(Party caller, String name, Party listener) {
        return call(room, caller, name, listener);
    }

    private Call call(RoomId id, Party caller, String name, Party listener) {
        return new Call(
                id,
                app,
                CallInterface.CALL_WMPF,
                2,
                RoomType.VIDEO,
                new Member(caller, name, CameraStatus.ON, Optional.empty()),
                new Member(listener, "", CameraStatus.ON, Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AppVersion.RELEASE,
                "a=1",
                false,
                "",
                EncodeVideo.NOT_SET);
    }

    private RequestSpecification asApp() {
        return as(Platform.issuer().app(app.value()));
    }

    private RequestSpecification device() {
        return as(Platform.issuer().device(app.value(), DOOR.value(), "doors"));
    }

    private RequestSpecification other() {
        return as(Platform.issuer().device(app.value(), "door-2", "doors"));
    }

    private static RequestSpecification asOperator() {
        return as(Platform.issuer().operator());
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    private static Response problem(Response response, int status, int errCode) {
        response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("errCode", equalTo(errCode));
        return response;
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RoomId room() {
        var bytes = new byte[16];
        new Random().nextBytes(bytes);
        return RoomId.of(bytes);
    }

    /** Rooms as push knows them: they ask on its log and hear answers and reports on theirs. */
    private final class Rooms implements AutoCloseable {
        private final Commands commands = new Commands(Platform.kafka(), "test");
        private final KafkaConsumer<byte[], byte[]> log;
        private final Map<RoomId, List<RoomCommand>> heard = new HashMap<>();

        Rooms() {
            var properties = new Properties();
            properties.put("bootstrap.servers", Platform.kafka());
            log = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            var partitions = log.partitionsFor(Topic.ROOM_COMMANDS.wireName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            log.assign(partitions);
            log.seekToEnd(partitions);
            partitions.forEach(log::position);
        }

        void send(PushCommand command) {
            var id = UUID.randomUUID().toString();
            commands.send(CommandToSend.of(Topic.PUSH_COMMANDS, command.room().value(), command, id)
                            .askedBy(new Asker("room", command.room().value(), id)))
                    .join();
        }

        Optional<Objection> check(RoomId asking, String tokenDigest, AppVersion version) {
            send(new CheckPushToken(asking, "q-" + asking, app, DOOR, version, tokenDigest));
            SOON.until(() -> heard(asking).stream().anyMatch(PushTokenChecked.class::isInstance));
            return heard(asking).stream()
                    .filter(PushTokenChecked.class::isInstance)
                    .map(PushTokenChecked.class::cast)
                    .findFirst()
                    .orElseThrow()
                    .objection();
        }

        List<ReminderReported> reports(int atLeast) {
            SOON.until(() -> reports().size() >= atLeast);
            return reports();
        }

        List<ReminderReported> reportsUntilEnd() {
            SOON.until(() -> reports().stream().anyMatch(report -> report.stage() != ReminderStage.ATTEMPTED));
            return reports();
        }

        private List<ReminderReported> reports() {
            return heard(room).stream()
                    .filter(ReminderReported.class::isInstance)
                    .map(ReminderReported.class::cast)
                    .toList();
        }

        private List<RoomCommand> heard(RoomId of) {
            for (var record : log.poll(Duration.ofMillis(100))) {
                var type = new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
                var command = Wire.read(
                        record.value(), Messages.ROOM_COMMANDS.named(type).orElseThrow());
                heard.computeIfAbsent(command.room(), _ -> new ArrayList<>()).add(command);
            }
            return heard.getOrDefault(of, List.of());
        }

        @Override
        public void close() {
            log.close();
            commands.close();
        }
    }
}
