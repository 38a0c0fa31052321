package dev.hookswitch.auth;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Wire;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The words in which the tests speak to auth-service, each through its public interface. */
final class Api {
    private static final AtomicInteger APPS = new AtomicInteger();

    private Api() {}

    /** An app of its own for one test, with its token. */
    record TestApp(String appid, String secret, String token) {}

    static String name(String prefix) {
        return prefix + "-" + APPS.incrementAndGet();
    }

    static RequestSpecification json(Map<String, ?> body) {
        return given().contentType("application/json").body(Wire.text(body));
    }

    static RequestSpecification json(String token, Map<String, ?> body) {
        return json(body).header("Authorization", "Bearer " + token);
    }

    static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    static Response credentials(String clientId, String secret) {
        return json(Map.of("grantType", "clientCredentials", "clientId", clientId, "clientSecret", secret))
                .post("/v1/tokens");
    }

    static String operator() {
        return token(credentials("operator", Beside.OPERATOR_SECRET));
    }

    static String token(Response response) {
        assertThat(response.statusCode()).as(response.asString()).isIn(200, 201);
        return response.path("accessToken");
    }

    static TestApp app() {
        return app(Map.of());
    }

    static TestApp app(Map<String, ?> more) {
        var body = new java.util.HashMap<String, Object>(more);
        body.put("name", "An app of a test");
        body.put("appid", name("wx"));
        var made =
                json(operator(), body).post("/v1/apps").then().statusCode(201).extract();
        String appid = made.path("appid");
        String secret = made.path("secret");
        return new TestApp(appid, secret, token(credentials(appid, secret)));
    }

    static void model(TestApp app, String modelId, String system) {
        json(app.token(), Map.of("modelId", modelId, "productType", "doorbell", "system", system))
                .post("/v1/models")
                .then()
                .statusCode(201);
    }

    static void device(TestApp app, String sn, String modelId) {
        json(app.token(), Map.of("sn", sn, "modelId", modelId))
                .post("/v1/devices")
                .then()
                .statusCode(201);
    }

    /** A user and its token. */
    static String user(TestApp app, String openId) {
        json(app.token(), Map.of("openId", openId)).post("/v1/users").then().statusCode(201);
        return token(with(app.token()).post("/v1/users/" + openId + "/tokens"));
    }

    static void assertProblem(Response response, int status, String slug, int errCode) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).startsWith("application/problem+json");
        assertThat(response.<String>path("type")).isEqualTo("urn:hookswitch:problem:" + slug);
        assertThat(response.<Integer>path("errCode")).isEqualTo(errCode);
    }
}
