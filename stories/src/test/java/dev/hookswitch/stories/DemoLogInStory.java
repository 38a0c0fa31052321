package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.client.Api;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The log-in without a password: only where the demo was opened, and only for those whom the demo has made. */
class DemoLogInStory {
    private static final String LOG_IN = "/demo/tokens";
    private static final Map<String, String> PAGE = Map.of("Hookswitch-Endpoint", "page");

    private static int statusBefore;

    @BeforeAll
    static void open() {
        Stage.awaitAll();
        statusBefore = logIn(Map.of("openId", "demo-mum")).status();
        Stage.platform().openDemo();
    }

    @AfterAll
    static void close() {
        Stage.platform().closeDemo();
    }

    private static Api.Reply logIn(Map<String, String> who) {
        return Stage.door().post(LOG_IN, who);
    }

    @Test
    void isAbsentUnlessTheDemoIsOpen() {
        assertThat(statusBefore).isEqualTo(404);
    }

    @Test
    void isAbsentFromAllServices() {
        for (var service : List.of("auth", "billing", "push", "room", "gateway")) {
            var behind = Api.at(Stage.platform().addressBehindTheDoor(service));
            assertThat(behind.post(LOG_IN, Map.of("openId", "demo-mum")).status())
                    .as(service)
                    .isEqualTo(404);
        }
    }

    @Test
    void usersAndDevicesOfTheDemoGetTokensThatWork() {
        var mum = Stage.door().as(token(Map.of("openId", "demo-mum")));
        var call = mum.post("/v1/rooms", callDevice("demo-doorbell", "demo-doorbell-linux"), PAGE);
        assertThat(call.status()).isEqualTo(201);

        var doorbell = Stage.door().as(token(Map.of("sn", "demo-doorbell")));
        var refused = doorbell.post("/v1/rooms/" + call.text("roomId") + "/reject", Map.of(), PAGE);
        assertThat(refused.status()).isEqualTo(204);
    }

    private static String token(Map<String, String> who) {
        var given = logIn(who).ok();
        assertThat(given.path("expiresInMs").asLong()).isPositive();
        return given.path("accessToken").asText();
    }

    @Test
    void thePaidAppHasItToo() {
        assertThat(token(Map.of("appid", "hookswitch-demo-paid", "openId", "demo-dad")))
                .isNotEmpty();
    }

    @Test
    void othersAreRefused() {
        try (var world = World.make()) {
            assertThat(logIn(Map.of("appid", world.appid(), "openId", World.MUM))
                            .status())
                    .isEqualTo(403);
            assertThat(logIn(Map.of("openId", World.MUM)).status()).isEqualTo(403);
            assertThat(logIn(Map.of("sn", world.door().sn())).status()).isEqualTo(403);
            assertThat(logIn(Map.of("sn", "demo-answers")).text("errMsg")).contains("plays this device itself");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                   | application/json | 400",
                "{}                                  | application/json | 400",
                "{\"openId\":\"demo-mum\",\"sn\":\"x\"} | application/json | 400",
                "{\"openId\":\"demo-mum\"}           | text/plain       | 415",
            })
    void mistakesAreNamed(String body, String type, int status) {
        var reply = Stage.door().postRaw(LOG_IN, body.getBytes(StandardCharsets.UTF_8), Map.of("Content-Type", type));
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.text("errMsg")).isNotEmpty();
    }

    /** Otherwise any page that somebody looks at could call as them. */
    @Test
    void isOpenToNoOtherOriginNotEvenAnAllowedOne() {
        var page = new WebPage(WebPage.ALLOWED);
        assertThat(page.preflight("POST", LOG_IN).headers().map().keySet())
                .noneMatch(header -> header.startsWith("access-control-"));
        var token = page.post(LOG_IN, "{\"openId\":\"demo-mum\"}");
        assertThat(token.headers().map().keySet()).noneMatch(header -> header.startsWith("access-control-"));
    }

    @Test
    void onlyPostIsTaken() {
        assertThat(Stage.door().get(LOG_IN).status()).isEqualTo(405);
    }
}
