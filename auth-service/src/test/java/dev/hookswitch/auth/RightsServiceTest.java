package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.assertProblem;
import static dev.hookswitch.auth.Api.credentials;
import static dev.hookswitch.auth.Api.device;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.model;
import static dev.hookswitch.auth.Api.operator;
import static dev.hookswitch.auth.Api.token;
import static dev.hookswitch.auth.Api.user;
import static dev.hookswitch.auth.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import dev.hookswitch.auth.Api.TestApp;
import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthCommand.CheckParties;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomCommand.PartiesChecked;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict.Fine;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict.NotFine;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import dev.hookswitch.messaging.EventTail;
import dev.hookswitch.messaging.TailedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Grants and disabled subjects, over REST and as the other services see them on the log. */
@QuarkusTest
@QuarkusTestResource(Beside.class)
class RightsServiceTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final AtomicInteger ROOMS = new AtomicInteger();

    private record Seen(String type, List<String> parties, long seq, AuthEvent event) {}

    private final List<Seen> events = new CopyOnWriteArrayList<>();
    private final List<PartiesChecked> answers = new CopyOnWriteArrayList<>();
    private EventTail authEvents;
    private EventTail roomCommands;
    private Commands commands;
    private TestApp app;
    private String mum;

    @BeforeEach
    void anAppWithADeviceAndAUser() {
        app = app();
        model(app, "m1", "linux");
        device(app, "door", "m1");
        mum = user(app, "mum");
        var kafka = TestEngines.kafka().bootstrapServers();
        var reader = "test-" + UUID.randomUUID();
        authEvents = new EventTail(kafka, reader, Topic.AUTH_EVENTS, this::see);
        authEvents.start();
        roomCommands = new EventTail(kafka, reader, Topic.ROOM_COMMANDS, this::hear);
        roomCommands.start();
        commands = new Commands(kafka, reader);
    }

    @AfterEach
    void close() {
        TestClock.reset();
        authEvents.close();
        roomCommands.close();
        commands.close();
    }

    private void see(TailedEvent event) {
        if (event.app().equals(app.appid())) {
            events.add(new Seen(
                    event.type(),
                    event.parties(),
                    event.seq(),
                    event.as(Messages.AUTH_EVENTS).orElseThrow()));
        }
    }

    private void hear(TailedEvent command) {
        if (command.as(Messages.ROOM_COMMANDS).orElseThrow() instanceof PartiesChecked checked) {
            answers.add(checked);
        }
    }

    @Test
    void anotherServiceAsksWhetherBothSidesAreRegistered() {
        var room = token(credentials("service:room", Beside.ROOM_SECRET));
        user(app(), "somebody-else");

        registration(room, "door", "mum", "m1").then().statusCode(200).body("missing", equalTo(null));
        registration(room, "cellar", "mum", "m1")
                .then()
                .body("missing.id", equalTo("sn"))
                .body("missing.objection.errCode", equalTo(2));
        registration(room, "door", "mum", "m2")
                .then()
                .body("missing.id", equalTo("modelId"))
                .body("missing.objection.errCode", equalTo(17));
        registration(room, "door", "nobody-at-all", "m1")
                .then()
                .body("missing.id", equalTo("openId"))
                .body("missing.objection.errCode", equalTo(7));
        registration(room, "door", "somebody-else", "m1").then().body("missing.objection.errCode", equalTo(19));
        assertProblem(registration(app.token(), "door", "mum", "m1"), 403, "forbidden", 48001);
    }

    private Response registration(String token, String sn, String openId, String modelId) {
        return json(token, Map.of("app", app.appid(), "sn", sn, "openId", openId, "modelId", modelId))
                .post("/internal/v1/registration");
    }

    private static Map<String, Object> grant(String openId, String sn, String status) {
        var body = new HashMap<String, Object>(Map.of("openId", openId, "sn", sn, "status", status));
        if (status.equals("granted")) {
            body.put("deviceName", "front door");
        }
        return body;
    }

    private static Response say(String token, String openId, String sn, String status) {
        return json(token, grant(openId, sn, status)).put("/v1/grants");
    }

    /** Mum allows a device for which her app's server has asked her. */
    private Response grants(String sn) {
        return grants(sn, ticket(sn));
    }

    private Response grants(String sn, String ticket) {
        var body = grant("mum", sn, "granted");
        body.put("modelId", "m1");
        body.put("snTicket", ticket);
        return json(mum, body).put("/v1/grants");
    }

    private String ticket(String sn) {
        return json(app.token(), Map.of("sn", sn, "modelId", "m1"))
                .post("/v1/sn-tickets")
                .then()
                .statusCode(201)
                .extract()
                .path("snTicket");
    }

    @Test
    void aUserIsAskedWithATicketThatCounts() {
        assertProblem(say(mum, "mum", "door", "granted"), 403, "not-asked", 10008);
        assertProblem(grants("door", "A".repeat(32)), 401, "sn-ticket-unknown", 10008);
        assertProblem(grants("door", ticket("another-door")), 401, "sn-ticket-foreign", 10008);
        var old = ticket("door");
        TestClock.forward(Duration.ofMinutes(5));
        assertProblem(grants("door", old), 401, "sn-ticket-expired", 10008);
        TestClock.reset();
        var ticket = ticket("door");
        grants("door", ticket).then().statusCode(204);
        say(mum, "mum", "door", "revoked").then().statusCode(204);
        say(mum, "mum", "door", "granted").then().statusCode(204);
        say(mum, "mum", "door", "wiped").then().statusCode(204);
        assertProblem(say(mum, "mum", "door", "granted"), 403, "not-asked", 10008);
        grants("door", ticket).then().statusCode(204);
    }

    private void awaitEvents(String... types) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(events).extracting(Seen::type).containsExactly(types));
    }

    @Test
    void aUserThatHasGivenEnoughGrantsMustWipeOne() {
        for (int i = 0; i < 5; i++) {
            device(app, "door-" + i, "m1");
            (i == 0 ? say(mum, "mum", "door-0", "refused") : grants("door-" + i))
                    .then()
                    .statusCode(204);
        }
        assertProblem(grants("door"), 409, "user-full", 9800020);
        say(mum, "mum", "door-1", "revoked").then().statusCode(204);
        assertProblem(say(mum, "mum", "door", "refused"), 409, "user-full", 9800020);
        say(mum, "mum", "door-1", "wiped").then().statusCode(204);
        grants("door").then().statusCode(204);
    }

    @Test
    void aUserGrantsRevokesAndWipesAndOthersHearOfIt() {
        grants("door").then().statusCode(204);
        grants("door").then().statusCode(204);
        with(mum)
                .get("/v1/grants")
                .then()
                .statusCode(200)
                .body("items.status", contains("granted"))
                .body("items.deviceName", contains("front door"))
                .body("items.modelId", contains("m1"));
        say(mum, "mum", "door", "revoked").then().statusCode(204);
        with(mum).get("/v1/grants").then().body("items.status", contains("revoked"));
        say(mum, "mum", "door", "wiped").then().statusCode(204);
        with(mum).get("/v1/grants").then().body("items", empty());
        say(mum, "mum", "door", "refused").then().statusCode(204);
        awaitEvents("GrantGiven", "GrantRevoked", "GrantRevoked", "GrantRefused");
        assertThat(events).extracting(Seen::seq).containsExactly(1L, 2L, 3L, 4L);
        assertThat(events.getFirst().parties()).containsExactly("user:mum", "device:door");
    }

    @Test
    void theAppAndTheOperatorSpeakForUsersAndAUserOnlyForItself() {
        user(app, "dad");
        say(app.token(), "dad", "door", "granted").then().statusCode(204);
        assertProblem(say(mum, "dad", "door", "revoked"), 403, "forbidden", 48001);
        assertProblem(say(operator(), "dad", "door", "granted"), 400, "bad-input", 1004);
        json(operator(), grant("dad", "door", "granted"))
                .put("/v1/grants?app=" + app.appid())
                .then()
                .statusCode(204);
        with(app.token()).get("/v1/grants").then().body("items.openId", contains("dad"));
        with(mum).get("/v1/grants").then().body("items", empty());
        assertProblem(with(mum).queryParam("openId", "dad").get("/v1/grants"), 403, "forbidden", 48001);
    }

    @Test
    void anotherAppsUserAndDeviceAreUnknown() {
        var other = app();
        model(other, "m1", "linux");
        device(other, "window", "m1");
        user(other, "stranger");
        assertProblem(grants("window"), 404, "no-such-device", 2);
        assertProblem(say(app.token(), "stranger", "door", "granted"), 404, "no-such-user", 7);
        assertProblem(say(other.token(), "mum", "door", "granted"), 404, "no-such-device", 2);
        assertProblem(say(mum, "mum", "door", "revoked"), 404, "no-such-grant", 9);
        with(other.token()).get("/v1/grants").then().body("items", empty());
    }

    @Test
    void aBadGrantNamesTheFieldAndTheRule() {
        var noName = json(mum, Map.of("openId", "mum", "sn", "door", "status", "granted"))
                .put("/v1/grants");
        assertProblem(noName, 400, "bad-input", 1004);
        assertThat(noName.<String>path("field")).isEqualTo("deviceName");
        var longName = new HashMap<>(grant("mum", "door", "granted"));
        longName.put("deviceName", "a name that is too long");
        assertProblem(json(mum, longName).put("/v1/grants"), 400, "bad-input", 1004);
        assertProblem(say(mum, "mum", "door", "perhaps"), 400, "bad-input", 1004);
        assertProblem(say(mum, "mum", "d oor", "granted"), 400, "bad-input", 1004);
        with(app.token()).get("/v1/grants").then().body("items", empty());
    }

    @Test
    void disablingIsHeardOnceAndEndsTokens() {
        with(app.token()).put("/v1/users/mum/disabled").then().statusCode(204);
        with(app.token()).put("/v1/users/mum/disabled").then().statusCode(204);
        assertProblem(with(app.token()).post("/v1/users/mum/tokens"), 403, "subject-disabled", 20);
        with(app.token()).delete("/v1/users/mum/disabled").then().statusCode(204);
        with(app.token()).post("/v1/users/mum/tokens").then().statusCode(201);
        with(app.token()).put("/v1/devices/door/disabled").then().statusCode(204);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(events)
                        .extracting(Seen::type)
                        .containsExactlyInAnyOrder("UserDisabled", "UserEnabled", "DeviceDisabled"));
        assertThat(events).extracting(Seen::parties).contains(List.of("user:mum"), List.of("device:door"));
    }

    @Test
    void aDisabledUsersOldTokenIsWorthless() {
        with(app.token()).put("/v1/users/mum/disabled").then().statusCode(204);
        await().atMost(SOON)
                .untilAsserted(() -> assertProblem(with(mum).get("/v1/grants"), 401, "token-revoked", 40001));
        with(app.token()).delete("/v1/users/mum/disabled").then().statusCode(204);
        await().atMost(SOON)
                .untilAsserted(() -> with(mum).get("/v1/grants").then().statusCode(200));
    }

    @Test
    void onlyTheOperatorDisablesAnApp() {
        var path = "/v1/apps/" + app.appid() + "/disabled";
        assertProblem(with(app.token()).put(path), 403, "forbidden", 48001);
        with(operator()).put(path).then().statusCode(204);
        assertProblem(credentials(app.appid(), app.secret()), 403, "app-disabled", 12);
        awaitEvents("AppDisabled");
        with(operator()).delete(path).then().statusCode(204);
        credentials(app.appid(), app.secret()).then().statusCode(200);
        assertProblem(with(operator()).put("/v1/apps/nobody/disabled"), 404, "no-such-app", 40013);
    }

    @Test
    void oneDisablesOnlyOnesOwn() {
        var other = app();
        assertProblem(with(other.token()).put("/v1/devices/door/disabled"), 404, "no-such-device", 2);
        assertProblem(with(other.token()).put("/v1/users/mum/disabled"), 404, "no-such-user", 7);
        assertProblem(with(mum).put("/v1/users/mum/disabled"), 403, "forbidden", 48001);
        with(operator())
                .queryParam("app", app.appid())
                .put("/v1/users/mum/disabled")
                .then()
                .statusCode(204);
        with(app.token()).get("/v1/users").then().body("items.disabled", containsInAnyOrder(true));
    }

    private PartiesVerdict check(CallInterface via, String openId) {
        var room = new RoomId("wxf830863afde621ebWmpfVoip" + ROOMS.incrementAndGet());
        var device = new Member(new Party.Device(new Sn("door")), "", CameraStatus.ON, Optional.empty());
        var user = new Member(new Party.User(new OpenId(openId)), "Mum", CameraStatus.ON, Optional.empty());
        var question =
                new CheckParties(new AppId(app.appid()), room, "question-1", user, device, via, 2, AppVersion.RELEASE);
        var id = UUID.randomUUID().toString();
        commands.send(CommandToSend.of(Topic.AUTH_COMMANDS, app.appid() + "/door", question, id)
                        .askedBy(new Asker("room", room.value(), id)))
                .join();
        await().atMost(SOON)
                .until(() -> answers.stream().anyMatch(answer -> answer.room().equals(room)));
        return answers.stream()
                .filter(answer -> answer.room().equals(room))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    private static int errCode(PartiesVerdict verdict) {
        assertThat(verdict).isInstanceOf(NotFine.class);
        return ((NotFine) verdict).objection().errCode();
    }

    @Test
    void aRoomThatAsksIsAnsweredOnItsOwnLog() {
        assertThat(errCode(check(CallInterface.INIT_BY_CALLER, "mum"))).isEqualTo(9);
        assertThat(check(CallInterface.CALL_DEVICE, "mum"))
                .isInstanceOfSatisfying(
                        Fine.class, fine -> assertThat(fine.listener().name()).isEqualTo("doorbell"));
        grants("door").then().statusCode(204);
        assertThat(check(CallInterface.INIT_BY_CALLER, "mum"))
                .isInstanceOfSatisfying(
                        Fine.class, fine -> assertThat(fine.listener().name()).isEqualTo("front doordoorbell"));
        say(mum, "mum", "door", "revoked").then().statusCode(204);
        assertThat(errCode(check(CallInterface.INIT_BY_CALLER, "mum"))).isEqualTo(9);
    }

    @Test
    void aRoomIsToldWhichPartyIsWrong() {
        user(app(), "stranger-of-another-app");
        assertThat(errCode(check(CallInterface.CALL_DEVICE, "nobody-at-all"))).isEqualTo(7);
        assertThat(errCode(check(CallInterface.CALL_DEVICE, "stranger-of-another-app")))
                .isEqualTo(19);
        with(app.token()).put("/v1/users/mum/disabled").then().statusCode(204);
        assertThat(errCode(check(CallInterface.CALL_DEVICE, "mum"))).isEqualTo(20);
        with(app.token()).delete("/v1/users/mum/disabled").then().statusCode(204);
        with(app.token()).put("/v1/devices/door/disabled").then().statusCode(204);
        assertThat(errCode(check(CallInterface.CALL_DEVICE, "mum"))).isEqualTo(2);
        with(operator()).put("/v1/apps/" + app.appid() + "/disabled").then().statusCode(204);
        assertThat(errCode(check(CallInterface.CALL_DEVICE, "mum"))).isEqualTo(12);
    }

    @Test
    void theLogIsWell() {
        await().atMost(SOON)
                .untilAsserted(() -> with(operator())
                        .get("/internal/v1/status")
                        .then()
                        .body("log.retrying", empty())
                        .body("log.partitions.size()", equalTo(6)));
    }
}
