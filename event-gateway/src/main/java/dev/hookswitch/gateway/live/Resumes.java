package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.live.core.News;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks room-service what returning sockets have missed, many in one query, again and again until it answers.
 *
 * <p>The queue is bounded by the sockets: each stands in it at most once at a time.
 */
@ApplicationScoped
class Resumes {
    private static final Logger LOG = Logger.getLogger(Resumes.class);

    /** Queries under way at a time; one holds a database connection of room-service. */
    private static final int QUERIES_MAX = 4;

    /** room-service takes bodies of 64 KiB; a cursor may be long, and 256 of them longer. */
    private static final int QUERY_BYTES_MAX = 58_000;

    /** A subject with its app, and one room of a cursor, as JSON at their longest. */
    private static final int SUBJECT_BYTES = 300;

    private static final int ROOM_BYTES = 90;

    private static final long AGAIN_MS_MIN = 100;
    private static final long AGAIN_MS_MAX = 2_000;

    private record Key(AppId app, String subject) {}

    /** @param failures queries in vain so far */
    private record Waiting(PartySocket socket, int failures) {
        Key key() {
            return new Key(socket.app(), socket.subject());
        }

        int bytes() {
            return SUBJECT_BYTES + ROOM_BYTES * socket.cursor().size();
        }
    }

    private final RoomService room;
    private final GatewayConfig config;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Semaphore queries = new Semaphore(QUERIES_MAX);
    private final AtomicBoolean isAway = new AtomicBoolean();
    private final Thread collector = Thread.ofVirtual().name("resume-collector").unstarted(this::collect);

    Resumes(RoomService room, GatewayConfig config) {
        this.room = room;
        this.config = config;
    }

    void start() {
        collector.start();
    }

    @PreDestroy
    void stop() {
        collector.interrupt();
    }

    /** Tells the socket what it has missed, as soon as room-service says it. */
    void ask(PartySocket socket) {
        queue.add(new Waiting(socket, 0));
    }

    private void collect() {
        try {
            while (true) {
                var batch = new HashMap<Key, Waiting>();
                var later = new ArrayList<Waiting>();
                var until = System.nanoTime();
                var bytes = 0;
                for (var one = queue.take(); one != null; one = next(until, batch.size(), bytes)) {
                    if (batch.isEmpty()) {
                        until = System.nanoTime() + config.resumeWindow().toNanos();
                    }
                    // Another socket of the same subject has a cursor of its own: it is answered by the next query.
                    if (batch.putIfAbsent(one.key(), one) == null) {
                        bytes += one.bytes();
                    } else {
                        later.add(one);
                    }
                }
                queue.addAll(later);
                queries.acquire();
                Thread.ofVirtual().name("resume-query").start(() -> {
                    try {
                        answer(List.copyOf(batch.values()));
                    } finally {
                        queries.release();
                    }
                });
            }
        } catch (InterruptedException _) {
            LOG.debug("resume collector ends");
        }
    }

    private @Nullable Waiting next(long until, int collected, int bytes) throws InterruptedException {
        return collected >= config.resumeBatch() || bytes >= QUERY_BYTES_MAX
                ? null
                : queue.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private void answer(List<Waiting> all) {
        var open = all.stream().filter(one -> !one.socket().link().isClosed()).toList();
        if (open.isEmpty()) {
            return;
        }
        try {
            var cursors = new HashMap<Key, Map<RoomId, Long>>();
            open.forEach(one -> cursors.put(one.key(), one.socket().cursor()));
            var found = found(open, cursors);
            // Whoever has a part of its live room already: what came before is needed to know whether it still rings.
            var whole = found(
                    open.stream()
                            .filter(one -> Optional.ofNullable(found.get(one.key()))
                                    .flatMap(Missed.Found::live)
                                    .filter(live -> cursors.getOrDefault(one.key(), Map.of())
                                            .containsKey(live))
                                    .isPresent())
                            .toList(),
                    Map.of());
            for (var one : open) {
                var missed = found.get(one.key());
                if (missed == null) {
                    throw new RoomService.Away("an answer without one of the subjects");
                }
                var history = Optional.ofNullable(whole.get(one.key()))
                        .map(Missed::news)
                        .orElse(List.<News>of());
                one.socket().resumed(Missed.news(missed), missed.live(), history);
            }
            if (isAway.getAndSet(false)) {
                LOG.info("room-service answers, sockets resume");
            }
        } catch (RuntimeException e) {
            if (!isAway.getAndSet(true)) {
                LOG.warnf("sockets wait for room-service to resume reason=%s", e);
            }
            open.forEach(this::again);
        }
    }

    private Map<Key, Missed.Found> found(List<Waiting> sockets, Map<Key, Map<RoomId, Long>> cursors) {
        if (sockets.isEmpty()) {
            return Map.of();
        }
        var subjects = sockets.stream()
                .map(one -> new Missed.Subject(
                        one.socket().app(), one.socket().subject(), cursors.getOrDefault(one.key(), Map.of())))
                .toList();
        var byKey = new HashMap<Key, Missed.Found>();
        room.missed(subjects).forEach(found -> byKey.put(new Key(found.app(), found.subject()), found));
        return byKey;
    }

    /** At the next tick of its delay, which it shares with all who wait as long: they come back in one query. */
    private void again(Waiting one) {
        var delay = Math.min(AGAIN_MS_MAX, AGAIN_MS_MIN << Math.min(one.failures(), 10));
        var untilTick = delay - TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) % delay;
        CompletableFuture.delayedExecutor(untilTick, TimeUnit.MILLISECONDS)
                .execute(() -> queue.add(new Waiting(one.socket(), one.failures() + 1)));
    }
}
