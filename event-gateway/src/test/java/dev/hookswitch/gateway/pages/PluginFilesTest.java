package dev.hookswitch.gateway.pages;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.hookswitch.gateway.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Platform.class)
class PluginFilesTest {
    private static final String SCRIPT = "/plugin/register.js";

    @Test
    void everyoneGetsTheScript() {
        given().get(SCRIPT)
                .then()
                .statusCode(200)
                .header("Content-Type", startsWith("text/javascript"))
                .header("Cache-Control", "no-cache")
                .header("Access-Control-Allow-Origin", "*")
                .body(containsString("requirePlugin"));
    }

    @Test
    void whoHasTheScriptIsToldSo() {
        var tag = given().get(SCRIPT).header("ETag");
        given().header("If-None-Match", tag)
                .get(SCRIPT)
                .then()
                .statusCode(304)
                .header("ETag", tag)
                .body(emptyString());
        given().header("If-None-Match", "\"another\"").get(SCRIPT).then().statusCode(200);
    }

    @Test
    void thereIsNothingElse() {
        for (var name : new String[] {"absent.js", "BundledFile.class", "%2e%2e"}) {
            given().urlEncodingEnabled(false).get("/plugin/" + name).then().statusCode(404);
        }
        given().get("/plugin/absent.js").then().body("type", equalTo("urn:hookswitch:problem:no-such-path"));
    }
}
