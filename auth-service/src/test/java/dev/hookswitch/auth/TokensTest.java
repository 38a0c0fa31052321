package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.assertProblem;
import static dev.hookswitch.auth.Api.credentials;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.name;
import static dev.hookswitch.auth.Api.operator;
import static dev.hookswitch.auth.Api.token;
import static dev.hookswitch.auth.Api.user;
import static dev.hookswitch.auth.Api.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.TokenRefused;
import dev.hookswitch.access.TokenVerifier;
import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Beside.class)
class TokensTest {
    @Inject
    TokenVerifier verifier;

    @Test
    void theOperatorAServiceAndAnAppGetTokensForTheirSecrets() throws TokenRefused {
        var app = app();
        assertThat(verifier.verify(operator()).caller()).isEqualTo(new Caller.Operator());
        assertThat(verifier.verify(token(credentials("service:room", Beside.ROOM_SECRET)))
                        .caller())
                .isEqualTo(new Caller.Service("room"));
        assertThat(verifier.verify(app.token()).caller()).isEqualTo(new Caller.App(new AppId(app.appid())));
    }

    @Test
    void aTokenIsAnsweredWithItsLifeAndIsNotCached() {
        credentials("operator", Beside.OPERATOR_SECRET)
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("tokenType", equalTo("Bearer"))
                .body("expiresInMs", equalTo(600_000));
    }

    @Test
    void anUnknownClientAndAWrongSecretAreAnsweredTheSame() {
        assertProblem(credentials(app().appid(), "wrong"), 401, "client-wrong", 40125);
        assertProblem(credentials(name("nobody"), "wrong"), 401, "client-wrong", 40125);
        assertProblem(credentials("service:nobody", "wrong"), 401, "client-wrong", 40125);
        assertProblem(credentials("not an appid", "wrong"), 401, "client-wrong", 40125);
        assertProblem(credentials("x".repeat(500), "wrong"), 401, "client-wrong", 40125);
        assertProblem(credentials("service:room", Beside.OPERATOR_SECRET), 401, "client-wrong", 40125);
    }

    @Test
    void whatIsMissingIsNamed() {
        var noSecret = json(Map.of("grantType", "clientCredentials", "clientId", "operator"))
                .post("/v1/tokens");
        assertProblem(noSecret, 400, "bad-input", 1004);
        assertThat(noSecret.<String>path("field")).isEqualTo("clientSecret");
        var noType = json(Map.of("grantType", "password")).post("/v1/tokens");
        assertProblem(noType, 400, "bad-input", 1004);
        assertThat(noType.<String>path("field")).isEqualTo("grantType");
    }

    @Test
    void anAppLetsItsUsersInAndNobodyElses() throws TokenRefused {
        var app = app();
        var other = app();
        var openId = name("mum");
        var token = user(app, openId);
        assertThat(verifier.verify(token).caller())
                .isEqualTo(new Caller.User(new AppId(app.appid()), new OpenId(openId)));
        assertProblem(with(other.token()).post("/v1/users/" + openId + "/tokens"), 404, "no-such-user", 7);
        assertProblem(with(token).post("/v1/users/" + openId + "/tokens"), 403, "forbidden", 48001);
        assertProblem(
                with(app.token()).queryParam("app", other.appid()).post("/v1/users/" + openId + "/tokens"),
                403,
                "forbidden",
                48001);
    }

    @Test
    void tokensThatThisPlatformDidNotIssueAreRefused() {
        var app = new Caller.App(new AppId(app().appid()));
        try (var stranger = TestIssuer.start()) {
            assertProblem(with(stranger.token(app)).get("/v1/devices"), 401, "token-unknown-key", 40001);
            assertProblem(with(stranger.forged(app)).get("/v1/devices"), 401, "token-unknown-key", 40001);
            assertProblem(with(stranger.ofOtherAlgorithm(app)).get("/v1/devices"), 401, "token-wrong-algorithm", 40001);
            assertProblem(
                    with(stranger.expired(app, Duration.ofHours(1))).get("/v1/devices"),
                    401,
                    "token-unknown-key",
                    40001);
        }
        assertProblem(given().get("/v1/devices"), 401, "token-missing", 40001);
        var own = operator();
        assertProblem(with(own.substring(0, own.length() - 4) + "AAAA").get("/v1/apps"), 401, "token-forged", 40001);
    }

    @Test
    void aRotationEndsNoTokenAndTheSecondOneEndsTheFirstKeys() {
        var before = operator();
        with(before).post("/v1/signing-keys").then().statusCode(201);
        with(before).get("/v1/apps").then().statusCode(200);
        given().get("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .body("keys", hasSize(2))
                .body("keys[0].crv", equalTo("P-256"))
                .body("keys.d", equalTo(java.util.Arrays.asList(null, null)));
        with(operator()).post("/v1/signing-keys").then().statusCode(201);
        var unseen = operator();
        with(unseen).get("/v1/apps").then().statusCode(200);
        assertProblem(with(unseen).delete("/v1/signing-keys"), 405, "no-such-method", 1002);
    }

    @Test
    void statusIsForThePlatformItself() {
        with(token(credentials("service:room", Beside.ROOM_SECRET)))
                .get("/internal/v1/status")
                .then()
                .statusCode(200)
                .body("log.service", equalTo("auth-service"))
                .body("log.running", equalTo(true))
                .body("signingKeys", equalTo(2));
        assertProblem(with(app().token()).get("/internal/v1/status"), 403, "forbidden", 48001);
        assertProblem(given().get("/internal/v1/status"), 401, "token-missing", 40001);
    }

    @Test
    void healthNeedsNoToken() {
        given().get("/q/health/live").then().statusCode(200);
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("log")));
    }
}
