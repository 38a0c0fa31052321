package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A WebSocket without any knowledge of the platform: text goes out, text comes in, in order. */
final class PlainSocket {
    private final List<JsonNode> unread = new ArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    PlainSocket(HttpClient http, URI address, String subprotocol) {
        socket = http.newWebSocketBuilder()
                .subprotocols(subprotocol)
                .buildAsync(address, new Listener())
                .join();
        assertThat(socket.getSubprotocol()).isEqualTo(subprotocol);
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    /** Waits for the first unread frame of this kind; frames between stay unread. */
    void read(Predicate<JsonNode> wanted, String what) {
        await().atMost(Told.PATIENCE)
                .untilAsserted(() -> assertThat(taken(wanted))
                        .describedAs("%s; unread: %s", what, unread())
                        .isTrue());
    }

    /** What has come and was not read. */
    synchronized List<JsonNode> unread() {
        return List.copyOf(unread);
    }

    private synchronized boolean taken(Predicate<JsonNode> wanted) {
        for (var i = 0; i < unread.size(); i++) {
            if (wanted.test(unread.get(i))) {
                unread.remove(i);
                return true;
            }
        }
        return false;
    }

    void awaitClose(int code) {
        await().atMost(Told.PATIENCE).until(closed::isDone);
        assertThat(closed.join()).isEqualTo(code);
    }

    /** Gone without a word. */
    void drop() {
        socket.abort();
    }

    private synchronized void arrived(String text) {
        unread.add(PlayedPage.json(text));
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                arrived(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }
}
