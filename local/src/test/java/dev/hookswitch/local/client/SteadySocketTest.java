package dev.hookswitch.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.local.client.LiveSocket.Frame;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that speaks the gateway's frames, and does what a gateway would only do in bad weather. */
class SteadySocketTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ROOM = "wxf830863afde621ebWmpfVoip7";

    private final Vertx vertx = Vertx.vertx();
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final Heard heard = new Heard();
    private HttpServer server;
    private SteadySocket socket;

    @BeforeEach
    void connect() {
        server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("cloudevents.json"))
                .webSocketHandler(accepted -> {
                    accepted.textMessageHandler(text -> {
                        var frame = Wire.read(text, JsonNode.class);
                        received.add(frame);
                        if (frame.path("kind").asText().equals("hello")) {
                            accepted.writeTextMessage("{\"kind\":\"welcome\"}");
                            sockets.add(accepted);
                        }
                    });
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        var door = Api.at(URI.create("http://127.0.0.1:" + server.actualPort()));
        socket = SteadySocket.ofParty(door, "phone", () -> "token-" + tokens.incrementAndGet(), heard);
        await().atMost(PATIENCE).until(() -> heard.connected.get() == 1);
    }

    @AfterEach
    void close() {
        socket.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void tell(int connection, long seq) {
        sockets.get(connection)
                .writeTextMessage(
                        "{\"kind\":\"event\",\"type\":\"RoomRang\",\"subject\":\"" + ROOM + "\",\"seq\":" + seq + "}");
    }

    private List<JsonNode> hellos() {
        return received.stream()
                .filter(frame -> frame.path("kind").asText().equals("hello"))
                .toList();
    }

    @Test
    void lostConnectionIsOpenedAgainWithItsCursorAndRepeatsAreDropped() {
        tell(0, 3);
        await().atMost(PATIENCE).until(() -> heard.seqs.equals(List.of(3L)));
        sockets.getFirst().close((short) CloseCode.GOING_AWAY.code());

        await().atMost(PATIENCE).until(() -> heard.connected.get() == 2);
        assertThat(hellos().getLast().path("rooms").path(ROOM).asLong()).isEqualTo(3);
        assertThat(hellos().getLast().path("endpoint").asText()).isEqualTo("phone");
        tell(1, 3);
        tell(1, 4);
        await().atMost(PATIENCE).until(() -> heard.seqs.equals(List.of(3L, 4L)));
    }

    @Test
    void whatTheReaderCouldNotTakeComesAgain() {
        heard.isFull = true;
        tell(0, 3);
        await().atMost(PATIENCE).until(() -> heard.connected.get() == 2);
        assertThat(hellos().getLast().path("rooms").has(ROOM)).isFalse();
    }

    @Test
    void tokenIsRenewedInTheOpenSocket() {
        sockets.getFirst().writeTextMessage("{\"kind\":\"tokenExpiring\",\"remainingMs\":60000}");
        await().atMost(PATIENCE)
                .until(() -> received.stream()
                        .anyMatch(frame -> frame.path("kind").asText().equals("token")
                                && frame.path("token").asText().equals("token-2")));
        assertThat(heard.connected).hasValue(1);
    }

    @Test
    void whatIsSentWithoutAPauseArrivesInItsOrder() {
        var signals = IntStream.range(0, 200).boxed().toList();
        signals.forEach(n -> socket.send(
                new ClientFrame.Signal(new RoomId(ROOM), n, Wire.json().nullNode())));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(received)
                        .filteredOn(frame -> frame.path("kind").asText().equals("signal"))
                        .extracting(frame -> frame.path("n").asInt())
                        .isEqualTo(signals));
    }

    @Test
    void itStaysAwayWhenItsPlaceIsTaken() {
        sockets.getFirst().close((short) CloseCode.REPLACED.code());
        await().atMost(PATIENCE).until(() -> heard.refused.size() == 1);
        assertThat(heard.refused.getFirst()).contains("replaced");
        assertThat(hellos()).hasSize(1);
    }

    @Test
    void lostNetworkIsLostWithoutAWordUntilItComesBack() {
        socket.goAway();
        await().atMost(PATIENCE).until(() -> sockets.getFirst().isClosed());
        assertThat(sockets.getFirst().closeStatusCode())
                .as("no word of goodbye")
                .isNull();
        assertThat(hellos()).hasSize(1);
        socket.comeBack();
        await().atMost(PATIENCE).until(() -> hellos().size() == 2);
    }

    @Test
    void goneServerIsTriedAgainAndSaidToBeAwayOnce() {
        var port = server.actualPort();
        server.close().toCompletionStage().toCompletableFuture().join();
        await().atMost(PATIENCE).until(() -> !heard.away.isEmpty());
        server = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("cloudevents.json"))
                .webSocketHandler(accepted ->
                        accepted.textMessageHandler(_ -> accepted.writeTextMessage("{\"kind\":\"welcome\"}")))
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        await().atMost(PATIENCE).until(() -> heard.connected.get() == 2);
        assertThat(heard.away).hasSize(1);
    }

    private static final class Heard implements SteadySocket.Reader {
        private final List<Long> seqs = new CopyOnWriteArrayList<>();
        private final List<String> away = new CopyOnWriteArrayList<>();
        private final List<String> refused = new CopyOnWriteArrayList<>();
        private final AtomicInteger connected = new AtomicInteger();
        private volatile boolean isFull;

        @Override
        public void frame(Frame frame) {
            if (isFull) {
                throw new IllegalStateException("full");
            }
            seqs.add(frame.json().path("seq").asLong());
        }

        @Override
        public void connected() {
            connected.incrementAndGet();
        }

        @Override
        public void away(String why) {
            away.add(why);
        }

        @Override
        public void refused(String why) {
            refused.add(why);
        }
    }
}
