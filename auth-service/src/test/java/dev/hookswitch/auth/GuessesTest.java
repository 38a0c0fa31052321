package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.assertProblem;
import static dev.hookswitch.auth.Api.device;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.model;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.hookswitch.auth.Api.TestApp;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** Who guesses is slowed down; who knows is not locked out. */
@QuarkusTest
@QuarkusTestResource(Beside.class)
class GuessesTest {
    private static final AtomicInteger SOURCES = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int LONG_S = 4;

    @Inject
    RedisDataSource redis;

    /** An address that no other test guesses from. */
    private static String source() {
        int n = SOURCES.incrementAndGet();
        return "198.18.%d.%d".formatted(n / 250, n % 250);
    }

    private static Response token(String source, TestApp app, String secret) {
        return json(Map.of("grantType", "clientCredentials", "clientId", app.appid(), "clientSecret", secret))
                .header("X-Forwarded-For", source)
                .post("/v1/tokens");
    }

    private static void guess(String source, TestApp app, int times) {
        for (int i = 0; i < times; i++) {
            assertProblem(token(source, app, "guess" + i), 401, "client-wrong", 40125);
        }
    }

    /** Goes on with wrong attempts until the next one has to wait so long that a busy machine does not outwait it. */
    private static Response slowedDown(Supplier<Response> wrongAttempt) {
        var told = new AtomicReference<Response>();
        await().atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    var response = wrongAttempt.get();
                    told.set(response);
                    return response.statusCode() == 429 && waitOf(response) >= LONG_S;
                });
        return told.get();
    }

    private static int waitOf(Response response) {
        return Integer.parseInt(response.header("Retry-After"));
    }

    private static void awaitRight(String source, TestApp app) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(token(source, app, app.secret()).statusCode())
                        .isEqualTo(200));
    }

    @Test
    void whoGuessesIsToldToWaitAndThenHeardAgain() {
        var app = app();
        var source = source();
        guess(source, app, 6);
        assertProblem(slowedDown(() -> token(source, app, "guess")), 429, "too-many-wrong", 45011);
        assertProblem(token(source, app, app.secret()), 429, "too-many-wrong", 45011);
        awaitRight(source, app);
        guess(source, app, 5);
        assertThat(token(source, app, app.secret()).statusCode()).isEqualTo(200);
    }

    @Test
    void othersAreNotSlowedDownByWhoGuesses() {
        var guessed = app();
        var other = app();
        var source = source();
        slowedDown(() -> token(source, guessed, "guess"));
        assertThat(token(source, other, other.secret()).statusCode()).isEqualTo(200);
        assertThat(token(source(), guessed, guessed.secret()).statusCode()).isEqualTo(200);
    }

    /** What an attacker can do to a right holder at most, from as many places as it likes. */
    @Test
    void aServerThatIsKnownAtItsAddressIsNotLockedOutByTheWorld() {
        var app = app();
        var home = source();
        var moved = source();
        assertThat(token(home, app, app.secret()).statusCode()).isEqualTo(200);
        for (int i = 0; i < 20; i++) {
            guess(source(), app, 5);
        }
        slowedDown(() -> token(source(), app, "guess"));

        var fromElsewhere = token(moved, app, app.secret());
        assertProblem(fromElsewhere, 429, "too-many-wrong", 45011);
        assertThat(waitOf(fromElsewhere)).isBetween(1, 5);
        assertThat(token(home, app, app.secret()).statusCode()).isEqualTo(200);
        awaitRight(moved, app);
    }

    @Test
    void whoTriesManyAppsFromOneAddressIsSlowedDownToo() {
        var app = app();
        var source = source();
        var n = new AtomicInteger();
        slowedDown(() -> token(source, new TestApp("wxnobody" + n.incrementAndGet(), "", ""), "guess"));
        assertThat(n.get()).isGreaterThan(50);
        assertProblem(token(source, app, app.secret()), 429, "too-many-wrong", 45011);
        awaitRight(source, app);
    }

    @Test
    void theDoorsSayItInTheirWay() {
        var app = app();
        var source = source();
        slowedDown(() -> token(source, app, "guess"));
        given().header("X-Forwarded-For", source)
                .get("/cgi-bin/token?grant_type=client_credential&appid=" + app.appid() + "&secret=" + app.secret())
                .then()
                .statusCode(200)
                .header("Retry-After", notNullValue())
                .body("errcode", equalTo(45011));
    }

    @Test
    void codesThatNobodyWasGivenAreGuessesToo() {
        var app = app();
        var source = source();
        slowedDown(() -> json(Map.of("grantType", "loginCode", "appid", app.appid(), "code", "guess"))
                .header("X-Forwarded-For", source)
                .post("/v1/tokens"));
        // The developer's server passes on what its phones say, and is not made to wait for them.
        for (int i = 0; i < 10; i++) {
            given().header("X-Forwarded-For", source)
                    .queryParam("appid", app.appid())
                    .queryParam("secret", app.secret())
                    .queryParam("js_code", "guess" + i)
                    .queryParam("grant_type", "authorization_code")
                    .get("/sns/jscode2session")
                    .then()
                    .body("errcode", equalTo(40029));
        }
    }

    @Test
    void theOperatorsSecretIsNotGuessedInARow() {
        var source = source();
        var operator = new TestApp("operator", Beside.OPERATOR_SECRET, "");
        guess(source, operator, 5);
        slowedDown(() -> token(source, operator, "guess"));
        assertProblem(token(source, operator, operator.secret()), 429, "too-many-wrong", 45011);
        assertThat(token(source(), operator, operator.secret()).statusCode()).isEqualTo(200);
        awaitRight(source, operator);
    }

    @Test
    void aServicesSecretIsNotGuessedInARow() {
        var source = source();
        var room = new TestApp("service:room", Beside.ROOM_SECRET, "");
        guess(source, room, 5);
        slowedDown(() -> token(source, room, "guess"));
        assertProblem(token(source, room, room.secret()), 429, "too-many-wrong", 45011);
        assertThat(token(source(), room, room.secret()).statusCode()).isEqualTo(200);
        awaitRight(source, room);
    }

    @Test
    void snTicketsThatNobodyWasGivenAreGuessesToo() throws JoseException {
        var app = app();
        model(app, "m1", "linux");
        var key = EcJwkGenerator.generateJwk(EllipticCurves.P256).toParams(OutputControlLevel.PUBLIC_ONLY);
        device(app, "BELL-1", "m1");
        device(app, "BELL-2", "m1");
        var source = source();
        for (int i = 0; i < 5; i++) {
            assertProblem(register(source, app, "BELL-1", "guess" + i, key), 401, "sn-ticket-unknown", 9800011);
        }
        assertProblem(slowedDown(() -> register(source, app, "BELL-1", "guess", key)), 429, "too-many-wrong", 45011);
        var ticket = ticket(app, "BELL-1");
        assertProblem(register(source, app, "BELL-1", ticket, key), 429, "too-many-wrong", 45011);
        // A factory registers many devices from one address.
        assertThat(register(source, app, "BELL-2", ticket(app, "BELL-2"), key).statusCode())
                .isEqualTo(201);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                register(source, app, "BELL-1", ticket, key).statusCode())
                        .isEqualTo(201));
    }

    private static String ticket(TestApp app, String sn) {
        return json(app.token(), Map.of("sn", sn, "modelId", "m1"))
                .post("/v1/sn-tickets")
                .path("snTicket");
    }

    private static Response register(String source, TestApp app, String sn, String ticket, Map<String, Object> key) {
        return json(Map.of("appid", app.appid(), "sn", sn, "modelId", "m1", "snTicket", ticket, "publicKey", key))
                .header("X-Forwarded-For", source)
                .post("/v1/devices/registrations");
    }

    @Test
    void aRedisThatDoesNotAnswerHelpsNobodyGuess() {
        var app = app();
        var source = source();
        redis.execute("CLIENT", "PAUSE", "15000");
        slowedDown(() -> token(source, app, "guess"));
        assertProblem(token(source, app, app.secret()), 429, "too-many-wrong", 45011);
        awaitRight(source, app);
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> redis.execute("PING").toString().equals("PONG"));
    }
}
