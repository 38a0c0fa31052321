package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.live.core.News;
import dev.hookswitch.messaging.EventTail;
import dev.hookswitch.messaging.TailedEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Serves app subscribers the events between their cursor and the live stream, a few subscribers at a time. A subscriber
 * that is further behind than is kept gets a gap, never silence.
 */
@ApplicationScoped
class CatchUps {
    private static final Logger LOG = Logger.getLogger(CatchUps.class);

    /** Subscribers that may wait for a reader; more are told to come again. */
    private static final int WAITING_MAX = 256;

    /** An hour's events of a large installation are read in less; whatever takes longer is stuck. */
    private static final long CATCH_UP_MAX_S = 300;

    private final GatewayConfig config;
    private final RoomFeed feed;
    private final Offsets offsets;
    private final InstantSource clock;
    private final ThreadPoolExecutor readers;
    private final AtomicLong names = new AtomicLong();

    CatchUps(GatewayConfig config, RoomFeed feed, Offsets offsets, InstantSource clock) {
        this.config = config;
        this.feed = feed;
        this.offsets = offsets;
        this.clock = clock;
        this.readers = new ThreadPoolExecutor(
                config.catchUpReaders(),
                config.catchUpReaders(),
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name("catch-up-", 0).factory());
        readers.allowCoreThreadTimeOut(true);
    }

    @PreDestroy
    void stop() {
        readers.shutdownNow();
    }

    /** The socket stands in {@link Sockets} already, so that nothing falls between its cursor and the live stream. */
    void bring(AppSocket socket) {
        var now = feed.positions();
        if (!socket.isBeyond(now) && socket.meet(now)) {
            return;
        }
        try {
            readers.execute(() -> read(socket));
        } catch (RejectedExecutionException _) {
            socket.link().close(CloseCode.TOO_SLOW, "too many subscribers catch up; come again with your cursor");
        }
    }

    private void read(AppSocket socket) {
        try {
            // The ends are asked for anew: another gateway may have told this subscriber more than is known here.
            socket.skipTo(
                    offsets.since(Topic.ROOM_EVENTS, clock.instant().minus(config.behindMax())),
                    offsets.ends(Topic.ROOM_EVENTS));
            if (!socket.meet(feed.positions())) {
                tail(socket);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | ExecutionException | TimeoutException e) {
            LOG.warnf(e, "catch-up ended early app=%s", socket.app());
            socket.link().close(CloseCode.TOO_SLOW, "the older events could not be read; come again with your cursor");
        }
    }

    private void tail(AppSocket socket) throws InterruptedException, ExecutionException, TimeoutException {
        var done = new CompletableFuture<Void>();
        var name = config.instance() + "-catch-up-" + names.incrementAndGet();
        try (var tail = new EventTail(
                config.kafka(),
                name,
                Topic.ROOM_EVENTS,
                socket.behind(),
                event -> tell(socket, event, done),
                (partition, _, first) -> passed(socket, partition, first, done))) {
            tail.start();
            done.get(CATCH_UP_MAX_S, TimeUnit.SECONDS);
        }
    }

    private void tell(AppSocket socket, TailedEvent event, CompletableFuture<Void> done) {
        if (done.isDone()) {
            return;
        }
        var isOwn = event.app().equals(socket.app().value()) && event.audience().contains(News.FOR_APP);
        if (isOwn) {
            try {
                if (!socket.link().awaitRoom(config.catchUpPatience())) {
                    socket.link().close(CloseCode.TOO_SLOW, "too slow for the older events");
                    done.complete(null);
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                done.complete(null);
                return;
            }
            RoomFeed.news(event).ifPresent(news -> socket.hearOld(news, event.partition(), event.offset()));
        }
        passed(socket, event.partition(), event.offset() + 1, done);
    }

    private void passed(AppSocket socket, int partition, long next, CompletableFuture<Void> done) {
        if (socket.readUpTo(partition, next, feed.positionOf(partition))) {
            done.complete(null);
        }
    }
}
