package dev.hookswitch.auth;

import static dev.hookswitch.auth.Api.app;
import static dev.hookswitch.auth.Api.credentials;
import static dev.hookswitch.auth.Api.json;
import static dev.hookswitch.auth.Api.name;
import static dev.hookswitch.auth.Api.with;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.auth.Api.TestApp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What lets somebody in is shown once and kept only in a form that lets nobody in. */
@QuarkusTest
@QuarkusTestResource(Beside.class)
class SecretsKeptTest {
    @Inject
    DataSource database;

    @Test
    void anAppsSecretIsShownOnceAndKeptAsAHash() throws SQLException {
        var made = app();
        var secret = "a-secret-that-was-given-" + name("s");
        var given = json(Api.operator(), Map.of("name", "Moved here", "appid", name("wx"), "secret", secret))
                .post("/v1/apps");
        assertThat(given.<String>path("secret")).isEqualTo(secret);
        assertThat(credentials(given.path("appid"), secret).statusCode()).isEqualTo(200);

        assertThat(with(Api.operator()).get("/v1/apps").asString()).doesNotContain(secret, made.secret());
        assertThat(row(made.appid())).contains("sha256:").doesNotContain(made.secret());
        assertThat(row(given.path("appid"))).contains("pbkdf2:600000:").doesNotContain(secret);
    }

    @Test
    void aStableTokenIsKeptSealed() throws SQLException {
        var app = app();
        String token = json(asking(app)).post("/cgi-bin/stable_token").path("access_token");
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "SELECT encode(sealed, 'escape'), to_jsonb(t)::text FROM stable_token t WHERE app = ?")) {
            statement.setString(1, app.appid());
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                var signature = token.substring(token.lastIndexOf('.') + 1);
                assertThat(rows.getString(1) + rows.getString(2)).doesNotContain(signature);
            }
        }
        assertThat(given().get("/cgi-bin/stable_token").asString()).doesNotContain(token);
    }

    private static Map<String, String> asking(TestApp app) {
        return Map.of("grant_type", "client_credential", "appid", app.appid(), "secret", app.secret());
    }

    private String row(String appid) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("SELECT to_jsonb(a)::text FROM app a WHERE app = ?")) {
            statement.setString(1, appid);
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getString(1);
            }
        }
    }
}
