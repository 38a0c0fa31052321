package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.assertProblem;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.model;
import static dev.hookswitch.auth.Api.name;
import static dev.hookswitch.auth.Api.user;
import static dev.hookswitch.auth.Api.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import dev.hookswitch.auth.Api.TestApp;
import dev.hookswitch.contracts.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An existing developer's server finds what it knows: the vendor's paths, fields and codes (contract §3.6, §4.2, §4.9). */
@QuarkusTest
@QuarkusTestResource(Beside.class)
class DoorsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private TestApp app;

    @BeforeEach
    void anApp() {
        app = app();
    }

    @AfterEach
    void now() {
        TestClock.reset();
    }

    private static Map<String, String> asking(TestApp app) {
        return Map.of("grant_type", "client_credential", "appid", app.appid(), "secret", app.secret());
    }

    private static Response token(Map<String, String> query) {
        return given().queryParams(query).get("/cgi-bin/token");
    }

    private static String shown(Response response) {
        return response.then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .contentType("application/json")
                .body("$", not(hasKey("errcode")))
                .extract()
                .path("access_token");
    }

    private static Response stable(TestApp app, boolean force) {
        var body = new HashMap<String, Object>(asking(app));
        body.put("force_refresh", force);
        return json(body).post("/cgi-bin/stable_token");
    }

    private static Response ticket(String accessToken, Map<String, ?> body) {
        return given().body(Wire.text(body)).post("/wxa/getsnticket?access_token=" + accessToken);
    }

    private static void assertRefused(Response response, int errcode) {
        response.then().statusCode(200).contentType("application/json").body("errcode", equalTo(errcode));
        assertThat(response.<String>path("errmsg")).isNotEmpty();
    }

    private static void awaitReplaced(String token) {
        await().atMost(SOON)
                .untilAsserted(() -> assertProblem(with(token).get("/v1/devices"), 401, "token-replaced", 40001));
        assertRefused(ticket(token, Map.of("sn", "s1", "model_id", "m1")), 40001);
    }

    private static void assertCounts(String token) {
        with(token).get("/v1/devices").then().statusCode(200);
    }

    @Test
    void anAccessTokenIsAnAppTokenEverywhere() {
        var response = token(asking(app));
        response.then().body("expires_in", equalTo(7200));
        assertCounts(shown(response));
    }

    /** Programs keep room for 512 characters. */
    @Test
    void anAccessTokenOfAnAppOfTheVendorsFormFitsIntoExistingTables() {
        var appid = "wx" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        var made = json(
                        Api.operator(),
                        Map.of("name", "Doorbells", "appid", appid, "secret", "0123456789abcdef".repeat(2)))
                .post("/v1/apps");
        var vendors = new TestApp(made.path("appid"), made.path("secret"), "");
        assertThat(shown(token(asking(vendors)))).hasSizeLessThanOrEqualTo(512);
    }

    @Test
    void anAccessTokenCountsFiveMinutesLongerThanItsSuccessorIsOld() {
        var first = shown(token(asking(app)));
        var second = shown(token(asking(app)));
        assertThat(second).isNotEqualTo(first);
        assertCounts(first);
        TestClock.forward(Duration.ofMinutes(4));
        assertCounts(first);
        TestClock.forward(Duration.ofMinutes(1));
        awaitReplaced(first);
        assertCounts(second);
        assertCounts(app.token());
    }

    @Test
    void aStableTokenStaysUntilItIsAboutToEnd() {
        var first = shown(stable(app, false));
        assertThat(shown(stable(app, false))).isEqualTo(first);
        TestClock.forward(Duration.ofMinutes(114));
        stable(app, false)
                .then()
                .body("access_token", equalTo(first))
                .body("expires_in", allOf(greaterThan(300), lessThanOrEqualTo(360)));
        TestClock.forward(Duration.ofMinutes(2));
        var second = stable(app, false);
        assertThat(shown(second)).isNotEqualTo(first);
        second.then().body("expires_in", equalTo(7200));
        assertThat(shown(stable(app, false))).isEqualTo(shown(second));
    }

    @Test
    void aForcedStableTokenReplacesTheOneBefore() {
        var first = shown(stable(app, false));
        var second = shown(stable(app, true));
        assertThat(second).isNotEqualTo(first);
        assertThat(shown(stable(app, false))).isEqualTo(second);
        assertCounts(first);
        TestClock.forward(Duration.ofMinutes(5));
        awaitReplaced(first);
        assertCounts(second);
    }

    @Test
    void bothDoorsGiveTokensThatKnowNothingOfEachOther() {
        var stable = shown(stable(app, false));
        var other = shown(token(asking(app)));
        var another = shown(token(asking(app)));
        TestClock.forward(Duration.ofMinutes(5));
        awaitReplaced(other);
        assertCounts(stable);
        assertCounts(another);
    }

    @Test
    void whoAsksAtTheSameMomentGetsTheSameStableToken() {
        var all = Stream.generate(() -> CompletableFuture.supplyAsync(() -> shown(stable(app, false))))
                .limit(8)
                .toList();
        assertThat(all.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    static Stream<Arguments> wrongQueries() {
        return Stream.of(
                Arguments.of("grant_type", null, 40002),
                Arguments.of("grant_type", "authorization_code", 40002),
                Arguments.of("appid", null, 41002),
                Arguments.of("appid", "wxnobody", 40013),
                Arguments.of("appid", "operator", 40013),
                Arguments.of("appid", "not an appid", 40013),
                Arguments.of("appid", "x".repeat(500), 40013),
                Arguments.of("secret", null, 41004),
                Arguments.of("secret", "", 41004),
                Arguments.of("secret", "wrong", 40125));
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @MethodSource("wrongQueries")
    void whatIsWrongWithARequestForATokenHasTheVendorsCode(String field, String value, int errcode) {
        var asking = new HashMap<>(asking(app));
        asking.remove(field);
        if (value != null) {
            asking.put(field, value);
        }
        assertRefused(token(asking), errcode);
        assertRefused(json(asking).post("/cgi-bin/stable_token"), errcode);
        assertThat(token(asking).asString()).doesNotContain(app.secret());
    }

    @Test
    void aBodyThatIsNoneHasTheVendorsCode() {
        assertRefused(given().body("{\"grant_type\":").post("/cgi-bin/stable_token"), 47001);
        assertRefused(given().body("[]").post("/cgi-bin/stable_token"), 47001);
        assertRefused(given().body("{\"force_refresh\":\"perhaps\"}").post("/cgi-bin/stable_token"), 47001);
        assertRefused(given().post("/cgi-bin/stable_token"), 44002);
        assertRefused(given().post("/wxa/getsnticket?access_token=" + app.token()), 44002);
        assertRefused(given().get("/cgi-bin/stable_token"), 43002);
        assertRefused(given().get("/wxa/getsnticket"), 43002);
        assertRefused(given().post("/cgi-bin/token"), 43001);
        assertRefused(given().post("/sns/jscode2session"), 43001);
    }

    @Test
    void aDisabledAppIsFrozen() {
        with(Api.operator()).put("/v1/apps/" + app.appid() + "/disabled").then().statusCode(204);
        assertRefused(token(asking(app)), 50007);
        assertRefused(stable(app, false), 50007);
        await().atMost(SOON)
                .untilAsserted(() -> assertRefused(ticket(app.token(), Map.of("sn", "s1", "model_id", "m1")), 40001));
    }

    @Test
    void aSessionHasTheOpenidAndAKey() {
        var openId = name("mum");
        user(app, openId);
        String code =
                with(app.token()).post("/v1/users/" + openId + "/login-codes").path("code");
        var asking = new HashMap<>(asking(app));
        asking.put("grant_type", "authorization_code");
        assertRefused(given().queryParams(asking).get("/sns/jscode2session"), 41008);
        asking.put("js_code", code);
        given().queryParams(asking)
                .get("/sns/jscode2session")
                .then()
                .statusCode(200)
                .body("openid", equalTo(openId))
                .body("session_key", matchesPattern("[A-Za-z0-9+/]{22}=="))
                .body("$", not(hasKey("unionid")))
                .body("$", not(hasKey("errcode")));
        asking.put("secret", "wrong");
        assertRefused(given().queryParams(asking).get("/sns/jscode2session"), 40125);
    }

    @Test
    void anSnTicketOfTheDoorLetsADeviceRegister() throws JoseException {
        model(app, "m1", "linux");
        var ticket = ticket(shown(token(asking(app))), Map.of("sn", "door", "model_id", "m1"));
        ticket.then()
                .statusCode(200)
                .body("errcode", equalTo(0))
                .body("errmsg", equalTo("ok"))
                .body("sn_ticket", matchesPattern("[A-Za-z0-9]{32}"));
        var key = EcJwkGenerator.generateJwk(EllipticCurves.P256).toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        json(Map.of(
                        "appid",
                        app.appid(),
                        "sn",
                        "door",
                        "modelId",
                        "m1",
                        "snTicket",
                        ticket.<String>path("sn_ticket"),
                        "publicKey",
                        key))
                .post("/v1/devices/registrations")
                .then()
                .statusCode(201);
    }

    @ParameterizedTest(name = "sn {0}, model {1}: {2}")
    @CsvSource({
        "s n, m1, 9800002",
        "s/n, m1, 9800002",
        "门铃, m1, 9800002",
        "s1, nobody, 9800003",
        "s1, m 1, 9800003",
        ", m1, 47001",
        "s1, , 47001"
    })
    void whatIsWrongWithADeviceHasTheVendorsCode(String sn, String model, int errcode) {
        model(app, "m1", "linux");
        var body = new HashMap<String, Object>();
        body.put("sn", sn);
        body.put("model_id", model);
        body.values().removeIf(value -> value == null);
        assertRefused(ticket(app.token(), body), errcode);
    }

    @Test
    void aSerialNumberMayHave128Bytes() {
        model(app, "m1", "linux");
        ticket(app.token(), Map.of("sn", "s".repeat(128), "model_id", "m1"))
                .then()
                .body("errcode", equalTo(0));
        assertRefused(ticket(app.token(), Map.of("sn", "s".repeat(129), "model_id", "m1")), 9800001);
    }

    @Test
    void whoShowsNoGoodAccessTokenGetsNoTicket() {
        var body = Map.of("sn", "s1", "model_id", "m1");
        assertRefused(given().body(Wire.text(body)).post("/wxa/getsnticket"), 41001);
        assertRefused(ticket("", body), 41001);
        assertRefused(ticket("nonsense", body), 40001);
        assertRefused(ticket(user(app, name("mum")), body), 48001);
        TestClock.forward(Duration.ofHours(2));
        assertRefused(ticket(app.token(), body), 40001);
    }
}
