package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.live.CloseCode;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The wire of one socket: frames go out in the order they are given, from any thread, and no more wait for a slow reader
 * than its bounds say.
 */
final class Link {
    private static final Logger LOG = Logger.getLogger(Link.class);

    /** Frames handed to the network at a time; the rest waits here, where it can be counted and dropped. */
    private static final int UNDER_WAY_MAX = 32;

    /** RFC 6455 §5.5: a control frame has at most 125 bytes, two of them the code. */
    private static final int REASON_BYTES_MAX = 123;

    /** @param isBacklog what was missed is bounded by room-service, so it does not count against a slow reader */
    private record Frame(String text, boolean isBacklog) {}

    private final ServerWebSocket socket;
    private final int framesMax;
    private final int charsMax;
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>(2);
    private int underWay;
    private int frames;
    private int chars;
    private boolean closed;

    Link(ServerWebSocket socket, int framesMax, int charsMax) {
        this.socket = socket;
        this.framesMax = framesMax;
        this.charsMax = charsMax;
    }

    /** Sends, or closes the socket as too slow. */
    void send(String text) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (frames < framesMax && chars + text.length() <= charsMax) {
                add(new Frame(text, false));
                return;
            }
        }
        close(CloseCode.TOO_SLOW, "more than " + framesMax + " frames or " + charsMax + " characters wait");
    }

    /** Sends what a returning client has missed. */
    synchronized void sendBacklog(List<String> texts) {
        if (!closed) {
            texts.forEach(text -> add(new Frame(text, true)));
        }
    }

    private void add(Frame frame) {
        if (!frame.isBacklog()) {
            frames++;
            chars += frame.text().length();
        }
        waiting.add(frame);
        pump();
    }

    private void pump() {
        while (underWay < UNDER_WAY_MAX) {
            var frame = waiting.poll();
            if (frame == null) {
                return;
            }
            underWay++;
            socket.writeTextMessage(frame.text()).onComplete(_ -> written(frame));
        }
    }

    private synchronized void written(Frame frame) {
        underWay--;
        if (!frame.isBacklog()) {
            frames--;
            chars -= frame.text().length();
        }
        if (!closed) {
            pump();
        }
        notifyAll();
    }

    /** Waits until half of what may wait is free; false if it is not in time, or the socket is closed. */
    synchronized boolean awaitRoom(Duration atMost) throws InterruptedException {
        var deadline = System.nanoTime() + atMost.toNanos();
        while (!closed && (frames > framesMax / 2 || chars > charsMax / 2)) {
            var left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return !closed;
    }

    void ping() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        socket.writePing(io.vertx.core.buffer.Buffer.buffer()).onFailure(Link::gone);
    }

    /** Frames that wait for the reader. */
    synchronized int depth() {
        return frames;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes with the code; the reason is for the developer on the other side. */
    void close(CloseCode code, String reason) {
        if (!shut()) {
            return;
        }
        LOG.debugf("socket closed code=%s reason=%s", code, reason);
        // A reader that does not take the close frame either is cut off after the server's closing timeout.
        socket.close((short) code.code(), fitting(reason)).onFailure(Link::gone);
    }

    /** The other side has closed. */
    void closedByPeer() {
        shut();
    }

    private synchronized boolean shut() {
        if (closed) {
            return false;
        }
        closed = true;
        waiting.clear();
        notifyAll();
        return true;
    }

    private static void gone(Throwable failure) {
        LOG.debugf("socket already gone reason=%s", failure.getMessage());
    }

    private static String fitting(String reason) {
        var bytes = reason.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= REASON_BYTES_MAX) {
            return reason;
        }
        var end = REASON_BYTES_MAX;
        // Not within a character: continuation bytes begin with 10.
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
