package dev.hookswitch.room.call;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.Cursor;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.room.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole service over HTTP, with a real broker, database and Redis; its peers answer on their real topics. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class RoomServiceTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String PHONE = "phone";
    private static final String DOOR_ENDPOINT = "door";
    private static final long FAR = 1_000_000;

    @Inject
    DataSource dataSource;

    /** Every test has parties of its own, so that none waits for another's lines. */
    private String app;

    private String mum;
    private String door;

    @BeforeEach
    void aNewApp() {
        var n = UUID.randomUUID().toString().substring(0, 8);
        app = "wx" + n;
        mum = "mum" + n;
        door = "door" + n;
    }

    private String user(String openId) {
        return Platform.issuer().user(app, openId);
    }

    private String device(String sn) {
        return Platform.issuer().device(app, sn, "doors");
    }

    private static RequestSpecification as(String token, String endpoint) {
        return given().header("Authorization", "Bearer " + token).header("Hookswitch-Endpoint", endpoint);
    }

    private Map<String, Object> callDevice(String sn) {
        var body = new HashMap<String, Object>();
        body.put("via", "callDevice");
        body.put("roomType", "video");
        body.put("listener", Map.of("id", sn, "modelId", "doors"));
        return body;
    }

    private Map<String, Object> callUser(String openId) {
        return Map.of("via", "initByCaller", "roomType", "voice", "listener", Map.of("id", openId), "businessType", 1);
    }

    private Response open(String token, String endpoint, Map<String, Object> body) {
        return as(token, endpoint).contentType(ContentType.JSON).body(body).post("/v1/rooms");
    }

    private String placed(String token, String endpoint, Map<String, Object> body) {
        return open(token, endpoint, body).then().statusCode(201).extract().path("roomId");
    }

    private static Response act(String token, String endpoint, String room, String what) {
        return as(token, endpoint).post("/v1/rooms/" + room + "/" + what);
    }

    private static void done(String token, String endpoint, String room, String what) {
        act(token, endpoint, room, what).then().statusCode(204);
    }

    private ValidatableResponse read(String room) {
        return given().header("Authorization", "Bearer " + Platform.issuer().app(app))
                .get("/v1/rooms/" + room)
                .then();
    }

    private void awaitState(String room, String state) {
        await().atMost(SOON).untilAsserted(() -> read(room).body("state", equalTo(state)));
    }

    private static void assertProblem(Response response, int status, String slug, int errCode) {
        response.then()
                .statusCode(status)
                .contentType(equalTo("application/problem+json"))
                .body("type", equalTo("urn:hookswitch:problem:" + slug))
                .body("errCode", equalTo(errCode))
                .body("errMsg", notNullValue());
    }

    /** Both sides talk. */
    private String talking() {
        var room = placed(user(mum), PHONE, callDevice(door));
        act(user(mum), PHONE, room, "join").then().statusCode(200);
        act(device(door), DOOR_ENDPOINT, room, "answer").then().statusCode(200);
        done(user(mum), PHONE, room, "media-up");
        done(device(door), DOOR_ENDPOINT, room, "media-up");
        read(room).body("state", equalTo("talking"));
        return room;
    }

    @Test
    void aCallFromItsRequestToTheBill() {
        open(user(mum), PHONE, callDevice(door))
                .then()
                .statusCode(201)
                .body("roomId", startsWith(RoomId.PREFIX))
                .body("chargeType", equalTo("duration"))
                .body("serverTime", notNullValue());
        var room = given().header("Authorization", "Bearer " + user(mum))
                .get("/v1/rooms")
                .then()
                .statusCode(200)
                .body("rooms", hasSize(1))
                .body("rooms[0].state", equalTo("ringing"))
                .extract()
                .<String>path("rooms[0].roomId");

        act(user(mum), PHONE, room, "join")
                .then()
                .statusCode(200)
                .body("iceServers[0].urls", hasItem("turn:turn.example:3478"))
                .body("iceServers[0].username", containsString(":" + room + "/user:" + mum))
                .body("iceServers[0].credential", notNullValue());
        act(device(door), DOOR_ENDPOINT, room, "answer").then().statusCode(200).body("roomId", equalTo(room));
        done(user(mum), PHONE, room, "media-up");
        done(device(door), DOOR_ENDPOINT, room, "media-up");
        read(room)
                .body("state", equalTo("talking"))
                .body("watched.caller", equalTo("not"))
                .body("listenerEndpoint", equalTo(DOOR_ENDPOINT));
        done(user(mum), PHONE, room, "hang-up");

        awaitState(room, "settled");
        read(room)
                .body("cause.kind", equalTo("hungUp"))
                .body("cause.by", equalTo("caller"))
                .body("charge.chargeType", equalTo("duration"));
        given().header("Authorization", "Bearer " + Platform.issuer().app(app))
                .get("/v1/rooms/" + room + "/timeline")
                .then()
                .statusCode(200)
                .body("reason", equalTo("hungUp"))
                .body(
                        "entries.type",
                        hasItems(
                                "RoomOpened",
                                "PartiesFound",
                                "CreditHeld",
                                "RoomRang",
                                "RoomJoined",
                                "RoomAnswered",
                                "TalkStarted",
                                "RoomEnded",
                                "RoomSettled"))
                .body("entries[0].sinceOpenedMs", equalTo(0))
                .body("entries[0].traceId", notNullValue());
        given().header("Authorization", "Bearer " + device(door))
                .get("/v1/rooms/" + room + "/timeline")
                .then()
                .statusCode(200)
                .body("entries.type", not(hasItem("RoomOpened")));
    }

    @Test
    void aDeviceCallsAUserWhoIsReminded() {
        var room = placed(device(door), DOOR_ENDPOINT, callUser(mum));
        done(user(mum), PHONE, room, "keep-alive");
        as(user(mum), PHONE)
                .contentType(ContentType.JSON)
                .body(Map.of("stage", "shown"))
                .post("/v1/rooms/" + room + "/receipts")
                .then()
                .statusCode(204);
        done(user(mum), PHONE, room, "reject");

        awaitState(room, "settled");
        read(room).body("cause.kind", equalTo("rejected")).body("talkedMs", equalTo(0));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Platform.peers().pushed())
                        .filteredOn(command -> command.room().value().equals(room))
                        .hasOnlyElementsOfTypes(PushCommand.Remind.class, PushCommand.CancelReminder.class)
                        .hasSize(2));
    }

    @Test
    void aListenerThatNobodyReachesEndsTheRing() {
        var room = placed(device(door), DOOR_ENDPOINT, callUser(mum));

        awaitState(room, "settled");
        read(room).body("cause.kind", equalTo("unreachable"));
    }

    @Test
    void theTimeLimitEndsTheCall() {
        var body = callDevice(door);
        body.put("timeLimit", 1.5);
        var room = placed(user(mum), PHONE, body);
        act(device(door), DOOR_ENDPOINT, room, "answer").then().statusCode(200);
        done(user(mum), PHONE, room, "media-up");
        done(device(door), DOOR_ENDPOINT, room, "media-up");

        awaitState(room, "settled");
        read(room)
                .body("cause.kind", equalTo("timeLimit"))
                .body("talkedMs", equalTo(1500))
                .body("charge.chargedMs", equalTo(2000));
    }

    @Test
    void aPushTokenIsCheckedFirst() {
        var body = callDevice(door);
        body.put("via", "callWMPF");
        body.put("pushToken", "secret-token");
        var room = placed(user(mum), PHONE, body);

        assertThat(Platform.peers().pushed())
                .filteredOn(command -> command.room().value().equals(room))
                .singleElement()
                .isInstanceOf(PushCommand.CheckPushToken.class)
                .extracting(Wire::text)
                .asString()
                .doesNotContain("secret-token");
    }

    @Test
    void whoMayNotCallIsToldWhy() {
        assertProblem(open(user(mum), PHONE, callDevice("refused-" + door)), 403, "not-granted", 9);
        assertProblem(open(user(mum), PHONE, callDevice("poor-" + door)), 402, "in-arrears", 15);
        assertProblem(open(user(mum), PHONE, callDevice("timed-" + door)), 422, "charge-type", 22);
        assertProblem(open(user(mum), PHONE, callDevice("lapsed-" + door)), 402, "licence-expired", 23);
        assertProblem(open(user(mum), PHONE, callDevice("bare-" + door)), 402, "no-licence", 24);

        // The refused calls are over: the line is free.
        placed(user(mum), PHONE, callDevice(door));
    }

    @Test
    void aSilentPeerIsNotWaitedForLongerThanTheChecks() {
        var response = open(user(mum), PHONE, callDevice("silent-" + door));

        assertProblem(response, 503, "checks-timed-out", 5);
        response.then().body("detail", containsString("no answer about parties"));
    }

    @Test
    void aBusyListenerIsAnOutcomeAndTheCallersOwnCallARefusal() {
        var first = talking();
        assertProblem(open(user(mum), PHONE, callDevice("other-" + door)), 409, "caller-in-call", 1005);

        var second = placed(user("dad-" + mum), PHONE, callDevice(door));
        awaitState(second, "settled");
        read(second).body("cause.kind", equalTo("busy"));
        given().header("Authorization", "Bearer " + device(door))
                .get("/v1/rooms/" + second)
                .then()
                .statusCode(404);
        read(first).body("state", equalTo("talking"));
        done(user(mum), PHONE, first, "hang-up");
    }

    @Test
    void theSameKeyIsTheSameRoomForEver() {
        var first = as(user(mum), PHONE)
                .header("Idempotency-Key", "k")
                .contentType(ContentType.JSON)
                .body(callDevice(door));
        var room = first.post("/v1/rooms").then().statusCode(201).extract().<String>path("roomId");
        done(user(mum), PHONE, room, "cancel");

        as(user(mum), PHONE)
                .header("Idempotency-Key", "k")
                .contentType(ContentType.JSON)
                .body(callDevice(door))
                .post("/v1/rooms")
                .then()
                .statusCode(201)
                .body("roomId", equalTo(room));
        assertProblem(
                as(user(mum), PHONE)
                        .header("Idempotency-Key", "k")
                        .contentType(ContentType.JSON)
                        .body(callDevice("other"))
                        .post("/v1/rooms"),
                422,
                "other-content",
                1004);
        assertThat(RoomIds.of(new AppId(app), "user:" + mum, "k").value()).isEqualTo(room);
    }

    @Test
    void aDoubleClickPlacesOneCall() {
        var twice = Stream.generate(() -> CompletableFuture.supplyAsync(() -> as(user(mum), PHONE)
                        .header("Idempotency-Key", "double")
                        .contentType(ContentType.JSON)
                        .body(callDevice(door))
                        .post("/v1/rooms")))
                .limit(2)
                .toList();

        var rooms = twice.stream()
                .map(CompletableFuture::join)
                .map(response -> response.then().statusCode(201).extract().<String>path("roomId"))
                .distinct()
                .toList();
        assertThat(rooms).hasSize(1);
    }

    @Test
    void aCallCanBeCancelledWhileItIsChecked() {
        var silent = "silent-" + door;
        var room = RoomIds.of(new AppId(app), "user:" + mum, "c").value();
        var opening = CompletableFuture.supplyAsync(() -> as(user(mum), PHONE)
                .header("Idempotency-Key", "c")
                .contentType(ContentType.JSON)
                .body(callDevice(silent))
                .post("/v1/rooms"));
        awaitState(room, "checking");
        done(user(mum), PHONE, room, "cancel");

        assertProblem(opening.join(), 409, "cancelled", 1008);
        awaitState(room, "settled");
    }

    @Test
    void theSecondOfTwoPhonesComesTooLate() {
        var room = placed(device(door), DOOR_ENDPOINT, callUser(mum));
        act(user(mum), PHONE, room, "answer").then().statusCode(200);

        assertProblem(act(user(mum), "tablet", room, "answer"), 409, "answered-elsewhere", 1008);
        act(user(mum), PHONE, room, "answer").then().statusCode(200);
        done(device(door), DOOR_ENDPOINT, room, "cancel");
        assertProblem(act(user(mum), PHONE, room, "join"), 409, "call-over", 1008);
        done(user(mum), PHONE, room, "hang-up");
    }

    @Test
    void toOthersThereIsNoSuchRoom() {
        var room = talking();
        var others = Map.of(
                Platform.issuer().user(app, "eve"), "another user",
                Platform.issuer().device(app, "spy", "doors"), "another device",
                Platform.issuer().user("wxother", mum), "a user of another app with the same openId",
                Platform.issuer().device("wxother", door, "doors"), "a device of another app with the same sn",
                Platform.issuer().app("wxother"), "another app");

        others.forEach((token, who) -> {
            for (var what : List.of("join", "answer", "media-up", "reject", "cancel", "hang-up", "keep-alive")) {
                var response = act(token, PHONE, room, what);
                assertThat(response.statusCode()).as(who + " " + what).isEqualTo(404);
            }
            for (var path : List.of("", "/timeline")) {
                var response =
                        given().header("Authorization", "Bearer " + token).get("/v1/rooms/" + room + path);
                assertThat(response.statusCode()).as(who + " reads " + path).isEqualTo(404);
            }
            given().header("Authorization", "Bearer " + token)
                    .get("/v1/rooms")
                    .then()
                    .statusCode(200)
                    .body("rooms", hasSize(0));
        });
        act(Platform.issuer().app("wxother"), PHONE, room, "end").then().statusCode(404);
        read(room).body("state", equalTo("talking"));
        done(user(mum), PHONE, room, "hang-up");
    }

    @Test
    void anExpiredTokenStillLeavesACallAndDoesNothingElse() {
        var room = talking();
        var caller = new Caller.User(new AppId(app), new OpenId(mum));
        var expired = Platform.issuer().expired(caller, Duration.ofHours(1));

        act(expired, PHONE, room, "keep-alive").then().statusCode(401);
        act(Platform.issuer().expired(caller, Duration.ofHours(13)), PHONE, room, "hang-up")
                .then()
                .statusCode(401);
        act(Platform.issuer().forged(caller), PHONE, room, "hang-up").then().statusCode(401);
        as(expired, PHONE)
                .contentType(ContentType.JSON)
                .body(Map.of("origin", "asleep"))
                .post("/v1/rooms/" + room + "/hang-up")
                .then()
                .statusCode(400);
        as(expired, PHONE)
                .contentType(ContentType.JSON)
                .body(Map.of("origin", "unloadCallPage"))
                .post("/v1/rooms/" + room + "/hang-up")
                .then()
                .statusCode(204);
        read(room).body("cause.origin", equalTo("unloadCallPage"));
        read(room).body("cause.kind", equalTo("hungUp"));
    }

    @Test
    void theServerAndTheOperatorEndCalls() {
        var room = talking();
        act(user(mum), PHONE, room, "end").then().statusCode(403);
        done(Platform.issuer().app(app), PHONE, room, "end");
        read(room).body("cause.kind", equalTo("endedByServer"));

        var next = talking();
        done(Platform.issuer().operator(), PHONE, next, "end");
        read(next).body("cause.kind", equalTo("endedByOperator"));
    }

    @Test
    void aRevokedRightEndsTheCallThatNeedsIt() {
        var room = talking();
        Platform.peers().publish(new AuthEvent.GrantRevoked(new AppId(app), new OpenId("dad"), new Sn(door), false));
        Platform.peers().publish(new AuthEvent.GrantRevoked(new AppId(app), new OpenId(mum), new Sn(door), false));

        awaitState(room, "settled");
        read(room).body("cause.kind", equalTo("revoked"));
    }

    @Test
    void aDisabledUserLosesTheCallAndTheToken() {
        var room = talking();
        Platform.peers().publish(new AuthEvent.UserDisabled(new AppId(app), new OpenId(mum)));

        awaitState(room, "settled");
        read(room).body("cause.kind", equalTo("revoked"));
        await().atMost(SOON)
                .untilAsserted(
                        () -> open(user(mum), PHONE, callDevice(door)).then().statusCode(401));
    }

    @Test
    void theMoneyIsAskedForUntilItIsConfirmed() {
        var room = talking();
        Platform.peers().forgetOneSettlement(app);
        done(user(mum), PHONE, room, "hang-up");

        awaitState(room, "settled");
        given().header("Authorization", "Bearer " + Platform.issuer().operator())
                .get("/v1/rooms/" + room + "/timeline")
                .then()
                .body("entries.type", hasItem("SettlementAskedAgain"));
    }

    @Test
    void aReturningSocketLearnsWhatItMissed() {
        var room = talking();
        var ask = Map.of(
                "subjects",
                List.of(
                        Map.of("app", app, "subject", "user:" + mum, "rooms", Map.of(room, 4)),
                        Map.of("app", app, "subject", "device:" + door, "rooms", Map.of()),
                        Map.of("app", app, "subject", "user:eve", "rooms", Map.of(room, 0))));

        given().header("Authorization", "Bearer " + Platform.issuer().service("gateway"))
                .contentType(ContentType.JSON)
                .body(ask)
                .post("/internal/v1/resume")
                .then()
                .statusCode(200)
                .body("subjects", hasSize(3))
                .body("subjects[0].live", equalTo(room))
                .body("subjects[0].events[0].seq", equalTo(5))
                .body("subjects[1].live", equalTo(room))
                .body("subjects[1].events[0].type", equalTo("RoomRang"))
                .body("subjects[1].events.type", hasItem("TalkStarted"))
                .body("subjects[1].events[0].parties", equalTo(List.of("user:" + mum, "device:" + door)))
                .body("subjects[2].live", equalTo(null))
                .body("subjects[2].events", hasSize(0));
        given().header("Authorization", "Bearer " + user(mum))
                .contentType(ContentType.JSON)
                .body(ask)
                .post("/internal/v1/resume")
                .then()
                .statusCode(403);
        done(user(mum), PHONE, room, "hang-up");
    }

    @Test
    void aServerReadsTheEventsOfItsAppPageByPage() {
        var room = talking();
        done(user(mum), PHONE, room, "hang-up");
        awaitState(room, "settled");

        var page = given().header("Authorization", "Bearer " + Platform.issuer().app(app))
                .get("/v1/events")
                .then()
                .statusCode(200)
                .body("events.type", hasItems("RoomOpened", "RoomSettled"))
                .body("events.subject", hasItem(room));
        given().header("Authorization", "Bearer " + Platform.issuer().app(app))
                .queryParam("after", page.extract().<String>path("cursor"))
                .get("/v1/events")
                .then()
                .statusCode(200)
                .body("events", hasSize(0));
        assertProblem(
                given().header("Authorization", "Bearer " + Platform.issuer().app(app))
                        .queryParam("after", "nonsense")
                        .get("/v1/events"),
                400,
                "bad-input",
                1004);
    }

    @Test
    void aCursorOutlivesTheLogItIsOf() throws SQLException {
        var heard = settledCall();
        var cursor = eventsAfter(null).cursor();
        var stored = settledCall();
        // As if Kafka had lost its data now: an earlier log, of which the database has all, and a new one that begins
        // low.
        var earlier = UUID.randomUUID();
        move(earlier, heard, stored);
        var fresh = settledCall();

        var page = eventsAfter(edited(cursor, earlier));

        assertThat(page.rooms()).containsExactly(stored, fresh);
        assertThat(eventsAfter(page.cursor()).rooms()).isEmpty();
    }

    @Test
    void aCursorBeyondTheEndOfACutLogStartsOver() throws SQLException {
        var heard = settledCall();
        var cursor = eventsAfter(null).cursor();

        assertThat(eventsAfter(edited(cursor, log())).rooms()).containsExactly(heard);
    }

    private String settledCall() {
        var room = placed(user(mum), PHONE, callDevice(door));
        done(user(mum), PHONE, room, "cancel");
        awaitState(room, "settled");
        return room;
    }

    /** All pages after a cursor: whose events they have, in order. */
    private record Events(List<String> rooms, String cursor) {}

    private Events eventsAfter(@Nullable String cursor) {
        var rooms = new LinkedHashSet<String>();
        var next = cursor;
        boolean more;
        do {
            var request = given().header(
                            "Authorization", "Bearer " + Platform.issuer().app(app));
            var page = (next == null ? request : request.queryParam("after", next))
                    .get("/v1/events")
                    .then()
                    .statusCode(200)
                    .extract();
            rooms.addAll(page.<List<String>>path("events.subject"));
            next = page.path("cursor");
            more = page.path("more");
        } while (more);
        return new Events(List.copyOf(rooms), next);
    }

    private UUID log() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT DISTINCT topic_id FROM progress");
                var row = statement.executeQuery()) {
            assertThat(row.next()).isTrue();
            return row.getObject(1, UUID.class);
        }
    }

    /** Makes the events of these rooms another log's, far on. */
    private void move(UUID log, String... rooms) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "UPDATE event SET topic_id = ?, \"offset\" = \"offset\" + ? WHERE aggregate = ANY (?)")) {
            statement.setObject(1, log);
            statement.setLong(2, FAR);
            statement.setArray(3, connection.createArrayOf("text", rooms));
            statement.executeUpdate();
        }
    }

    /** The cursor, as far on and of that log. */
    private String edited(String cursor, UUID log) throws SQLException {
        var text = Cursor.parse(cursor, 1).parts().getFirst().replace(log().toString(), log.toString());
        return Cursor.of(Pattern.compile(":(\\d+)")
                        .matcher(text)
                        .replaceAll(place -> ":" + (Long.parseLong(place.group(1)) + FAR)))
                .text();
    }

    @Test
    void aListHasPages() {
        for (int i = 0; i < 3; i++) {
            var room = placed(user(mum), PHONE, callDevice(door));
            done(user(mum), PHONE, room, "cancel");
        }
        var asApp = Platform.issuer().app(app);
        var first = given().header("Authorization", "Bearer " + asApp)
                .queryParam("device", door)
                .queryParam("limit", 2)
                .get("/v1/rooms")
                .then()
                .statusCode(200)
                .body("rooms", hasSize(2));
        given().header("Authorization", "Bearer " + asApp)
                .queryParam("limit", 2)
                .queryParam("cursor", first.extract().<String>path("cursor"))
                .get("/v1/rooms")
                .then()
                .statusCode(200)
                .body("rooms", hasSize(1))
                .body("cursor", equalTo(null));
        for (var bad : Map.of("limit", "0", "state", "asleep", "from", "yesterday", "cursor", "x")
                .entrySet()) {
            given().header("Authorization", "Bearer " + asApp)
                    .queryParam(bad.getKey(), bad.getValue())
                    .get("/v1/rooms")
                    .then()
                    .statusCode(400)
                    .body("field", equalTo(bad.getKey()));
        }
    }

    @Test
    void aListIsByDeviceUserStateAndTime() {
        var dad = "dad-" + mum;
        var tablet = "tablet-" + door;
        var first = placed(user(mum), PHONE, callDevice(door));
        done(user(mum), PHONE, first, "cancel");
        awaitState(first, "settled");
        var second = placed(device(tablet), DOOR_ENDPOINT, callUser(dad));
        awaitState(second, "settled");
        var third = placed(user(mum), PHONE, callDevice(tablet));
        var opened = read(second).extract().<String>path("openedAt");

        assertThat(listed("user", mum)).containsExactly(third, first);
        assertThat(listed("user", dad)).containsExactly(second);
        assertThat(listed("user", "nobody")).isEmpty();
        assertThat(listed("device", door)).containsExactly(first);
        assertThat(listed("device", tablet)).containsExactly(third, second);
        assertThat(listed("device", tablet, "user", mum)).containsExactly(third);
        assertThat(listed("state", "ringing")).containsExactly(third);
        assertThat(listed("state", "settled")).containsExactly(second, first);
        assertThat(listed("state", "talking")).isEmpty();
        assertThat(listed("from", opened)).containsExactly(third, second);
        assertThat(listed("to", opened)).containsExactly(first);
        assertThat(listed("from", opened, "state", "settled")).containsExactly(second);
        done(user(mum), PHONE, third, "cancel");
    }

    /** The ids of the app's rooms that fit these parameters, newest first. */
    private List<String> listed(String parameter, String value, Object... more) {
        return given().header("Authorization", "Bearer " + Platform.issuer().app(app))
                .queryParams(parameter, value, more)
                .get("/v1/rooms")
                .then()
                .statusCode(200)
                .extract()
                .path("rooms.roomId");
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of("via", "teleport", "via"),
                Arguments.of("roomType", "hologram", "roomType"),
                Arguments.of("roomType", 3, "roomType"),
                Arguments.of("listener", Map.of(), "listener.id"),
                Arguments.of("listener", Map.of("id", "a b"), "listener.id"),
                Arguments.of("listener", Map.of("id", "door"), "listener.modelId"),
                Arguments.of("timeLimit", 0, "timeLimit"),
                Arguments.of("timeLimit", -5, "timeLimit"),
                Arguments.of("timeLimit", "sixty", "timeLimit"),
                Arguments.of("timeLimit", 1e9, "timeLimit"),
                Arguments.of("ringTimeMs", 100, "ringTimeMs"),
                Arguments.of("businessType", 3, "businessType"),
                Arguments.of("appVersion", "alpha", "appVersion"),
                Arguments.of("payload", "x".repeat(5000), "payload"),
                Arguments.of("encodeVideoFixedLength", 333, "encodeVideoFixedLength"),
                Arguments.of("encodeVideoRotation", 3, "encodeVideoRotation"),
                Arguments.of("encodeVideoRatio", -1, "encodeVideoRatio"),
                Arguments.of("encodeVideoMaxFPS", 7, "encodeVideoMaxFPS"));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @MethodSource("badRequests")
    void badInputIsNamedAndNothingComesOfIt(String field, Object value, String named) {
        var body = callDevice(door);
        body.put(field, value);

        open(user(mum), PHONE, body).then().statusCode(400).body("field", equalTo(named));
        given().header("Authorization", "Bearer " + Platform.issuer().app(app))
                .get("/v1/rooms")
                .then()
                .body("rooms", hasSize(0));
    }

    @Test
    void aChargeTypeThatIsNoneHasACodeOfItsOwn() {
        var body = callDevice(door);
        body.put("chargeType", "free");

        var refused = open(user(mum), PHONE, body);

        assertProblem(refused, 400, "bad-charge-type", 22);
        refused.then().body("field", equalTo("chargeType"));
    }

    @Test
    void anInstallationMustSayItsName() {
        given().header("Authorization", "Bearer " + user(mum))
                .contentType(ContentType.JSON)
                .body(callDevice(door))
                .post("/v1/rooms")
                .then()
                .statusCode(400)
                .body("field", equalTo("Hookswitch-Endpoint"));
        assertProblem(act(user(mum), PHONE, "nonsense", "join"), 404, "no-such-room", 1);
        assertProblem(act(user(mum), PHONE, RoomId.PREFIX + "1", "join"), 404, "no-such-room", 1);
    }

    @Test
    void aSubjectOpensOnlySoManyRoomsAMinute() {
        for (int i = 0; i < 20; i++) {
            open(user(mum), PHONE, callDevice("refused-" + door)).then().statusCode(403);
        }
        open(user(mum), PHONE, callDevice(door)).then().statusCode(429).header("Retry-After", notNullValue());
    }

    @Test
    void aVerdictCanBeReadLaterByThoseItConcerns() throws SQLException {
        var room = placed(device(door), DOOR_ENDPOINT, callUser(mum));
        act(user(mum), PHONE, room, "answer").then().statusCode(200);
        assertProblem(act(user(mum), "tablet", room, "answer"), 409, "answered-elsewhere", 1008);
        done(user(mum), PHONE, room, "hang-up");

        var placing = commandOf(room, "accepted", "CallPlaced");
        var tooLate = commandOf(room, "refused", "AnsweredElsewhere");
        for (var reader : List.of(user(mum), device(door), Platform.issuer().app(app))) {
            verdict(reader, placing)
                    .statusCode(200)
                    .body("command", equalTo(placing))
                    .body("accepted", equalTo(true))
                    .body("type", equalTo("CallPlaced"))
                    .body("value.room", equalTo(room))
                    .body("at", notNullValue());
            verdict(reader, tooLate)
                    .statusCode(200)
                    .body("accepted", equalTo(false))
                    .body("type", equalTo("AnsweredElsewhere"));
        }
        for (var stranger : List.of(
                user("eve"), Platform.issuer().app("wxother"), Platform.issuer().user("wxother", mum))) {
            verdict(stranger, placing).statusCode(404).body("type", equalTo("urn:hookswitch:problem:no-such-command"));
        }
        verdict(user(mum), room + ".unknown").statusCode(404);
        verdict(user(mum), "nonsense").statusCode(404);
    }

    private static ValidatableResponse verdict(String token, String command) {
        return given().header("Authorization", "Bearer " + token)
                .get("/v1/commands/" + command)
                .then();
    }

    /** A client knows the id of its command from the problem that told it of a missing answer. */
    private String commandOf(String room, String verdict, String type) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "SELECT command_id FROM outcome WHERE command_id LIKE ? AND verdict = ? AND type = ?")) {
            statement.setString(1, room + ".%");
            statement.setString(2, verdict);
            statement.setString(3, type);
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            }
        }
    }

    @Test
    void aStateThatAnotherVersionWroteIsFoldedFromTheEvents() throws SQLException {
        var room = talking();
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("UPDATE room SET shape = 0, state = '{}' WHERE id = ?")) {
            statement.setString(1, room);
            statement.executeUpdate();
        }

        read(room).body("state", equalTo("talking"));
        done(user(mum), PHONE, room, "hang-up");
        awaitState(room, "settled");
    }

    @Test
    void theServiceSaysHowItIs() {
        await().atMost(SOON)
                .untilAsserted(() ->
                        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("log")));
        given().header("Authorization", "Bearer " + Platform.issuer().operator())
                .get("/internal/v1/status")
                .then()
                .statusCode(200)
                .body("service", equalTo("room"))
                .body("log.partitions", not(hasSize(0)));
        given().header("Authorization", "Bearer " + user(mum))
                .get("/internal/v1/status")
                .then()
                .statusCode(403);
    }
}
