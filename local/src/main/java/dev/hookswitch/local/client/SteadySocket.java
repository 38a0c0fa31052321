package dev.hookswitch.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.local.client.LiveSocket.Frame;
import java.io.UncheckedIOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A socket for days: it comes back with its cursor after every loss, renews its token in time, and hands each frame to its
 * reader once.
 *
 * <p>Unlike {@link LiveSocket} it remembers no frame. The reader is told on one thread at a time, in order; it must not
 * wait there. Methods may be called from any thread.
 */
public final class SteadySocket implements AutoCloseable {
    private static final Duration WELCOMED_WITHIN = Duration.ofSeconds(15);
    private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);

    /** A gateway pings every 12 s. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);

    private static final long FIRST_DELAY_MS = 100;
    private static final long DELAY_MS_MAX = 5_000;

    /** What hears of it. */
    public interface Reader {
        void frame(Frame frame);

        /** Connected, at first or again. */
        default void connected() {}

        /** Not connected any more, or still not; it goes on trying. */
        default void away(String why) {}

        /** For good: connecting again is of no use. */
        default void refused(String why) {}
    }

    private final Api door;
    private final Optional<String> endpoint;
    private final Supplier<String> tokens;
    private final Reader reader;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Long> rooms = new NewestRooms();
    private JsonNode positions = Wire.json().createObjectNode();
    private @Nullable WebSocket open;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private boolean isHeldOff;
    private boolean isClosed;

    private SteadySocket(Api door, Optional<String> endpoint, Supplier<String> tokens, Reader reader) {
        this.door = door;
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.reader = reader;
    }

    /** One installation of a user or device; {@code tokens} is asked at each connection and when a token runs out. */
    public static SteadySocket ofParty(Api door, String endpoint, Supplier<String> tokens, Reader reader) {
        return new SteadySocket(door, Optional.of(endpoint), tokens, reader).started(endpoint);
    }

    /** An app's server, which hears of all calls of its app from now on. Events may come again after a loss. */
    public static SteadySocket ofApp(Api door, Supplier<String> tokens, Reader reader) {
        return new SteadySocket(door, Optional.empty(), tokens, reader).started("app");
    }

    private SteadySocket started(String name) {
        Thread.ofPlatform().daemon().name("socket-" + name).start(this::stayConnected);
        return this;
    }

    /** Sends this if it is connected at this moment. */
    public void send(ClientFrame frame) {
        send(Wire.text(frame));
    }

    /** Loses its network without a word, until {@link #comeBack}. */
    public void goAway() {
        hold(true);
        abort();
    }

    public void comeBack() {
        hold(false);
    }

    private void hold(boolean off) {
        lock.lock();
        try {
            isHeldOff = off;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        @Nullable WebSocket socket;
        lock.lock();
        try {
            isClosed = true;
            socket = open;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (socket != null) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .orTimeout(1, TimeUnit.SECONDS)
                    .exceptionally(_ -> socket)
                    .join();
            socket.abort();
        }
    }

    private void stayConnected() {
        var failures = 0;
        while (mayConnect(failures)) {
            try {
                var code = connectAndStay();
                abort();
                failures = 1;
                if (isOver(code)) {
                    return;
                }
                reader.away("the connection was lost");
            } catch (CompletionException
                    | ExecutionException
                    | TimeoutException
                    | IllegalStateException
                    | UncheckedIOException e) {
                abort();
                if (failures++ == 0) {
                    reader.away("no connection to " + door.address());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Waits until it is time for the next attempt; false when there is none. */
    private boolean mayConnect(int failures) {
        var delay = failures == 0 ? 0 : Math.min(DELAY_MS_MAX, FIRST_DELAY_MS << Math.min(failures, 10));
        // All who lost the same gateway should not come back in the same instant.
        var left = TimeUnit.MILLISECONDS.toNanos(
                delay / 2 + ThreadLocalRandom.current().nextLong(delay / 2 + 1));
        lock.lock();
        try {
            while (!isClosed && isHeldOff) {
                changed.await();
            }
            while (!isClosed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !isClosed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the close code. */
    private int connectAndStay() throws InterruptedException, ExecutionException, TimeoutException {
        var token = tokens.get();
        var welcomed = new CompletableFuture<Void>();
        var closed = new CompletableFuture<Integer>();
        var stream = new EventStream(frame -> arrived(frame, welcomed), code -> {
            welcomed.completeExceptionally(new IllegalStateException("closed with " + code));
            closed.complete(code);
        });
        var socket = EventStream.open(door, stream);
        if (!isTaken(socket)) {
            socket.abort();
            return WebSocket.NORMAL_CLOSURE;
        }
        socket.sendText(helloText(token), true).join();
        try {
            welcomed.get(WELCOMED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (closed.isDone() && noUse(closed.join()).isPresent()) {
                return closed.join();
            }
            throw e;
        }
        reader.connected();
        while (!socket.isInputClosed() && stream.silence().compareTo(SILENCE_MAX) < 0) {
            try {
                return closed.get(LOOKS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Looks again.
            }
        }
        return EventStream.BROKEN;
    }

    private boolean isTaken(WebSocket socket) {
        lock.lock();
        try {
            open = socket;
            return !isClosed && !isHeldOff;
        } finally {
            lock.unlock();
        }
    }

    private String helloText(String token) {
        lock.lock();
        try {
            return EventStream.hello(token, endpoint, rooms, positions).toString();
        } finally {
            lock.unlock();
        }
    }

    private void abort() {
        @Nullable WebSocket socket;
        lock.lock();
        try {
            socket = open;
            open = null;
        } finally {
            lock.unlock();
        }
        if (socket != null) {
            socket.abort();
        }
    }

    private void send(String text) {
        lock.lock();
        try {
            var socket = open;
            if (socket != null) {
                // One after the other: the socket refuses a text while another is on its way. What is lost with the
                // connection was of no use without it.
                sent = sent.handle((_, _) -> socket).thenCompose(next -> next.sendText(text, true));
            }
        } finally {
            lock.unlock();
        }
    }

    private void arrived(Frame frame, CompletableFuture<Void> welcomed) {
        switch (frame.kind()) {
            case "welcome" -> welcomed.complete(null);
            case "tokenExpiring" -> Thread.ofVirtual().start(this::renewToken);
            case "event" -> {
                if (isNew(frame)) {
                    reader.frame(frame);
                    remember(frame);
                }
            }
            default -> reader.frame(frame);
        }
    }

    private void renewToken() {
        try {
            send(new ClientFrame.Token(tokens.get()));
        } catch (IllegalStateException | UncheckedIOException e) {
            reader.away("the token cannot be renewed");
        }
    }

    private boolean isNew(Frame frame) {
        lock.lock();
        try {
            return frame.json().path("seq").asLong() > rooms.getOrDefault(frame.room(), 0L);
        } finally {
            lock.unlock();
        }
    }

    /** Only when the reader has it: one that throws gets it again after the reconnect. */
    private void remember(Frame frame) {
        lock.lock();
        try {
            if (endpoint.isPresent()) {
                rooms.put(frame.room(), frame.json().path("seq").asLong());
            } else {
                positions = frame.json().path("cursor");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether this close code means that connecting again is of no use. Tells the reader, unless it was this side's own. */
    private boolean isOver(int code) {
        lock.lock();
        try {
            if (isClosed) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        var over = noUse(code);
        over.ifPresent(known -> reader.refused("the gateway closed with " + code + " " + Wire.name(known)));
        return over.isPresent();
    }

    private static Optional<CloseCode> noUse(int code) {
        return Arrays.stream(CloseCode.values())
                .filter(known -> known.code() == code && known.reconnect() == CloseCode.Reconnect.NO)
                .findFirst();
    }

    /** As many rooms as a hello may name; the least recently heard of is forgotten. */
    private static final class NewestRooms extends LinkedHashMap<String, Long> {
        private static final long serialVersionUID = 1;

        NewestRooms() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > ClientFrame.ROOMS_MAX;
        }
    }
}
