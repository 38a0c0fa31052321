package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.assertProblem;
import static dev.hookswitch.auth.Api.credentials;
import static dev.hookswitch.auth.Api.device;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.model;
import static dev.hookswitch.auth.Api.name;
import static dev.hookswitch.auth.Api.operator;
import static dev.hookswitch.auth.Api.token;
import static dev.hookswitch.auth.Api.user;
import static dev.hookswitch.auth.Api.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Beside.class)
class RegistryTest {
    @Test
    void theOperatorMakesAnAppWithASecretThatIsShownOnce() {
        var made = json(operator(), Map.of("name", "Doorbells"))
                .post("/v1/apps")
                .then()
                .statusCode(201)
                .body("secret", matchesPattern("[A-Za-z0-9_-]{43}"))
                .extract();
        token(credentials(made.path("appid"), made.path("secret")));
        assertThat(with(operator()).queryParam("limit", 200).get("/v1/apps").asString())
                .contains(made.<String>path("appid"))
                .doesNotContain(made.<String>path("secret"));
    }

    @Test
    void aGivenAppidAndSecretAreTaken() {
        var appid = name("wx");
        var secret = "0123456789abcdef0123456789abcdef";
        json(operator(), Map.of("name", "Moved here", "appid", appid, "secret", secret, "ringTimeMs", 30_000))
                .post("/v1/apps")
                .then()
                .statusCode(201)
                .body("appid", equalTo(appid));
        token(credentials(appid, secret));
        assertProblem(
                json(operator(), Map.of("name", "Again", "appid", appid)).post("/v1/apps"), 409, "app-exists", 40013);
    }

    @ParameterizedTest
    @CsvSource({
        "name,''",
        "appid,with space",
        "secret,short",
        "ringTimeMs,4999",
        "ringTimeMs,180001",
        "demandsGrants,maybe"
    })
    void anAppThatBreaksABoundIsRefused(String field, String value) {
        Object wire = field.equals("ringTimeMs") ? Integer.valueOf(value) : value;
        var body = new java.util.HashMap<String, Object>(Map.of("name", "An app"));
        body.put(field, wire);
        var response = json(operator(), body).post("/v1/apps");
        assertProblem(response, 400, "bad-input", 1004);
        assertThat(response.<String>path("detail")).contains(field);
    }

    @Test
    void onlyTheOperatorMakesApps() {
        assertProblem(json(app().token(), Map.of("name", "Mine")).post("/v1/apps"), 403, "forbidden", 48001);
        assertProblem(with(app().token()).get("/v1/apps"), 403, "forbidden", 48001);
    }

    @ParameterizedTest
    @CsvSource({"android,platform", "linux,developer", "rtos,developer"})
    void aModelsReminderFollowsFromItsSystem(String system, String reminder) {
        json(app().token(), Map.of("productType", "doorbell", "system", system))
                .post("/v1/models")
                .then()
                .statusCode(201)
                .body("reminder", equalTo(reminder));
    }

