package dev.hookswitch.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.live.ClientFrame;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A socket at the gateway that keeps every frame it got and remembers its cursor, so that the next one can go on.
 *
 * <p>Thread-safe. Frames arrive on the HTTP client's threads in order.
 */
public final class LiveSocket implements AutoCloseable {
    /** A frame as it came, and when. */
    public record Frame(Instant at, JsonNode json) {
        public String kind() {
            return json.path("kind").asText();
        }

        /** The CloudEvents type of an event frame, empty for others. */
        public String type() {
            return json.path("type").asText();
        }

        /** The room that it is about. */
        public String room() {
            return switch (kind()) {
                case "event" -> json.path("subject").asText();
                case "ring" -> json.path("ring").path("room").asText();
                default -> json.path("room").asText();
            };
        }
    }

    /** For what must come. On an idle machine that is milliseconds; beside a build of everything minutes have been seen. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Frame> frames = new ArrayList<>();
    private final Map<String, Long> rooms = new HashMap<>();
    private final Consumer<Frame> onFrame;
    private JsonNode positions = Wire.json().createObjectNode();
    private int closeCode;

    private @Nullable WebSocket socket;

    private LiveSocket(Consumer<Frame> onFrame) {
        this.onFrame = onFrame;
    }

    /** Connects, says hello and returns when the gateway has welcomed it; {@code rooms} and {@code positions} are the cursor. */
    public static LiveSocket open(
            Api api, Optional<String> endpoint, Map<String, Long> rooms, JsonNode positions, Consumer<Frame> onFrame) {
        var live = openWithoutHello(api, onFrame);
        live.rooms.putAll(rooms);
        live.positions = positions;
        live.send(EventStream.hello(api.token(), endpoint, rooms, positions));
        live.await(frame -> frame.kind().equals("welcome"), PATIENCE);
        return live;
    }

    /** Connects and leaves the first word to the caller. */
    public static LiveSocket openWithoutHello(Api api, Consumer<Frame> onFrame) {
        var live = new LiveSocket(onFrame);
        live.socket = EventStream.open(api, new EventStream(live::arrived, live::closed));
        return live;
    }

    public void send(ClientFrame frame) {
        JsonNode json = Wire.json().valueToTree(frame);
        send(json);
    }

    public void send(JsonNode frame) {
        sendText(frame.toString());
    }

    /** Text as it is, for what is no frame. */
    public void sendText(String text) {
        var open = socket;
        if (open != null) {
            open.sendText(text, true).join();
        }
    }

    /** The first frame, already there or yet to come, that matches; throws {@link IllegalStateException} when there is none in time. */
    public Frame await(Predicate<Frame> wanted, Duration atMost) {
        var deadline = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            var seen = 0;
            while (true) {
                for (; seen < frames.size(); seen++) {
                    if (wanted.test(frames.get(seen))) {
                        return frames.get(seen);
                    }
                }
                var left = deadline - System.nanoTime();
                if (left <= 0 || closeCode != 0) {
                    throw new IllegalStateException("not seen within " + atMost
                            + (closeCode == 0 ? "" : ", closed with " + closeCode) + "; seen: "
                            + frames.stream()
                                    .map(f -> f.kind() + " " + f.type())
                                    .toList());
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** An event of a room, by its type. */
    public Frame awaitEvent(String room, String type, Duration atMost) {
        return await(frame -> frame.type().equals(type) && frame.room().equals(room), atMost);
    }

    /** The code the gateway closed with; throws {@link IllegalStateException} when it does not in time. */
    public int awaitClose(Duration atMost) {
        var deadline = System.nanoTime() + atMost.toNanos();
        lock.lock();
        try {
            while (closeCode == 0) {
                if (changed.awaitNanos(deadline - System.nanoTime()) <= 0) {
                    throw new IllegalStateException("still open after " + atMost);
                }
            }
            return closeCode;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** All frames so far. */
    public List<Frame> frames() {
        lock.lock();
        try {
            return List.copyOf(frames);
        } finally {
            lock.unlock();
        }
    }

    /** The last {@code seq} by room: the cursor of a user or device. */
    public Map<String, Long> cursor() {
        lock.lock();
        try {
            return Map.copyOf(rooms);
        } finally {
            lock.unlock();
        }
    }

    /** The cursor of an app subscriber. */
    public JsonNode positions() {
        lock.lock();
        try {
            return positions;
        } finally {
            lock.unlock();
        }
    }

    public boolean isOpen() {
        lock.lock();
        try {
            return closeCode == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Gone without a word, as when the network is lost. */
    public void drop() {
        var open = socket;
        if (open != null) {
            open.abort();
        }
        closed(1006);
    }

    @Override
    public void close() {
        var open = socket;
        if (open != null && isOpen()) {
            open.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .orTimeout(2, TimeUnit.SECONDS)
                    .exceptionally(_ -> open)
                    .join();
            open.abort();
        }
        closed(WebSocket.NORMAL_CLOSURE);
    }

    private void closed(int code) {
        lock.lock();
        try {
            if (closeCode == 0) {
                closeCode = code;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void arrived(Frame frame) {
        // First, so that who has awaited a frame finds it there too.
        onFrame.accept(frame);
        lock.lock();
        try {
            frames.add(frame);
            if (frame.kind().equals("event")) {
                rooms.merge(frame.room(), frame.json().path("seq").asLong(), Math::max);
                if (frame.json().has("cursor")) {
                    positions = frame.json().path("cursor");
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
