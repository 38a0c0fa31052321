package dev.hookswitch.gateway.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.CloseCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A real WebSocket client that keeps what it is sent. */
public final class Client implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final boolean eager;
    private volatile int closeCode;
    private volatile String closeReason = "";
    private volatile @Nullable WebSocket socket;

    private Client(boolean eager) {
        this.eager = eager;
    }

    /** Connected, without a hello. */
    public static Client connect(int port, String... subprotocols) {
        return connect(port, true, subprotocols);
    }

    /** Connected, and reads nothing until {@link #read} is called. */
    public static Client connectLazily(int port) {
        return connect(port, false);
    }

    private static Client connect(int port, boolean eager, String... subprotocols) {
        var client = new Client(eager);
        var builder = HTTP.newWebSocketBuilder();
        if (subprotocols.length > 0) {
            builder.subprotocols("cloudevents.json", subprotocols);
        } else {
            builder.subprotocols("cloudevents.json");
        }
        client.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/events"), client.new Listener())
                .join();
        return client;
    }

    /** A user's or device's socket that has been welcomed. */
    public static Client hello(int port, String token, EndpointId endpoint) {
        return hello(port, token, endpoint, Map.of());
    }

    public static Client hello(int port, String token, EndpointId endpoint, Map<RoomId, Long> rooms) {
        var client = connect(port);
        client.send(new ClientFrame.Hello(Optional.of(token), Optional.of(endpoint), rooms, Map.of()));
        client.await("welcome");
        return client;
    }

    /** An app subscriber's socket that has been welcomed. */
    public static Client subscribe(int port, String token, Map<Integer, Long> positions) {
        var client = connect(port);
        client.send(new ClientFrame.Hello(Optional.of(token), Optional.empty(), Map.of(), positions));
        client.await("welcome");
        return client;
    }

    /** By its sealed interface, so that the frame says its kind. */
    public void send(ClientFrame frame) {
        sendText(Wire.text(frame));
    }

    public void sendText(String text) {
        opened().sendText(text, true).join();
    }

    public void sendBinary(byte[] bytes) {
        opened().sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Takes in so many more messages. */
    public void read(long messages) {
        opened().request(messages);
    }

    /** The first frame of this kind, already there or yet to come. */
    public JsonNode await(String kind) {
        return await(kind + " frame", frame -> frame.path("kind").asText().equals(kind));
    }

    /** The room's event of this type, already there or yet to come. */
    public JsonNode awaitEvent(TestRoom room, String type) {
        return await(
                type,
                frame -> frame.path("type").asText().equals(type)
                        && frame.path("subject").asText().equals(room.id()));
    }

    public JsonNode await(String what, Predicate<JsonNode> wanted) {
        return org.awaitility.Awaitility.await(what)
                .atMost(PATIENCE)
                .failFast(() -> closeCode != 0 && frames.stream().noneMatch(wanted))
                .until(() -> frames.stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    public List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    /** The kinds of all frames, and an event's type instead of its kind. */
    public List<String> told() {
        return frames.stream()
                .map(frame -> frame.path("kind").asText().equals("event")
                        ? frame.path("type").asText()
                        : frame.path("kind").asText())
                .toList();
    }

    /** How the gateway closed, with the reason. */
    public String awaitClose(CloseCode code) {
        org.awaitility.Awaitility.await("close").atMost(PATIENCE).until(() -> closeCode != 0);
        if (closeCode != code.code()) {
            throw new AssertionError("closed with " + closeCode + " " + closeReason + ", not " + code);
        }
        return closeReason;
    }

    public boolean isOpen() {
        return closeCode == 0;
    }

    private WebSocket opened() {
        var open = socket;
        if (open == null) {
            throw new IllegalStateException("not connected");
        }
        return open;
    }

    @Override
    public void close() {
        opened().abort();
    }

    /** Says goodbye. */
    public void leave() {
        opened().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onOpen(WebSocket from) {
            if (eager) {
                from.request(1);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    frames.add(Wire.json().readTree(text.toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                text.setLength(0);
            }
            if (eager) {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeReason = reason;
            closeCode = code;
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closeReason = String.valueOf(error);
            closeCode = 1006;
        }
    }
}
