package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A developer's page comes from an address of its own: it may call where the platform's operator has named that address, and
 * nowhere else. In a real browser: {@link PluginStory}.
 */
class PageOfAnotherOriginStory {
    private static final String LEAVE = "Access-Control-Allow-Origin";
    private static final WebPage ALLOWED = new WebPage(WebPage.ALLOWED);
    private static final WebPage OTHER = new WebPage("https://other.example");

    @BeforeAll
    static void allServe() {
        Stage.awaitAll();
    }

    private static String[] leave(HttpResponse<String> response) {
        return response.headers().allValues(LEAVE).toArray(String[]::new);
    }

    /** A path of each service that answers requests of pages. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/grants", "/v1/rooms", "/v1/billing", "/v1/registrations"})
    void isGivenLeaveByEachServiceWhereItIsNamed(String path) {
        var allowed = ALLOWED.preflight("POST", path);
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(leave(allowed)).containsExactly(WebPage.ALLOWED);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("Authorization, Content-Type, Hookswitch-Endpoint, Idempotency-Key");

        // What it is refused it can read as well, once.
        var answer = ALLOWED.get(path);
        assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(leave(answer)).containsExactly(WebPage.ALLOWED);

        var other = OTHER.preflight("POST", path);
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).contains("bad-origin", "HOOKSWITCH_ORIGINS");
        assertThat(leave(other)).isEmpty();
        assertThat(leave(OTHER.get(path))).isEmpty();
    }

    @Test
    void opensASocketWhereItIsNamed() {
        assertThat(ALLOWED.socket()).isEqualTo(101);
        assertThat(OTHER.socket()).isEqualTo(403);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Stage.logs()).contains("origin refused origin=https://other.example"));
    }

    @Test
    void loadsThePluginFromEverywhere() {
        for (var page : new WebPage[] {ALLOWED, OTHER}) {
            var script = page.get("/plugin/register.js");
            assertThat(script.statusCode()).isEqualTo(200);
            assertThat(leave(script)).containsExactly("*");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/cgi-bin/token",
                "/cgi-bin/stable_token",
                "/sns/jscode2session",
                "/wxa/getsnticket",
                "/.well-known/jwks.json",
                "/demo/phone"
            })
    void readsNothingThatIsForServersOrForThePlatformsOwnPages(String path) {
        assertThat(leave(ALLOWED.preflight("POST", path))).isEmpty();
        assertThat(leave(ALLOWED.get(path))).isEmpty();
        assertThat(leave(ALLOWED.post(path, "{}"))).isEmpty();
    }
}
