package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hookswitch.local.client.DeviceKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The page {@code docs/device-protocol.md} is what happens: every block of it is sent as it stands, by a plain HTTP client
 * and a plain WebSocket, and every answer and frame is held against it.
 */
class DeviceProtocolStory {
    private static final Path PAGE = Path.of("../docs/device-protocol.md");
    private static final String SECTION = "\n\n";

    private final URI door = Stage.door().address();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DeviceKey key = DeviceKey.generate();
    private final Map<String, PlainSocket> sockets = new HashMap<>();
    private final PlayedPage page = new PlayedPage(Map.of(
            "now", () -> Long.toString(Instant.now().getEpochSecond()),
            "in 60 s", () -> Long.toString(Instant.now().plusSeconds(60).getEpochSecond()),
            "random", () -> UUID.randomUUID().toString()));
    private @Nullable HttpResponse<String> answer;

    @Test
    void theDevicesLifeIsAsThePageTells() throws IOException {
        var steps = PlayedPage.steps(PAGE);
        assertThat(steps).hasSizeGreaterThan(30);
        try (var world = World.make()) {
            page.knows("appid", world.appid());
            page.knows("app token", world.server().api().token());
            page.knows("phone token", world.server().userToken(World.MUM));
            page.knows("openId", World.MUM);
            page.knows("modelId", world.door().modelId());
            page.knows("sn", "NEW-" + UUID.randomUUID().toString().substring(0, 8));
            page.knows("x", key.jwk().get("x"));
            page.knows("y", key.jwk().get("y"));
            for (var step : steps) {
                play(step);
            }
        }
        assertThat(answer)
                .describedAs("the last request's answer is on the page")
                .isNull();
    }

    private void play(PlayedPage.Step step) {
        try {
            switch (step.verb()) {
                case "requests" -> request(step);
                case "answered" -> compare(step);
                case "signs" -> sign(step);
                case "opens" -> open(step);
                case "sends" -> socket(step).send(page.filled(step.text()));
                case "gets" -> {
                    var expected = PlayedPage.json(step.text());
                    socket(step).read(frame -> page.takes(expected, frame), step.text());
                }
                case "drops" -> {
                    assertAllIsTold(socket(step));
                    socket(step).drop();
                }
                case "closed" -> {
                    socket(step).awaitClose(Integer.parseInt(step.text().strip()));
                    assertAllIsTold(socket(step));
                }
                default -> throw new IllegalArgumentException("Who reads the page does not know how to do this.");
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(step + ": " + e.getMessage(), e);
        }
    }

    private void request(PlayedPage.Step step) {
        assertThat(answer).describedAs("the answer before this is on the page").isNull();
        var parts = page.filled(step.text()).split(SECTION, 2);
        var head = parts[0].split("\n", -1);
        var line = head[0].split(" ", -1);
        var request = HttpRequest.newBuilder(door.resolve(line[1]))
                .timeout(Told.PATIENCE)
                .method(line[0], parts.length == 1 ? BodyPublishers.noBody() : BodyPublishers.ofString(parts[1]));
        for (var i = 1; i < head.length; i++) {
            var header = head[i].split(": ", 2);
            request.header(header[0], header[1]);
        }
        try {
            answer = http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void compare(PlayedPage.Step step) {
        var got = Optional.ofNullable(answer).orElseThrow();
        answer = null;
        var parts = step.text().split(SECTION, 2);
        var head = parts[0].split("\n", -1);
        assertThat(head[0].split(" ", -1)[1]).describedAs(got.body()).isEqualTo(Integer.toString(got.statusCode()));
        for (var i = 1; i < head.length; i++) {
            var header = head[i].split(": ", 2);
            assertThat(got.headers().firstValue(header[0])).contains(header[1]);
        }
        var expected = parts.length == 1 ? MissingNode.getInstance() : PlayedPage.json(parts[1]);
        var actual = got.body().isEmpty() ? MissingNode.getInstance() : PlayedPage.json(got.body());
        assertThat(page.takes(expected, actual))
                .describedAs("expected %s\ngot %s", expected, actual)
                .isTrue();
    }

    /** The page shows header and claims of a JWT; what is signed is known as assertion. */
    private void sign(PlayedPage.Step step) {
        var parts = page.filled(step.text()).split("\n", 2);
        page.knows("assertion", key.signed(parts[0], parts[1]));
    }

    private void open(PlayedPage.Step step) {
        var head = step.text().split("\n", -1);
        var path = head[0].split(" ", -1)[1];
        var subprotocol = head[head.length - 1].split(": ", 2)[1];
        sockets.put(step.actor(), new PlainSocket(http, URI.create("ws://" + door.getAuthority() + path), subprotocol));
    }

    /** Whatever came is on the page, but for events that only say how far a call has come. */
    private static void assertAllIsTold(PlainSocket socket) {
        assertThat(socket.unread())
                .describedAs("frames that the page does not tell")
                .allMatch(frame -> frame.path("kind").asText().equals("event")
                        && frame.path("plugin").isEmpty());
    }

    private PlainSocket socket(PlayedPage.Step step) {
        return Optional.ofNullable(sockets.get(step.actor())).orElseThrow();
    }
}
