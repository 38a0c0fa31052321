package dev.hookswitch.gateway.pages;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.hookswitch.gateway.testing.Platform;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
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
                .header("Cross-Origin-Resource-Policy", "cross-origin")
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
    void thePackageIsServedOnceItIsPacked() throws IOException {
        var path = "/plugin/wmpf-voip.tgz";
        Files.deleteIfExists(Platform.NPM_PACKAGE);
        given().get(path)
                .then()
                .statusCode(404)
                .body("type", equalTo("urn:hookswitch:problem:no-such-resource"))
                .body("detail", containsString("./hookswitch pack"));

        var packed = new byte[] {0x1f, (byte) 0x8b, 0, 1, 2, (byte) 0xff};
        Files.createDirectories(Platform.NPM_PACKAGE.getParent());
        Files.write(Platform.NPM_PACKAGE, packed);
        var served = given().get(path).then().statusCode(200).header("Content-Type", "application/gzip");
        assertThat(served.extract().asByteArray()).isEqualTo(packed);
    }

    @Test
    void thereIsNothingElse() {
        for (var name : new String[] {"absent.js", "BundledFile.class", "%2e%2e"}) {
            given().urlEncodingEnabled(false).get("/plugin/" + name).then().statusCode(404);
        }
        given().get("/plugin/absent.js").then().body("type", equalTo("urn:hookswitch:problem:no-such-resource"));
    }
}
