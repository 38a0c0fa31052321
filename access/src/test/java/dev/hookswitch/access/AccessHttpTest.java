package dev.hookswitch.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.hookswitch.access.testing.AuthEvents;
import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.contracts.auth.AppTokenLine;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.messaging.CreateTopics;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(AccessHttpTest.Beside.class)
class AccessHttpTest {
    private static final AppId APP = new AppId("wx1");
    private static final Caller MUM = new Caller.User(APP, new OpenId("mum"));
    private static final Duration SOON = Duration.ofSeconds(60);
    private static TestIssuer issuer;

    @Inject
    TokenVerifier verifier;

    @Inject
    RevocationFeed feed;

    /** What the service under test needs around it. */
    public static final class Beside implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            issuer = TestIssuer.start();
            CreateTopics.onOneMachine().run(kafka());
            AuthEvents.publish(kafka(), new AuthEvent.UserDisabled(APP, new OpenId("gone")));
            AuthEvents.publish(kafka(), new AuthEvent.UserDisabled(APP, new OpenId("back")));
            AuthEvents.publish(kafka(), new AuthEvent.UserEnabled(APP, new OpenId("back")));
            return Map.of(
                    "KAFKA_BOOTSTRAP_SERVERS",
                    kafka(),
                    "access.auth-url",
                    issuer.url(),
                    "access.service-secret",
                    "any",
                    "HOOKSWITCH_ORIGINS",
                    "https://shop.example,http://127.0.0.1:5173",
                    // On a busy machine Redis takes its time; only its absence may let requests pass.
                    "access.limit-wait",
                    "30s",
                    "quarkus.redis.hosts",
                    TestEngines.redis().url());
        }

        @Override
        public void stop() {
            issuer.close();
        }
    }

    private static String kafka() {
        return TestEngines.kafka().bootstrapServers();
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static void assertProblem(ValidatableResponse response, int status, String slug, int errCode) {
        response.statusCode(status)
                .contentType(equalTo("application/problem+json"))
                .body("type", equalTo("urn:hookswitch:problem:" + slug))
                .body("status", equalTo(status))
                .body("errCode", equalTo(errCode))
                .body("errMsg", notNullValue());
    }

    @Test
    void aResourceKnowsItsCaller() {
        with(issuer.token(MUM)).get("/test/who").then().statusCode(200).body("subject", equalTo("user:mum"));
    }

    @Test
    void noTokenIsToldSo() {
        var response = given().get("/test/who").then();
        assertProblem(response, 401, "token-missing", 40001);
        response.header("WWW-Authenticate", equalTo("Bearer"));
    }

    @Test
    void aBadTokenIsToldWhatIsWrongWithIt() {
        assertProblem(with("nonsense").get("/test/who").then(), 401, "token-malformed", 40001);
        assertProblem(with(issuer.forged(MUM)).get("/test/who").then(), 401, "token-forged", 40001);
        assertProblem(with(issuer.ofOtherAudience(MUM)).get("/test/who").then(), 401, "token-wrong-audience", 40001);
        assertProblem(with(issuer.ofOtherAlgorithm(MUM)).get("/test/who").then(), 401, "token-wrong-algorithm", 40001);
        var expired = with(issuer.expired(MUM, Duration.ofMinutes(1)))
                .get("/test/who")
                .then();
        assertProblem(expired, 401, "token-expired", 40001);
        expired.header("WWW-Authenticate", containsString("invalid_token"));
    }

    @Test
    void whatIsWrongWithADevicesTokenHasTheContractsCode() {
        var door = new Caller.Device(APP, new Sn("door"), new ModelId("m1"));
        assertProblem(with(issuer.forged(door)).get("/test/who").then(), 401, "token-forged", 13);
        assertProblem(
                with(issuer.expired(door, Duration.ofMinutes(1)))
                        .get("/test/who")
                        .then(),
                401,
                "token-expired",
                13);
        assertProblem(with(issuer.ofOtherIssuer(door)).get("/test/who").then(), 401, "token-wrong-issuer", 13);
    }

    @Test
    void anAppsTokenCountsUntilItHasGivenWayToANewerOne() throws TokenRefused {
        var app = new AppId("wx4");
        var before = issuer.app("wx4");
        var longBefore = issuer.app("wx4");
        var newest = issuer.app("wx4");
        replace(app, longBefore, Instant.now().minusMillis(1));
        replace(app, before, Instant.now().plusSeconds(300));

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertProblem(with(longBefore).get("/test/who").then(), 401, "token-replaced", 40001));
        with(before).get("/test/who").then().statusCode(200);
        with(newest).get("/test/who").then().statusCode(200);
    }

    private void replace(AppId app, String token, Instant until) throws TokenRefused {
        var replaced = new AuthEvent.ReplacedToken(verifier.verify(token).tokenId(), until);
        AuthEvents.publish(
                kafka(),
                new AuthEvent.AppTokenRenewed(
                        app, AppTokenLine.TOKEN, "newest", Instant.now().plusSeconds(7200), Optional.of(replaced)));
    }

    @Test
    void anExpiredTokenStillLeaves() {
        with(issuer.expired(MUM, Duration.ofHours(1)))
                .post("/test/leave")
                .then()
                .statusCode(200)
                .body("subject", equalTo("user:mum"));
    }

    @Test
    void anOpenMethodTakesNoTokenAndRefusesABadOne() {
        given().get("/test/open").then().statusCode(200).body("subject", equalTo("nobody"));
        assertProblem(with(issuer.forged(MUM)).get("/test/open").then(), 401, "token-forged", 40001);
    }

    @Test
    void aTokenOfAnotherKindIsForbidden() {
        assertProblem(with(issuer.token(MUM)).get("/test/operator").then(), 403, "forbidden", 48001);
        with(issuer.operator()).get("/test/operator").then().statusCode(200);
        with(issuer.service("room")).get("/test/operator").then().statusCode(200);
    }

    @Test
    void whoWasDisabledBeforeTheStartIsRefusedAndMayOnlyLeave() {
        await().atMost(SOON).until(feed::isReplayed);
        assertProblem(with(issuer.user("wx1", "gone")).get("/test/who").then(), 401, "token-revoked", 40001);
        with(issuer.user("wx1", "gone")).post("/test/leave").then().statusCode(200);
        with(issuer.user("wx1", "back")).get("/test/who").then().statusCode(200);
        with(issuer.user("wx2", "gone")).get("/test/who").then().statusCode(200);
    }

    @Test
    void whoIsDisabledAfterTheStartIsRefusedUntilEnabledAgain() {
        var token = issuer.device("wx3", "door", "m1");
        with(token).get("/test/who").then().statusCode(200);
        AuthEvents.publish(kafka(), new AuthEvent.AppDisabled(new AppId("wx3")));
        await().atMost(SOON)
                .untilAsserted(() -> with(token).get("/test/who").then().statusCode(401));
        AuthEvents.publish(kafka(), new AuthEvent.AppEnabled(new AppId("wx3")));
        await().atMost(SOON)
                .untilAsserted(() -> with(token).get("/test/who").then().statusCode(200));
    }

    @Test
    void whatIsAwayForAWhileIsTheServersFault() {
        for (var reason : List.of("log", "no-connection", "lock", "shutdown")) {
            var response =
                    with(issuer.token(MUM)).get("/test/away?reason=" + reason).then();
            assertProblem(response, 503, "not-now", -1);
            response.header("Retry-After", equalTo("1")).body("detail", not(containsString("secret")));
        }
        assertProblem(with(issuer.token(MUM)).get("/test/away?reason=bug").then(), 500, "unexpected", -1);
    }

    private static ValidatableResponse body(String json) {
        return with(issuer.token(MUM))
                .contentType("application/json")
                .body(json)
                .post("/test/body")
                .then();
    }

    @Test
    void bodiesAreReadAndWrittenAsEverythingOnTheWire() {
        body("{\"app\":\"wx1\",\"count\":1,\"lifeMs\":1500,\"unknown\":{}}")
                .statusCode(200)
                .body("app", equalTo("wx1"))
                .body("lifeMs", equalTo(1500))
                .body("$", not(org.hamcrest.Matchers.hasKey("note")));
    }

    @Test
    void badJsonIsToldTheFieldAndTheRule() {
        assertProblem(body("{\"app\":"), 400, "malformed-json", 1004);
        var missing = body("{\"app\":\"wx1\",\"lifeMs\":1}");
        assertProblem(missing, 400, "bad-input", 1004);
        missing.body("field", equalTo("count"));
        var wrongType = body("{\"app\":\"wx1\",\"count\":\"many\",\"lifeMs\":1}");
        assertProblem(wrongType, 400, "bad-input", 1004);
        wrongType.body("field", equalTo("count")).body("detail", not(containsString("many")));
        var outOfBounds = body("{\"app\":\"w x\",\"count\":1,\"lifeMs\":1}");
        assertProblem(outOfBounds, 400, "bad-input", 1004);
        outOfBounds.body("field", equalTo("app")).body("detail", containsString("[A-Za-z0-9_-]+"));
        var noSuchConstant = body("{\"app\":\"wx1\",\"count\":1,\"lifeMs\":1,\"roomType\":\"hologram\"}");
        assertProblem(noSuchConstant, 400, "bad-input", 1004);
        noSuchConstant.body("field", equalTo("roomType")).body("detail", containsString("voice, video"));
        assertProblem(body("[]"), 400, "bad-input", 1004);
    }

    @Test
    void anEmptyBodyIsAProblem() {
        assertProblem(body(""), 400, "bad-input", 1004);
        assertProblem(body("null"), 400, "bad-input", 1004);
        assertProblem(
                with(issuer.token(MUM))
                        .contentType("application/json")
                        .post("/test/body")
                        .then(),
                400,
                "bad-input",
                1004);
    }

    @Test
    void aBodyMayBeAbsentWhereTheMethodSaysSo() {
        with(issuer.token(MUM))
                .contentType("application/json")
                .post("/test/optional-body")
                .then()
                .statusCode(200)
                .body("present", equalTo(false));
        with(issuer.token(MUM))
                .contentType("application/json")
                .body("{\"app\":\"wx1\",\"count\":1,\"lifeMs\":1}")
                .post("/test/optional-body")
                .then()
                .statusCode(200)
                .body("present", equalTo(true));
    }

    @Test
    void whatIsNotThereIsAProblemToo() {
        assertProblem(with(issuer.token(MUM)).get("/nowhere").then(), 404, "no-such-resource", 1002);
        assertProblem(with(issuer.token(MUM)).get("/test/nowhere").then(), 404, "no-such-resource", 1002);
        assertProblem(with(issuer.token(MUM)).delete("/test/who").then(), 405, "no-such-method", 1002);
        assertProblem(
                with(issuer.token(MUM))
                        .contentType("text/plain")
                        .body("{}")
                        .post("/test/body")
                        .then(),
                415,
                "unsupported-media-type",
                1004);
    }

    @Test
    void anUnexpectedFailureTellsNothing() {
        var response = with(issuer.token(MUM)).get("/test/broken").then();
        assertProblem(response, 500, "unexpected", -1);
        response.body("detail", not(containsString("secret")));
    }

    @Test
    void anOversizedBodyIsRefused() {
        assertProblem(body("{\"app\":\"" + "x".repeat(70_000) + "\"}"), 413, "body-too-large", 1004);
    }

    @Test
    void anOversizedBodyOfUnannouncedLengthIsRefused() throws Exception {
        var body = ("{\"app\":\"" + "x".repeat(70_000) + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + io.restassured.RestAssured.port + "/test/body"))
                .header("Authorization", "Bearer " + issuer.token(MUM))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
            assertThat(response.body()).contains("body-too-large");
        }
    }

    @Test
    void tooManyRequestsAreToldWhenToComeAgain() {
        var token = issuer.user("wx1", "eager");
        for (int i = 0; i < 3; i++) {
            with(token).get("/test/limited").then().statusCode(200);
        }
        var response = with(token).get("/test/limited").then();
        assertProblem(response, 429, "too-often", 45011);
        assertThat(Integer.parseInt(response.extract().header("Retry-After"))).isBetween(1, 60);
        with(issuer.user("wx1", "patient")).get("/test/limited").then().statusCode(200);
    }

    @Test
    void aServiceGetsAndKeepsItsOwnToken() throws TokenRefused {
        var first = with(issuer.operator()).get("/test/own-token").path("token").toString();
        var second =
                with(issuer.operator()).get("/test/own-token").path("token").toString();
        assertThat(verifier.verify(first).caller()).isEqualTo(new Caller.Service("test"));
        assertThat(second).isEqualTo(first);
    }
}
