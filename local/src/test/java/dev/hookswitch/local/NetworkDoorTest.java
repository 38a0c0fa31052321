package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.LiveSocket;
import dev.hookswitch.local.client.Trust;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door towards the network, before services that are real HTTP servers of this test. */
class NetworkDoorTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final MachineNames HERE = new MachineNames(List.of(), List.of("door.local"));

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Map<Service, Integer> origins = new EnumMap<>(Service.class);
    private DataDirectory data;
    private Authority authority;
    private FrontDoor door;

    @BeforeEach
    void open() {
        data = DataDirectory.own(folder.resolve("data")).orElseThrow();
        authority = Authority.of(data);
        door = FrontDoor.open(
                0,
                service -> origins.containsKey(service) ? OptionalInt.of(origins.get(service)) : OptionalInt.empty());
        door.openToNetwork(0, authority.identity(HERE, Instant.now()));
    }

    @AfterEach
    void close() {
        door.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        data.close();
    }

    private Trust trust() {
        return Trust.inAuthority(authority.certificateFile());
    }

    private HttpClient client() {
        return HttpClient.newBuilder().sslContext(trust().context()).build();
    }

    private URI at(String path) {
        return URI.create("https://127.0.0.1:" + door.networkPort() + path);
    }

    private void serve(Service service, HttpServer server) {
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        origins.put(service, server.actualPort());
    }

    private void serveEcho() {
        serve(
                Service.ROOM,
                vertx.createHttpServer()
                        .requestHandler(request -> request.body()
                                .onSuccess(body -> request.response()
                                        .putHeader("Seen", request.uri())
                                        .end(body))));
    }

    @Test
    void clientThatOffersHttp2IsServedByIt() throws Exception {
        serveEcho();
        try (var client = client()) {
            var answer = client.send(
                    HttpRequest.newBuilder(at("/v1/rooms?limit=2"))
                            .POST(BodyPublishers.ofString("妈妈"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.headers().firstValue("Seen")).hasValue("/v1/rooms?limit=2");
            assertThat(answer.body()).isEqualTo("妈妈");
        }
    }

    @Test
    void whatIsInsideStaysInsideByHttp2() throws Exception {
        serveEcho();
        try (var client = client()) {
            for (var path : List.of("/internal/v1/status", "/q/health", "/v1/rooms/../../internal/v1/status")) {
                var answer = client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(answer.statusCode()).as(path).isIn(400, 404);
            }
        }
    }

    /** Over HTTP/2 others' requests go on in the same connection. */
    @Test
    void oversizedBodyIsRefusedAndTheConnectionStays() throws Exception {
        serveEcho();
        try (var client = client()) {
            var refused = client.send(
                    HttpRequest.newBuilder(at("/v1/rooms"))
                            .POST(BodyPublishers.ofByteArray(new byte[300_000]))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(413);
            HttpResponse<String> next = client.send(
                    HttpRequest.newBuilder(at("/v1/rooms"))
                            .POST(BodyPublishers.ofString("still there"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(next.body()).isEqualTo("still there");
            assertThat(next.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @Test
    void serviceThatIsAwayIsA503() {
        assertThat(Api.at(at("/"), trust()).get("/v1/rooms").status()).isEqualTo(503);
    }

    @Test
    void socketComesByTheSamePort() {
        serve(
                Service.GATEWAY,
                vertx.createHttpServer(new HttpServerOptions().setWebSocketSubProtocols(List.of("cloudevents.json")))
                        .webSocketHandler(socket -> socket.textMessageHandler(
                                text -> socket.writeTextMessage("{\"kind\":\"echo\",\"of\":" + text + "}"))));
        var heard = new CopyOnWriteArrayList<String>();
        try (var socket = LiveSocket.openWithoutHello(
                Api.at(at("/"), trust()), frame -> heard.add(frame.json().toString()))) {
            socket.sendText("{\"n\":1}");
            await().atMost(PATIENCE).until(() -> heard.contains("{\"kind\":\"echo\",\"of\":{\"n\":1}}"));
        }
    }

    @Test
    void whoeverDoesNotKnowTheAuthorityDoesNotBelieveTheDoorAndIsToldWhatToDo() {
        assertThatThrownBy(() -> Api.at(at("/")).get("/v1/rooms"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(Trust.FILE)
                .cause()
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void certificateIsChangedWhileTheDoorIsOpen() throws Exception {
        serveEcho();
        var other = authority.identity(new MachineNames(List.of(), List.of("moved.local")), Instant.now());
        door.show(other);
        try (var client = client()) {
            var answer = client.send(HttpRequest.newBuilder(at("/v1/rooms")).build(), BodyHandlers.discarding());
            assertThat(answer.sslSession().orElseThrow().getPeerCertificates()[0])
                    .isEqualTo(other.certificate());
        }
    }

    @Test
    void theLoopbackDoorStaysAsItIs() throws Exception {
        serveEcho();
        assertThat(Api.at(URI.create("http://127.0.0.1:" + door.port()))
                        .get("/v1/rooms")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void busyPortIsNamed() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"));
                var second = FrontDoor.open(0, _ -> OptionalInt.empty())) {
            assertThatThrownBy(
                            () -> second.openToNetwork(other.getLocalPort(), authority.identity(HERE, Instant.now())))
                    .isInstanceOf(LocalFailed.class)
                    .hasMessageContaining("Port " + other.getLocalPort() + " is busy")
                    .hasMessageContaining("--lan-port");
        }
    }
}
