package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Service;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.engines.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door before services that are real HTTP servers of this test. */
class FrontDoorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final Map<Service, Integer> origins = new EnumMap<>(Service.class);
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private FrontDoor door;

    @BeforeEach
    void open() {
        door = FrontDoor.open(
                0,
                service -> origins.containsKey(service) ? OptionalInt.of(origins.get(service)) : OptionalInt.empty());
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        door.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void requestIsAnsweredByItsService() throws Exception {
        serve(
                Service.ROOM,
                request -> request.body()
                        .onSuccess(body -> request.response()
                                .setStatusCode(201)
                                .putHeader(
                                        "Seen",
                                        request.method() + " " + request.uri() + " "
                                                + request.getHeader("Authorization"))
                                .end(body)));
        var answer = client.send(
                HttpRequest.newBuilder(at("/v1/rooms?limit=2"))
                        .header("Authorization", "Bearer t")
                        .POST(BodyPublishers.ofString("妈妈"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Seen")).hasValue("POST /v1/rooms?limit=2 Bearer t");
        assertThat(answer.body()).isEqualTo("妈妈");
    }

    /** Browsers refuse an answer that says it twice. */
    @Test
    void whichPagesMayReadAnAnswerIsTheServicesWordAlone() throws Exception {
        serve(
                Service.ROOM,
                request -> request.response()
                        .setStatusCode(request.method().equals(HttpMethod.OPTIONS) ? 204 : 200)
                        .putHeader("Access-Control-Allow-Origin", request.getHeader("Origin"))
                        .end());
        for (var method : List.of("OPTIONS", "GET")) {
            var answer = client.send(
                    HttpRequest.newBuilder(at("/v1/rooms"))
                            .header("Origin", "https://shop.example")
                            .header("Access-Control-Request-Method", "POST")
                            .method(method, BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
                    .as(method)
                    .containsExactly("https://shop.example");
        }
    }

    @Test
    void theServiceIsToldTheClientsAddressByTheDoorAlone() throws Exception {
        serve(
                Service.AUTH,
                request -> request.response()
                        .end(String.join("|", request.headers().getAll("X-Forwarded-For"))));
        var answer = client.send(
                HttpRequest.newBuilder(at("/v1/tokens"))
                        .header("X-Forwarded-For", "203.0.113.7")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("127.0.0.1");
    }

    @Test
    void clientThatOffersHttp2IsServed() throws Exception {
        serve(Service.ROOM, request -> request.response().end("served"));
        try (var modern = HttpClient.newHttpClient()) {
            for (int i = 0; i < 3; i++) {
                var answer = modern.send(HttpRequest.newBuilder(at("/v1/rooms")).build(), BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("served");
            }
        }
    }

    @Test
    void serviceThatIsAwayIsA503() throws Exception {
        var answer = get("/v1/rooms");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("type").asText()).isEqualTo("urn:hookswitch:problem:service-away");
        assertThat(json(answer).path("errCode").asInt()).isEqualTo(-1);
    }

    @Test
    void serviceThatTakesNoConnectionsIsA503() throws Exception {
        origins.put(Service.ROOM, Ports.free());
        assertThat(get("/v1/rooms").statusCode()).isEqualTo(503);
    }

    @Test
    void serviceThatBreaksOffIsA502() throws Exception {
        serve(Service.ROOM, request -> request.connection().close());
        var answer = get("/v1/rooms");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(json(answer).path("type").asText()).isEqualTo("urn:hookswitch:problem:service-broke-off");
    }

    @Test
    void whatIsInsideStaysInside() throws Exception {
        serve(Service.ROOM, request -> request.response().end("inside"));
        assertThat(get("/internal/v1/status").statusCode()).isEqualTo(404);
        assertThat(get("/q/health").statusCode()).isEqualTo(404);
        assertThat(raw("GET /v1/rooms/../../internal/v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .doesNotContain("inside");
    }

    @Test
    void oversizedBodyIsRefusedBeforeItIsRead() throws Exception {
        serve(Service.ROOM, request -> request.response().end("taken"));
        assertThat(raw("POST /v1/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n"))
                .startsWith("HTTP/1.1 413")
                .contains("body-too-large");
    }

    @Test
    void oversizedBodyWithoutALengthIsRefused() throws Exception {
        serve(
                Service.ROOM,
                request -> request.body().onSuccess(body -> request.response().end("taken")));
        var answer = client.send(
                HttpRequest.newBuilder(at("/v1/rooms"))
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[300_000])))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void bodyWithoutALengthIsTakenUpToTheLimit() throws Exception {
        serve(
                Service.ROOM,
                request -> request.body().onSuccess(body -> request.response().end("taken " + body.length())));
        var answer = client.send(
                HttpRequest.newBuilder(at("/v1/rooms"))
                        .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[200_000])))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).isEqualTo("taken 200000");
    }

    @Test
    void socketGoesThroughInBothDirections() {
        serveSockets(socket -> socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text)));
        var heard = new CopyOnWriteArrayList<String>();
        var socket = client.newWebSocketBuilder()
                .subprotocols("cloudevents.json")
                .buildAsync(socketAt("/v1/events"), new Collecting(heard))
                .join();
        assertThat(socket.getSubprotocol()).isEqualTo("cloudevents.json");
        for (int i = 0; i < 100; i++) {
            socket.sendText("frame " + i, true).join();
        }
        await().atMost(PATIENCE).until(() -> heard.size() == 100);
        assertThat(heard).first().isEqualTo("echo frame 0");
        assertThat(heard).last().isEqualTo("echo frame 99");
    }

    /** A socket stays; however many there are, requests and further sockets must find a way. */
    @Test
    void socketsThatStayTakeNothingFromOthers() throws Exception {
        serveSockets(socket -> socket.writeTextMessage("welcome"));
        serve(Service.ROOM, request -> request.response().end("served"));
        var heard = new CopyOnWriteArrayList<String>();
        for (int i = 0; i < 600; i++) {
            client.newWebSocketBuilder()
                    .subprotocols("cloudevents.json")
                    .buildAsync(socketAt("/v1/events"), new Collecting(heard))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        await().atMost(PATIENCE).until(() -> heard.size() == 600);
        assertThat(get("/v1/rooms").body()).isEqualTo("served");
    }

    @Test
    void closeCodeComesThrough() {
        serveSockets(socket -> socket.close((short) 4401, "no token"));
        var listener = new Collecting(new CopyOnWriteArrayList<>());
        client.newWebSocketBuilder()
                .subprotocols("cloudevents.json")
                .buildAsync(socketAt("/v1/events"), listener)
                .join();
        await().atMost(PATIENCE).until(() -> listener.closeCode.get() == 4401);
    }

    @Test
    void refusalOfASocketComesThrough() {
        serve(Service.GATEWAY, request -> request.response().setStatusCode(403).end("origin"));
        assertThatThrownBy(() -> client.newWebSocketBuilder()
                        .buildAsync(socketAt("/v1/events"), new Collecting(new CopyOnWriteArrayList<>()))
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .extracting(e -> ((java.net.http.WebSocketHandshakeException) e)
                        .getResponse()
                        .statusCode())
                .isEqualTo(403);
    }

    /** Otherwise the door would hold what the reader does not take, and the gateway would never close a slow socket. */
    @Test
    void slowReaderIsNoticedBehindTheDoor() {
        var written = new AtomicLong();
        var sockets = new CopyOnWriteArrayList<ServerWebSocket>();
        serveSockets(sockets::add);
        var silent = client.newWebSocketBuilder()
                .subprotocols("cloudevents.json")
                .buildAsync(socketAt("/v1/events"), new NeverReading())
                .join();
        await().atMost(PATIENCE).until(() -> !sockets.isEmpty());
        var socket = sockets.getFirst();
        var frame = "x".repeat(16_000);
        vertx.setPeriodic(5, timer -> {
            while (!socket.isClosed() && !socket.writeQueueFull() && written.get() < 256_000_000) {
                socket.writeTextMessage(frame);
                written.addAndGet(frame.length());
            }
        });
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> socket.writeQueueFull() && written.get() < 64_000_000);
        silent.abort();
    }

    @Test
    void busyPortIsNamed() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> FrontDoor.open(other.getLocalPort(), _ -> OptionalInt.empty()))
                    .isInstanceOf(LocalFailed.class)
                    .hasMessageContaining("Port " + other.getLocalPort())
                    .hasMessageContaining("--port");
        }
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + door.port() + path);
    }

    private URI socketAt(String path) {
        return URI.create("ws://127.0.0.1:" + door.port() + path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Wire.json().readTree(answer.body());
    }

    /** What no HTTP client would send. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void serve(Service service, io.vertx.core.Handler<HttpServerRequest> handler) {
        listen(service, vertx.createHttpServer().requestHandler(handler));
    }

    private void serveSockets(io.vertx.core.Handler<ServerWebSocket> handler) {
        listen(
                Service.GATEWAY,
                vertx.createHttpServer(new HttpServerOptions().setWebSocketSubProtocols(List.of("cloudevents.json")))
                        .webSocketHandler(handler));
    }

    private void listen(Service service, HttpServer server) {
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        origins.put(service, server.actualPort());
    }

    private static final class Collecting implements WebSocket.Listener {
        private final List<String> heard;
        private final AtomicLong closeCode = new AtomicLong();

        Collecting(List<String> heard) {
            this.heard = heard;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
            heard.add(text.toString());
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeCode.set(code);
            return null;
        }
    }

    private static final class NeverReading implements WebSocket.Listener {
        @Override
        public void onOpen(WebSocket socket) {
            // Asks for nothing.
        }
    }

    @Test
    void binaryFramesGoThrough() {
        serveSockets(socket -> socket.binaryMessageHandler(bytes -> socket.writeTextMessage("got " + bytes.length())));
        var heard = new CopyOnWriteArrayList<String>();
        var socket = client.newWebSocketBuilder()
                .subprotocols("cloudevents.json")
                .buildAsync(socketAt("/v1/events"), new Collecting(heard))
                .join();
        socket.sendBinary(ByteBuffer.allocate(1000), true).join();
        await().atMost(PATIENCE).until(() -> heard.contains("got 1000"));
    }
}
