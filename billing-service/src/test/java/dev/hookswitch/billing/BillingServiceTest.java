package dev.hookswitch.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.testing.AuthEvents;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.billing.BillingCommand.Capture;
import dev.hookswitch.contracts.billing.BillingCommand.Hold;
import dev.hookswitch.contracts.billing.BillingCommand.VoidHold;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service with a real Kafka and PostgreSQL, asked as rooms, apps and the operator ask it. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class BillingServiceTest {
    private static final Sn DOOR = new Sn("door-1");

    private final AppId app = new AppId("wx" + UUID.randomUUID().toString().replace("-", ""));
    private Rooms rooms;

    @BeforeEach
    void listen() {
        rooms = new Rooms();
    }

    @AfterEach
    void stopListening() {
        rooms.close();
    }

    @Test
    void aCallIsHeldCapturedAndShown() {
        charging();
        addTime("t1", 100);
        var room = Rooms.room();

        assertThat(rooms.ask(hold(room)).verdict())
                .isEqualTo(new HoldVerdict.Held(ChargeType.DURATION, Optional.of(Duration.ofSeconds(100))));
        charge(room).statusCode(200).body("stage", equalTo("held")).body("payableMs", equalTo(100_000));
        var settled = rooms.settle(new Capture(app, room.value(), room, Duration.ofMillis(12_345)));

        assertThat(settled.charge().orElseThrow().charged()).isEqualTo(Duration.ofSeconds(13));
        charge(room)
                .statusCode(200)
                .body("stage", equalTo("captured"))
                .body("chargeType", equalTo("duration"))
                .body("chargedMs", equalTo(13_000))
                .body("postings", hasSize(5));
        asApp().get("/v1/billing/balance")
                .then()
                .statusCode(200)
                .body("charging", equalTo(true))
                .body("videoSeconds", equalTo(87))
                .body("voiceSeconds", equalTo(0));
    }

    @Test
    void withoutCreditACallIsRefused() {
        charging();
        var room = Rooms.room();

        assertThat(((HoldVerdict.NotHeld) rooms.ask(hold(room)).verdict())
                        .objection()
                        .errCode())
                .isEqualTo(15);
        charge(room).statusCode(200).body("stage", equalTo("refused")).body("objection.errCode", equalTo(15));
    }

    @Test
    void aRepeatUnderAnotherIdGetsTheFirstAnswer() {
        charging();
        addTime("t1", 100);
        var room = Rooms.room();
        rooms.ask(hold(room));
        addTime("t2", 100);

        assertThat(rooms.ask(hold(room)).verdict())
                .isEqualTo(new HoldVerdict.Held(ChargeType.DURATION, Optional.of(Duration.ofSeconds(100))));
        rooms.settle(new VoidHold(app, room.value(), room));
        assertThat(balances()).containsEntry("talk:video", 200L).containsEntry("held:video", 0L);
    }

    @Test
    void aVoidBeforeItsHoldKeepsItOut() {
        charging();
        addTime("t1", 100);
        var room = Rooms.room();

        assertThat(rooms.settle(new VoidHold(app, room.value(), room)).charge()).isEmpty();
        assertThat(rooms.ask(hold(room)).verdict()).isInstanceOf(HoldVerdict.NotHeld.class);
        assertThat(balances()).containsEntry("talk:video", 100L);
    }

    @Test
    void licencesAreBoughtActivatedAndUsed() {
        charging();
        asOperator()
                .body(Map.of("app", app.value(), "transfer", "l1", "licences", 1))
                .post("/v1/billing/licences")
                .then()
                .statusCode(204);
        var activation = Map.of("sn", DOOR.value(), "transfer", "a1");
        var until = asApp().body(activation)
                .post("/v1/licences")
                .then()
                .statusCode(200)
                .extract()
                .path("validUntil");
        asApp().body(activation).post("/v1/licences").then().statusCode(200).body("validUntil", equalTo(until));
        asApp().get("/v1/licences?sn=door-1").then().statusCode(200).body("validUntil", equalTo(until));

        problem(asApp().body(Map.of("sn", DOOR.value(), "transfer", "a2")).post("/v1/licences"), 409, 9800039);
        assertThat(rooms.ask(hold(Rooms.room())).verdict())
                .isEqualTo(new HoldVerdict.Held(ChargeType.LICENSE, Optional.empty()));
    }

    @Test
    void aTransferIsNotUsedForTwoPurchases() {
        addTime("t1", 100);
        addTime("t1", 100);
        assertThat(balances()).containsEntry("talk:video", 100L);

        problem(asOperator().body(time("t1", 200)).post("/v1/billing/time"), 422, 9800037);
    }

    @Test
    void onlyTheOperatorSells() {
        for (var token : List.of(
                Platform.issuer().app(app.value()),
                Platform.issuer().user(app.value(), "mum"),
                Platform.issuer().device(app.value(), "door-1", "doors"),
                Platform.issuer().service("room"))) {
            problem(as(token).body(time("t1", 1)).post("/v1/billing/time"), 403, 48001);
            problem(as(token).body(Map.of("app", app.value(), "on", false)).put("/v1/billing/charging"), 403, 48001);
        }
        problem(given().contentType(ContentType.JSON).body(time("t1", 1)).post("/v1/billing/time"), 401, 40001);
        var forged = Platform.issuer().forged(new Caller.Operator());
        problem(as(forged).body(time("t1", 1)).post("/v1/billing/time"), 401, 40001);
    }

    @Test
    void anAppSeesOnlyItsOwn() {
        addTime("t1", 100);
        var room = Rooms.room();
        rooms.ask(hold(room));
        var other = as(Platform.issuer().app("wxother"));

        problem(other.get("/v1/charges/" + room), 404, 1);
        other.get("/v1/billing/balance").then().statusCode(200).body("videoSeconds", equalTo(0));
        for (var token : List.of(
                Platform.issuer().user(app.value(), "mum"),
                Platform.issuer().device(app.value(), "door-1", "doors"),
                Platform.issuer().operator())) {
            problem(as(token).get("/v1/charges/" + room), 403, 48001);
            problem(as(token).get("/v1/billing/balance"), 403, 48001);
            problem(as(token).get("/v1/licences?sn=door-1"), 403, 48001);
        }
    }

    @Test
    void whoIsDisabledIsServedNoMore() {
        var token = Platform.issuer().app(app.value());
        as(token).get("/v1/billing/balance").then().statusCode(200);
        AuthEvents.publish(Platform.kafka(), new AuthEvent.AppDisabled(app));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> as(token).get("/v1/billing/balance").then().statusCode(401));
        problem(as(token).body(Map.of("sn", DOOR.value(), "transfer", "a1")).post("/v1/licences"), 401, 40001);
    }

    @Test
    void badInputIsNamed() {
        field(asOperator()
                        .body(Map.of("app", app.value(), "transfer", "t", "roomType", "smell", "seconds", 1))
                        .post("/v1/billing/time"))
                .body("field", equalTo("roomType"));
        problem(asOperator().body(time("t", 0)).post("/v1/billing/time"), 400, 1004);
        problem(asOperator().body(time("not a name", 1)).post("/v1/billing/time"), 400, 1004);
        problem(asOperator().body(time("x".repeat(129), 1)).post("/v1/billing/time"), 400, 1004);
        field(asOperator()
                        .body(Map.of("app", app.value(), "transfer", "t", "roomType", "video", "seconds", "1"))
                        .post("/v1/billing/time"))
                .body("field", equalTo("seconds"));
        field(asOperator().body(Map.of("app", app.value())).put("/v1/billing/charging"))
                .body("field", equalTo("on"));
        problem(asOperator().body("{").put("/v1/billing/charging"), 400, 1004);
        problem(asApp().get("/v1/licences"), 400, 1004);
        problem(asApp().get("/v1/licences?sn=no%20sn"), 400, 1004);
        problem(asApp().get("/v1/licences?sn=unknown"), 404, 24);
        problem(asApp().get("/v1/charges/not-a-room"), 400, 1004);
        problem(asApp().get("/v1/charges/" + Rooms.room()), 404, 1);
        assertThat(balances()).isEmpty();
    }

    /** Many calls of several apps at once, each told twice and its ends in any order; then the books are added up. */
    @Test
    void theBooksBalanceInTheDatabase() throws SQLException {
        charging();
        addTime("t1", 100_000);
        var random = new Random(1);
        var last = Rooms.room();
        for (int i = 0; i < 300; i++) {
            var room = i == 299 ? last : Rooms.room();
            var commands = new ArrayList<BillingCommand>();
            commands.add(hold(room));
            commands.add(
                    random.nextBoolean()
                            ? new Capture(app, room.value(), room, Duration.ofMillis(random.nextInt(60_000)))
                            : new VoidHold(app, room.value(), room));
            commands.add(random.nextInt(commands.size() + 1), commands.get(random.nextInt(2)));
            commands.forEach(command -> rooms.send(command, UUID.randomUUID().toString()));
        }
        rooms.settle(new VoidHold(app, last.value(), last));

        try (var database = Platform.database().dataSource().getConnection()) {
            assertThat(numbers(database, "SELECT sum(balance) FROM account GROUP BY app, unit"))
                    .containsOnly(0L);
            assertThat(numbers(database, """
                            SELECT a.balance - coalesce(sum(p.amount), 0)
                            FROM account a LEFT JOIN posting p ON p.app = a.app AND p.account = a.account
                            GROUP BY a.app, a.account, a.balance
                            """)).containsOnly(0L);
        }
        assertThat(balances()).containsEntry("held:video", 0L);
    }

    @Test
    void linesThatDoNotSumToZeroAreRefusedByTheDatabase() throws SQLException {
        try (var database = Platform.database().dataSource().getConnection()) {
            assertThatThrownBy(() -> execute(database, """
                            INSERT INTO posting (app, transfer, n, at, account, unit, amount)
                            VALUES ('a', 't', 0, now(), 'talk:video', 'video-seconds', -2),
                                   ('a', 't', 1, now(), 'used:video', 'video-seconds', 1)
                            """))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("HS001"));
            assertThatThrownBy(() -> execute(database, """
                            INSERT INTO account (app, account, unit, balance, floor)
                            VALUES ('a', 'talk:video', 'video-seconds', -1, 0)
                            """)).hasMessageContaining("account_not_below_its_floor");
        }
    }

    @Test
    void whatWasBoughtIsListedForTheOperatorPageByPage() {
        asOperator()
                .get("/v1/billing/charging?app=" + app)
                .then()
                .statusCode(200)
                .body("on", equalTo(false));
        charging();
        addTime("t1", 100);
        addTime("t1", 100);
        addTime("t2", 7);
        rooms.ask(hold(Rooms.room()));

        asOperator()
                .get("/v1/billing/charging?app=" + app)
                .then()
                .statusCode(200)
                .body("on", equalTo(true));
        var first = asOperator().get("/v1/billing/purchases?limit=1&app=" + app).then();
        first.statusCode(200)
                .body("items.transfer", equalTo(List.of("t1")))
                .body("items.amount", equalTo(List.of(100)))
                .body("items.unit", equalTo(List.of("video-seconds")));
        String cursor = first.extract().path("cursor");
        asOperator()
                .get("/v1/billing/purchases?limit=1&app=" + app + "&cursor=" + cursor)
                .then()
                .statusCode(200)
                .body("items.transfer", equalTo(List.of("t2")))
                .body("items.amount", equalTo(List.of(7)))
                .body("cursor", equalTo(null));
        problem(asOperator().get("/v1/billing/purchases"), 400, 1004);
        problem(asApp().get("/v1/billing/purchases?app=" + app), 403, 48001);
    }

    @Test
    void theServiceSaysHowItIs() {
        rooms.ask(hold(Rooms.room()));
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("log"));
        given().get("/q/health/live").then().statusCode(200);
        as(Platform.issuer().operator())
                .get("/internal/v1/status")
                .then()
                .statusCode(200)
                .body("service", equalTo("billing"))
                .body("log.partitions", hasSize(6))
                .body("openHolds", greaterThanOrEqualTo(1));
        problem(asApp().get("/internal/v1/status"), 403, 48001);
    }

    private void charging() {
        asOperator()
                .body(Map.of("app", app.value(), "on", true))
                .put("/v1/billing/charging")
                .then()
                .statusCode(204);
    }

    private void addTime(String transfer, long seconds) {
        asOperator()
                .body(time(transfer, seconds))
                .post("/v1/billing/time")
                .then()
                .statusCode(204);
    }

    private Map<String, Object> time(String transfer, long seconds) {
        return Map.of("app", app.value(), "transfer", transfer, "roomType", "video", "seconds", seconds);
    }

    private Hold hold(RoomId room) {
        return new Hold(
                app,
                room.value(),
                room,
                DOOR,
                RoomType.VIDEO,
                CallInterface.CALL_DEVICE,
                2,
                Optional.empty(),
                Optional.empty());
    }

    private ValidatableResponse charge(RoomId room) {
        return asApp().get("/v1/charges/" + room).then();
    }

    private Map<String, Long> balances() {
        List<Map<String, Object>> accounts =
                asApp().get("/v1/billing/balance").then().extract().path("accounts");
        var balances = new HashMap<String, Long>();
        accounts.forEach(account ->
                balances.put((String) account.get("account"), ((Number) account.get("balance")).longValue()));
        return balances;
    }

    private RequestSpecification asApp() {
        return as(Platform.issuer().app(app.value()));
    }

    private static RequestSpecification asOperator() {
        return as(Platform.issuer().operator());
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }

    private static ValidatableResponse problem(Response response, int status, int errCode) {
        return response.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("errCode", equalTo(errCode));
    }

    private static ValidatableResponse field(Response response) {
        return problem(response, 400, 1004);
    }

    private static List<Long> numbers(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement();
                var row = statement.executeQuery(sql)) {
            var numbers = new ArrayList<Long>();
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
            return numbers;
        }
    }

    private static void execute(Connection database, String sql) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute(sql);
        }
    }
}
