package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.model;
import static dev.hookswitch.auth.Api.name;
import static dev.hookswitch.auth.Api.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.hookswitch.access.NoToken;
import dev.hookswitch.auth.Api.TestApp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A person becomes a user only through the developer's server: no path that is open to everyone makes one. */
@QuarkusTest
@QuarkusTestResource(Beside.class)
class AnonymousTest {
    /** Every path without a token, with what a stranger who knows a public appid could try there. */
    private static final Map<String, Function<TestApp, List<Response>>> OPEN = Map.of(
            "/v1/tokens",
                    app -> List.of(
                            json(Map.of("grantType", "loginCode", "appid", app.appid(), "code", "A".repeat(32)))
                                    .post("/v1/tokens"),
                            json(Map.of(
                                            "grantType",
                                            "clientCredentials",
                                            "clientId",
                                            app.appid(),
                                            "clientSecret",
                                            "guess",
                                            "openId",
                                            "stranger"))
                                    .post("/v1/tokens"),
                            json(Map.of("grantType", "jwtBearer", "assertion", "a.b.c"))
                                    .post("/v1/tokens")),
            "/v1/devices/registrations",
                    app -> List.of(json(Map.of(
                                    "appid",
                                    app.appid(),
                                    "sn",
                                    "stranger",
                                    "modelId",
                                    "m1",
                                    "snTicket",
                                    "A".repeat(32),
                                    "publicKey",
                                    Map.of("kty", "EC")))
                            .post("/v1/devices/registrations")),
            "/.well-known/jwks.json", _ -> List.of(given().get("/.well-known/jwks.json")),
            "/cgi-bin/token",
                    app -> List.of(given().get(
                                    "/cgi-bin/token?grant_type=client_credential&secret=guess&appid=" + app.appid())),
            "/cgi-bin/stable_token",
                    app -> List.of(
                            json(Map.of("grant_type", "client_credential", "appid", app.appid(), "secret", "guess"))
                                    .post("/cgi-bin/stable_token")),
            "/sns/jscode2session",
                    app -> List.of(given().get(
                                    "/sns/jscode2session?grant_type=authorization_code&js_code=c&secret=guess&appid="
                                            + app.appid())),
            "/wxa/getsnticket",
                    _ -> List.of(
                            json(Map.of("sn", "s1", "model_id", "m1")).post("/wxa/getsnticket?access_token=guess")));

    @Test
    void noOtherPathIsOpenToEveryone() {
        var open = new TreeSet<String>();
        for (var resource : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.hookswitch.auth")) {
            for (var method : resource.getMethods()) {
                if (method.isAnnotatedWith(Path.class)
                        && (method.isAnnotatedWith(NoToken.class) || resource.isAnnotatedWith(NoToken.class))) {
                    open.add(path(method));
                }
            }
        }
        assertThat(open).isEqualTo(new TreeSet<>(OPEN.keySet()));
    }

    private static String path(JavaMethod method) {
        return method.getAnnotationOfType(Path.class).value();
    }

    @Test
    void noneOfThemMakesAUserOrAUsersToken() {
        var app = app();
        model(app, "m1", "linux");
        OPEN.forEach((path, attempts) -> attempts.apply(app)
                .forEach(response -> assertThat(response.asString())
                        .as(path)
                        .doesNotContain("accessToken", "access_token\"", "openid\"", "sn_ticket\"")));
        assertThat(with(app.token()).get("/v1/users").<List<?>>path("items")).isEmpty();
        assertThat(with(app.token()).get("/v1/devices").<List<?>>path("items")).isEmpty();
    }

    /** Not even who is a user already makes another one, or becomes another one. */
    @Test
    void noUserMakesAUser() {
        var app = app();
        var openId = name("mum");
        var phone = Api.user(app, openId);
        assertThat(json(phone, Map.of("openId", "dad")).post("/v1/users").statusCode())
                .isEqualTo(403);
        assertThat(with(phone).post("/v1/users/" + openId + "/tokens").statusCode())
                .isEqualTo(403);
        assertThat(with(app.token()).get("/v1/users").<List<?>>path("items")).hasSize(1);
    }
}
