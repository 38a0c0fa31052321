package dev.hookswitch.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.local.client.LiveSocket.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One connection to a gateway: joins what it gets into frames, and says when it ends. */
final class EventStream implements WebSocket.Listener {
    /** The close code of a connection that ended without one (RFC 6455 §7.1.5). */
    static final int BROKEN = 1006;

    private final StringBuilder text = new StringBuilder();
    private final Consumer<Frame> onFrame;
    private final IntConsumer onClose;
    private volatile long heardAt = System.nanoTime();

    EventStream(Consumer<Frame> onFrame, IntConsumer onClose) {
        this.onFrame = onFrame;
        this.onClose = onClose;
    }

    /** Connects and leaves the first word to the caller. */
    static WebSocket open(Api api, EventStream stream) {
        var address = api.address();
        var scheme = address.getScheme().equals("https") ? "wss" : "ws";
        return api.http()
                .newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(10))
                .subprotocols("cloudevents.json")
                .buildAsync(URI.create(scheme + "://" + address.getAuthority() + "/v1/events"), stream)
                .join();
    }

    /** The first frame; {@code rooms} and {@code positions} are the cursor of a party or of an app's server. */
    static JsonNode hello(String token, Optional<String> endpoint, Map<String, Long> rooms, JsonNode positions) {
        var hello = Wire.json().createObjectNode();
        hello.put("kind", "hello").put("token", token);
        endpoint.ifPresent(id -> hello.put("endpoint", id));
        hello.set("rooms", Wire.json().valueToTree(rooms));
        hello.set("positions", positions);
        return hello;
    }

    /** How long nothing was heard, not even a ping. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        heardAt = System.nanoTime();
        text.append(data);
        if (last) {
            var whole = text.toString();
            text.setLength(0);
            onFrame.accept(new Frame(Instant.now(), json(whole)));
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        heardAt = System.nanoTime();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        onClose.accept(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        onClose.accept(BROKEN);
    }

    private static JsonNode json(String text) {
        try {
            return Wire.json().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
