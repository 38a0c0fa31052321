package dev.hookswitch.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

/** What a browser asks on behalf of a page of another origin, and what it needs to read in the answers. */
@QuarkusTest
@QuarkusTestResource(AccessHttpTest.Beside.class)
class CrossOriginHttpTest {
    private static final String ALLOWED = "https://shop.example";
    private static final String OTHER = "https://other.example";

    private static RequestSpecification from(String origin) {
        return given().header("Origin", origin);
    }

    private static ValidatableResponse preflight(String origin, String path) {
        return from(origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "authorization,content-type,hookswitch-endpoint")
                .options(path)
                .then();
    }

    @Test
    void anAllowedPageIsGivenLeaveWithoutAToken() {
        preflight(ALLOWED, "/v1/test")
                .statusCode(204)
                .header("Access-Control-Allow-Origin", ALLOWED)
                .header("Access-Control-Allow-Methods", containsString("PUT"))
                .header(
                        "Access-Control-Allow-Headers",
                        equalTo("Authorization, Content-Type, Hookswitch-Endpoint, Idempotency-Key"))
                .header("Access-Control-Max-Age", "600")
                .header("Vary", "Origin")
                .header("Access-Control-Allow-Credentials", nullValue());
        preflight("http://127.0.0.1:5173", "/v1/absent")
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "http://127.0.0.1:5173");
    }

    @Test
    void anyOtherPageIsRefusedAndToldTheSetting() {
        for (var origin : new String[] {OTHER, "null", ALLOWED + ":8443", "http://shop.example"}) {
            preflight(origin, "/v1/test")
                    .statusCode(403)
                    .contentType(equalTo("application/problem+json"))
                    .body("type", equalTo("urn:hookswitch:problem:bad-origin"))
                    .body("detail", containsString("HOOKSWITCH_ORIGINS"))
                    .header("Access-Control-Allow-Origin", nullValue())
                    .header("Access-Control-Allow-Methods", nullValue());
        }
    }

    @Test
    void anAllowedPageReadsAnswersAndRefusals() {
        from(ALLOWED)
                .get("/v1/test")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", ALLOWED)
                .header("Access-Control-Expose-Headers", "Retry-After, WWW-Authenticate")
                .header("Vary", "Origin")
                .body("read", equalTo("yes"));
        from(ALLOWED)
                .contentType("application/json")
                .body("{}")
                .put("/v1/test")
                .then()
                .statusCode(401)
                .header("Access-Control-Allow-Origin", ALLOWED)
                .body("type", equalTo("urn:hookswitch:problem:token-missing"));
        from(ALLOWED).get("/v1/absent").then().statusCode(404).header("Access-Control-Allow-Origin", ALLOWED);
    }

    /** It may be one of the platform's own, behind a front door with another name. */
    @Test
    void anyOtherPageIsAnsweredAsWithoutAnOriginAndItsBrowserKeepsTheAnswer() {
        from(OTHER)
                .get("/v1/test")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Vary", "Origin");
    }

    @Test
    void whoIsNoPageIsAnsweredAsEver() {
        given().get("/v1/test")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", nullValue())
                // A cache must not give this answer to a page.
                .header("Vary", "Origin");
        given().options("/v1/test").then().header("Access-Control-Allow-Methods", nullValue());
    }

    @Test
    void otherPathsAreForNoPage() {
        preflight(ALLOWED, "/test/open").header("Access-Control-Allow-Origin", nullValue());
        preflight(ALLOWED, "/q/health").header("Access-Control-Allow-Origin", nullValue());
        from(ALLOWED)
                .get("/test/open")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Vary", nullValue());
    }
}
