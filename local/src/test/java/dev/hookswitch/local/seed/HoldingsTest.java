package dev.hookswitch.local.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.hookswitch.local.client.Api;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done with answers that no platform gives on demand: those of parts that are still starting. */
class HoldingsTest {
    private static final Entry.App APP = new Entry.App("wx1", "doors", false, OptionalLong.empty());

    private final Deque<Integer> tokens = new ArrayDeque<>();
    private final Deque<Integer> apps = new ArrayDeque<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer platform;

    @BeforeEach
    void start() throws IOException {
        platform = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer("/v1/tokens", tokens);
        answer("/v1/apps", apps);
        platform.start();
    }

    private void answer(String path, Deque<Integer> statuses) {
        platform.createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            asked.add(path);
            var body = "{\"accessToken\":\"t\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(statuses.removeFirst(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        platform.stop(0);
    }

    private Holdings holdings() {
        return Holdings.of(
                Api.at(URI.create("http://127.0.0.1:" + platform.getAddress().getPort())), "secret");
    }

    @Test
    void whatIsStillStartingIsAskedAgainForItsTokenToo() {
        tokens.addAll(List.of(503, 201));
        apps.addAll(List.of(502, 201));

        holdings().make(APP, () -> "made");

        assertThat(asked).containsExactly("/v1/tokens", "/v1/tokens", "/v1/apps", "/v1/apps");
    }

    @Test
    void anAppThatALostRequestMadeIsMade() {
        tokens.addAll(List.of(201, 201));
        apps.addAll(List.of(504, 409));

        holdings().make(APP, () -> "made");

        assertThat(asked).containsExactly("/v1/tokens", "/v1/apps", "/v1/apps", "/v1/tokens");
    }

    @Test
    void anAppOfSomebodyElseIsNot() {
        tokens.addAll(List.of(201, 401));
        apps.addAll(List.of(504, 409));

        assertThatThrownBy(() -> holdings().make(APP, () -> "made"))
                .isInstanceOf(SeedStopped.class)
                .hasMessageContaining("wx1");
    }
}
