package dev.hookswitch.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.local.client.LiveSocket.Frame;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * One installation in a call: a phone page or a device program, with its token, its endpoint id and its socket.
 *
 * <p>It remembers what it got over all its sockets, so that a reconnect can be held against the whole.
 */
public final class Seat implements AutoCloseable {
    private static final Duration RECONNECT_AFTER = Duration.ofMillis(100);

    private final String endpoint;
    private final String id;
    private final List<Frame> seen = new CopyOnWriteArrayList<>();
    private Api api;
    private Optional<URI> socketsAt = Optional.empty();
    private LiveSocket live;

    private Seat(Api api, String endpoint, String id) {
        this.api = api;
        this.endpoint = endpoint;
        this.id = id;
        this.live = LiveSocket.open(
                api, Optional.of(endpoint), Map.of(), Wire.json().createObjectNode(), seen::add);
    }

    static Seat connected(Api api, String endpoint, String id) {
        return new Seat(api, endpoint, id);
    }

    public Api api() {
        return api;
    }

    /** openId or sn. */
    public String id() {
        return id;
    }

    public LiveSocket live() {
        return live;
    }

    /** Every frame over all sockets, in order of arrival. */
    public List<Frame> seen() {
        return List.copyOf(seen);
    }

    /** The network goes away without a word. */
    public void drop() {
        live.drop();
    }

    /** Speaks with a newer token of the same subject from now on; the open socket keeps its own. */
    public void useToken(String token) {
        api = api.as(token);
    }

    /** Connects again, now and from now on straight to this gateway, behind the front door. */
    public void reconnectAt(URI gateway) {
        socketsAt = Optional.of(gateway);
        reconnect();
    }

    /** Connects again with what it has, and goes on trying as a good client does. */
    public void reconnect() {
        var cursor = live.cursor();
        var at = socketsAt.map(gateway -> Api.at(gateway).as(api.token())).orElse(api);
        live.close();
        var deadline = System.nanoTime() + LiveSocket.PATIENCE.toNanos();
        while (true) {
            try {
                live = LiveSocket.open(
                        at, Optional.of(endpoint), cursor, Wire.json().createObjectNode(), seen::add);
                return;
            } catch (CompletionException | IllegalStateException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(RECONNECT_AFTER.toNanos());
            }
        }
    }

    /** Places a call; the body is the request's, see {@link Calls}. */
    public Api.Reply place(Map<String, Object> body, Map<String, String> headers) {
        var all = new LinkedHashMap<>(headers);
        all.put("Hookswitch-Endpoint", endpoint);
        return api.post("/v1/rooms", body, all);
    }

    /** Places a call that must be taken, and returns its room. */
    public String call(Map<String, Object> body) {
        return place(body, Map.of()).ok().path("roomId").asText();
    }

    /** {@code what} is the last part of the path: join, answer, media-up, reject, cancel, hang-up, … */
    public Api.Reply tell(String room, String what, Map<String, Object> body) {
        return api.post("/v1/rooms/" + room + "/" + what, body, Map.of("Hookswitch-Endpoint", endpoint));
    }

    /** The same, which must be taken. */
    public JsonNode must(String room, String what) {
        return tell(room, what, Map.of()).ok();
    }

    public Frame awaitRing() {
        return live.await(frame -> frame.kind().equals("ring"), LiveSocket.PATIENCE);
    }

    public Frame awaitRing(String room) {
        return live.await(frame -> frame.kind().equals("ring") && frame.room().equals(room), LiveSocket.PATIENCE);
    }

    public Frame awaitEvent(String room, String type) {
        return live.awaitEvent(room, type, LiveSocket.PATIENCE);
    }

    /** The plugin events this seat was shown for a room, in order, repeats dropped by event id. */
    public List<String> pluginEvents(String room) {
        var names = new ArrayList<String>();
        var ids = new java.util.HashSet<String>();
        for (var frame : seen) {
            if (frame.kind().equals("event")
                    && frame.room().equals(room)
                    && ids.add(frame.json().path("id").asText())) {
                frame.json()
                        .path("plugin")
                        .forEach(event -> names.add(event.path("eventName").asText()));
            }
        }
        return names;
    }

    @Override
    public void close() {
        live.close();
    }
}