    @Test
    void aModelMaySayOtherwise() {
        var app = app();
        var model = Map.of("modelId", "m1", "productType", "phone", "system", "linux", "reminder", "platform");
        json(app.token(), model).post("/v1/models").then().statusCode(201).body("reminder", equalTo("platform"));
        json(app.token(), model).post("/v1/models").then().statusCode(200);
        assertProblem(
                json(app.token(), Map.of("modelId", "m1", "productType", "other", "system", "linux"))
                        .post("/v1/models"),
                409,
                "model-exists",
                9800003);
        with(app.token()).get("/v1/models").then().statusCode(200).body("items.modelId", contains("m1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"windows", "", "LINUX"})
    void anUnknownSystemIsRefused(String system) {
        var response = json(app().token(), Map.of("productType", "phone", "system", system))
                .post("/v1/models");
        assertProblem(response, 400, "bad-input", 1004);
        assertThat(response.<String>path("field")).isEqualTo("system");
    }

    @Test
    void aDeviceNeedsAModelOfItsApp() {
        var app = app();
        var other = app();
        model(other, "m-other", "linux");
        assertProblem(
                json(app.token(), Map.of("sn", "sn-1", "modelId", "m-other")).post("/v1/devices"),
                404,
                "no-such-model",
                9800003);
        model(app, "m1", "linux");
        model(app, "m2", "linux");
        device(app, "sn-1", "m1");
        json(app.token(), Map.of("sn", "sn-1", "modelId", "m1"))
                .post("/v1/devices")
                .then()
                .statusCode(200);
        assertProblem(
                json(app.token(), Map.of("sn", "sn-1", "modelId", "m2")).post("/v1/devices"),
                409,
                "device-exists",
                9800004);
    }

    @Test
    void listsComeInPagesAndShowOnlyOnesOwn() {
        var app = app();
        var other = app();
        model(app, "m1", "linux");
        model(other, "m1", "linux");
        device(other, "foreign", "m1");
        for (int i = 0; i < 5; i++) {
            device(app, "sn-" + i, "m1");
        }
        var seen = new ArrayList<String>();
        String cursor = null;
        do {
            var request = with(app.token()).queryParam("limit", 2);
            var page = (cursor == null ? request : request.queryParam("cursor", cursor)).get("/v1/devices");
            seen.addAll(page.path("items.sn"));
            cursor = page.path("cursor");
        } while (cursor != null);
        assertThat(seen).isEqualTo(List.of("sn-0", "sn-1", "sn-2", "sn-3", "sn-4"));
        assertProblem(with(app.token()).queryParam("limit", 0).get("/v1/devices"), 400, "bad-input", 1004);
        assertProblem(with(app.token()).queryParam("limit", 201).get("/v1/devices"), 400, "bad-input", 1004);
        assertProblem(with(app.token()).queryParam("cursor", "%%%").get("/v1/devices"), 400, "bad-input", 1004);
    }

    @Test
    void theOperatorSaysWhichAppIsMeant() {
        var app = app();
        model(app, "m1", "rtos");
        with(operator())
                .queryParam("app", app.appid())
                .get("/v1/models")
                .then()
                .statusCode(200)
                .body("items.modelId", contains("m1"));
        assertProblem(with(operator()).get("/v1/models"), 400, "bad-input", 1004);
        assertProblem(
                json(operator(), Map.of("openId", "mum"))
                        .queryParam("app", "nobody")
                        .post("/v1/users"),
                404,
                "no-such-app",
                40013);
    }

    @Test
    void anotherAppsThingsAreForbidden() {
        var app = app();
        var other = app();
        for (var path : List.of("/v1/models", "/v1/devices", "/v1/users", "/v1/grants")) {
            assertProblem(with(other.token()).queryParam("app", app.appid()).get(path), 403, "forbidden", 48001);
        }
    }

    @Test
    void usersAndDevicesAdministerNothing() {
        var app = app();
        var mum = user(app, name("mum"));
        for (var path : List.of("/v1/models", "/v1/devices", "/v1/users", "/v1/apps")) {
            assertProblem(with(mum).get(path), 403, "forbidden", 48001);
        }
        assertProblem(json(mum, Map.of("openId", "other")).post("/v1/users"), 403, "forbidden", 48001);
    }

    @Test
    void aUserIsOneWithinItsApp() {
        var app = app();
        var other = app();
        user(app, "mum");
        json(app.token(), Map.of("openId", "mum")).post("/v1/users").then().statusCode(200);
        user(other, "mum");
        json(app.token(), Map.of())
                .post("/v1/users")
                .then()
                .statusCode(201)
                .body("openId", matchesPattern("o[0-9a-f]{32}"));
        assertProblem(json(app.token(), Map.of("openId", "a b")).post("/v1/users"), 400, "bad-input", 1004);
    }
}
