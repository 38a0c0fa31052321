package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.assertProblem;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.name;
import static dev.hookswitch.auth.Api.token;
import static dev.hookswitch.auth.Api.user;
import static dev.hookswitch.auth.Api.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.TokenRefused;
import dev.hookswitch.access.TokenVerifier;
import dev.hookswitch.auth.Api.TestApp;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person becomes a user by a code that the developer's server asked for, once and soon. */
@QuarkusTest
@QuarkusTestResource(Beside.class)
class LoginCodesTest {
    @Inject
    TokenVerifier verifier;

    private TestApp app;
    private String openId;
    private String phone;

    @BeforeEach
    void anAppWithAUser() {
        app = app();
        openId = name("mum");
        phone = user(app, openId);
    }

    @AfterEach
    void now() {
        TestClock.reset();
    }

    private String codeByServer() {
        return code(with(app.token()).post("/v1/users/" + openId + "/login-codes"));
    }

    private String codeByPhone() {
        return code(with(phone).post("/v1/login-codes"));
    }

    private static String code(Response response) {
        return response.then()
                .statusCode(201)
                .header("Cache-Control", equalTo("no-store"))
                .body("code", matchesPattern("[A-Za-z0-9]{32}"))
                .body("expiresInMs", equalTo(300_000))
                .extract()
                .path("code");
    }

    private static Response letIn(TestApp app, String code) {
        return json(Map.of("grantType", "loginCode", "appid", app.appid(), "code", code))
                .post("/v1/tokens");
    }

    private static Response session(TestApp app, String code) {
        return given().queryParam("appid", app.appid())
                .queryParam("secret", app.secret())
                .queryParam("js_code", code)
                .queryParam("grant_type", "authorization_code")
                .get("/sns/jscode2session");
    }

    private static void assertRefused(Response response, String slug, String sentence) {
        assertProblem(response, 401, slug, 40029);
        assertThat(response.<String>path("errMsg")).contains(sentence);
    }

    private static void assertDoorRefuses(Response response, int errcode, String sentence) {
        response.then().statusCode(200).body("errcode", equalTo(errcode));
        assertThat(response.<String>path("errmsg")).contains(sentence);
    }

    @Test
    void aPhoneGetsItsTokenForACodeOfItsServer() throws TokenRefused {
        assertThat(verifier.verify(token(letIn(app, codeByServer()))).caller())
                .isEqualTo(new Caller.User(new AppId(app.appid()), new OpenId(openId)));
    }

    @Test
    void aServerLearnsWhoseCodeItIsWhoeverAskedForIt() {
        session(app, codeByServer()).then().statusCode(200).body("openid", equalTo(openId));
        session(app, codeByPhone()).then().statusCode(200).body("openid", equalTo(openId));
    }

    @Test
    void aCodeCountsForOneOfTheTwoAndOnce() {
        var first = codeByServer();
        token(letIn(app, first));
        assertRefused(letIn(app, first), "login-code-used", "has been used");
        assertDoorRefuses(session(app, first), 40163, "has been used");
        var second = codeByServer();
        session(app, second).then().body("openid", equalTo(openId));
        assertRefused(letIn(app, second), "login-code-used", "has been used");
    }

    @Test
    void aPhoneCannotProlongItselfByACodeOfItsOwn() {
        var code = codeByPhone();
        assertRefused(letIn(app, code), "login-code-foreign", "for the app's server alone");
        session(app, code).then().body("openid", equalTo(openId));
    }

    @Test
    void aCodeThatIsTooOldIsToldSo() {
        var code = codeByServer();
        TestClock.forward(Duration.ofMinutes(5));
        assertRefused(letIn(app, code), "login-code-expired", "has expired");
        assertDoorRefuses(session(app, code), 40029, "has expired");
    }

    @Test
    void aCodeOfAnotherAppIsToldSoAndStaysGood() {
        var other = app();
        var code = codeByServer();
        assertRefused(letIn(other, code), "login-code-foreign", "another app");
        assertDoorRefuses(session(other, code), 40029, "another app");
        token(letIn(app, code));
    }

    @Test
    void aCodeThatNobodyWasGivenIsToldSo() {
        assertRefused(letIn(app, "A".repeat(32)), "login-code-unknown", "no such login code");
        assertDoorRefuses(session(app, "A".repeat(32)), 40029, "no such login code");
    }

    @Test
    void whoMayAskForACode() {
        assertProblem(with(app.token()).post("/v1/users/nobody/login-codes"), 404, "no-such-user", 7);
        assertProblem(with(app().token()).post("/v1/users/" + openId + "/login-codes"), 404, "no-such-user", 7);
        assertProblem(with(phone).post("/v1/users/" + openId + "/login-codes"), 403, "forbidden", 48001);
        assertProblem(with(app.token()).post("/v1/login-codes"), 403, "forbidden", 48001);
        assertProblem(given().post("/v1/login-codes"), 401, "token-missing", 40001);
    }

    @Test
    void aDisabledUserIsNotLetIn() {
        var code = codeByServer();
        var another = codeByServer();
        with(app.token()).put("/v1/users/" + openId + "/disabled").then().statusCode(204);
        assertProblem(letIn(app, code), 403, "subject-disabled", 20);
        assertDoorRefuses(session(app, another), 40226, "disabled");
        assertProblem(with(app.token()).post("/v1/users/" + openId + "/login-codes"), 403, "subject-disabled", 20);
    }

    @Test
    void whatIsMissingIsNamed() {
        var response =
                json(Map.of("grantType", "loginCode", "code", "A".repeat(32))).post("/v1/tokens");
        assertProblem(response, 400, "bad-input", 1004);
        assertThat(response.<String>path("field")).isEqualTo("appid");
    }
}
