package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.live.core.News;
import dev.hookswitch.messaging.EventTail;
import dev.hookswitch.messaging.SeqGuard;
import dev.hookswitch.messaging.TailedEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The live stream: reads all of {@code room.events} and tells each event to the sockets here that may see it. Labels stand
 * in headers, so that an event that concerns nobody here is not parsed.
 */
@ApplicationScoped
class RoomFeed {
    private static final Logger LOG = Logger.getLogger(RoomFeed.class);

    /** Rooms whose last seq is known; ten times the calls that begin in a minute on a large installation. */
    private static final int ROOMS_MAX = 100_000;

    private final GatewayConfig config;
    private final Sockets sockets;
    private final Rooms rooms;
    private final Resumes resumes;
    private final Counter told;
    private final Counter unknown;
    private final Counter holes;
    /** Where the stream is, by partition; moved before the sockets of an event are looked up. */
    private final Map<Integer, Long> positions = new ConcurrentHashMap<>();

    private final SeqGuard guard = new SeqGuard(ROOMS_MAX, this::hole);
    private @Nullable TailedEvent current;
    private volatile @Nullable EventTail tail;

    RoomFeed(GatewayConfig config, Sockets sockets, Rooms rooms, Resumes resumes, MeterRegistry meters) {
        this.config = config;
        this.sockets = sockets;
        this.rooms = rooms;
        this.resumes = resumes;
        this.told = meters.counter("gateway.events.told");
        this.unknown = meters.counter("gateway.events.unknown");
        this.holes = meters.counter("gateway.events.holes");
    }

    /** Returns when every event from now on will be told; throws when the broker is away. */
    void start() {
        var starting = new EventTail(config.kafka(), config.instance(), Topic.ROOM_EVENTS, this::on);
        starting.start();
        positions.putAll(starting.positions());
        tail = starting;
    }

    boolean isRunning() {
        return tail != null;
    }

    void stop() {
        var running = tail;
        if (running != null) {
            running.close();
        }
    }

    /** The next offset of each partition. */
    Map<Integer, Long> positions() {
        return Map.copyOf(positions);
    }

    long positionOf(int partition) {
        return positions.getOrDefault(partition, 0L);
    }

    /** Holes that were met and filled. */
    double holes() {
        return holes.count();
    }

    private void on(TailedEvent event) {
        positions.merge(event.partition(), event.offset() + 1, Math::max);
        var seq = event.seq();
        if (seq < 1) {
            return;
        }
        current = event;
        if (!guard.isNext(event.key(), seq)) {
            return;
        }
        var app = new AppId(event.app());
        var listening = parties(app, News.viewers(event.parties(), event.audience()));
        var subscribers = event.audience().contains(News.FOR_APP) ? sockets.of(app) : List.<AppSocket>of();
        if (listening.isEmpty() && subscribers.isEmpty()) {
            return;
        }
        var news = news(event);
        if (news.isEmpty()) {
            unknown.increment();
            return;
        }
        rooms.learn(news.get());
        listening.forEach(socket -> socket.hear(news.get()));
        subscribers.forEach(socket -> socket.hear(news.get(), event.partition(), event.offset(), positions));
        told.increment(listening.size() + subscribers.size());
    }

    private List<PartySocket> parties(AppId app, List<String> subjects) {
        var found = new ArrayList<PartySocket>(2);
        subjects.forEach(subject -> found.addAll(sockets.of(app, subject)));
        return found;
    }

    /** Nothing for a type that only a later version knows; throws for what is not what it says. */
    static Optional<News> news(TailedEvent event) {
        var parties = event.parties();
        if (parties.size() != News.PARTIES) {
            return Optional.empty();
        }
        return event.as(Messages.ROOM_EVENTS)
                .map(known -> new News(
                        event.id(),
                        event.header("ce_source"),
                        event.type(),
                        new RoomId(event.key()),
                        event.seq(),
                        event.time(),
                        new AppId(event.app()),
                        parties.get(0),
                        parties.get(1),
                        Set.copyOf(event.audience()),
                        known,
                        new String(event.value(), StandardCharsets.UTF_8)));
    }

    /** Whoever follows this room hears from room-service what the log did not bring. */
    private void hole(String room, long last, long next) {
        var event = current;
        if (event == null) {
            return;
        }
        holes.increment();
        LOG.errorf("ALARM: hole in a room's events room=%s last=%d next=%d", room, last, next);
        var app = new AppId(event.app());
        parties(app, event.parties()).forEach(socket -> {
            socket.resumeAgain();
            resumes.ask(socket);
        });
        sockets.of(app).forEach(socket -> socket.missing(event.partition(), event.offset()));
    }
}
