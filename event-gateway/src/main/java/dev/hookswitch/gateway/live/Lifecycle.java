package dev.hookswitch.gateway.live;

import dev.hookswitch.access.RevocationFeed;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.presence.Presence;
import dev.hookswitch.messaging.Commands;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Starts what has a thread of its own, in order, and ends it in the other order. Waits for a broker that is away. */
@ApplicationScoped
class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final long AGAIN_MS = 500;
    private static final long REPLAY_LOOK_MS = 20;

    private final GatewayConfig config;
    private final RoomFeed rooms;
    private final RevocationFeed revocations;
    private final Resumes resumes;
    private final Upkeep upkeep;
    private final Presence presence;
    private final Signals signals;
    private final LiveEndpoint endpoint;
    private final Sockets sockets;
    private final Commands commands;
    private final Thread starter = Thread.ofVirtual().name("feeds-start").unstarted(this::startFeeds);
    private volatile boolean stopping;

    Lifecycle(
            GatewayConfig config,
            RoomFeed rooms,
            RevocationFeed revocations,
            Resumes resumes,
            Upkeep upkeep,
            Presence presence,
            Signals signals,
            LiveEndpoint endpoint,
            Sockets sockets,
            Commands commands) {
        this.config = config;
        this.rooms = rooms;
        this.revocations = revocations;
        this.resumes = resumes;
        this.upkeep = upkeep;
        this.presence = presence;
        this.signals = signals;
        this.endpoint = endpoint;
        this.sockets = sockets;
        this.commands = commands;
    }

    void start(@Observes StartupEvent event) {
        resumes.start();
        upkeep.start();
        signals.start();
        presence.start();
        starter.start();
    }

    /** Before the HTTP server stops, which would close all sockets without a word of whether to come back. */
    void sayGoodbye(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        endpoint.accept(false);
        sockets.forEach(socket -> socket.link().close(CloseCode.GOING_AWAY, "the gateway stops"));
        awaitClosed();
    }

    void stop(@Observes ShutdownEvent event) {
        presence.stop();
        signals.stop();
        rooms.stop();
        commands.close();
    }

    private void startFeeds() {
        try {
            while (!stopping && !started(rooms.isRunning(), rooms::start)) {
                Thread.sleep(AGAIN_MS);
            }
            while (!stopping && !revocations.isReplayed()) {
                Thread.sleep(REPLAY_LOOK_MS);
            }
            endpoint.accept(!stopping);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean started(boolean already, Runnable start) {
        if (already) {
            return true;
        }
        try {
            start.run();
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("feeds wait for the broker reason=%s", e);
            return false;
        }
    }

    private void awaitClosed() {
        var until = System.nanoTime() + config.goodbye().toNanos();
        try {
            while (sockets.ofParties() + sockets.ofApps() > 0 && System.nanoTime() < until) {
                Thread.sleep(REPLAY_LOOK_MS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        // Whoever has not answered the close: its rooms are told all the same.
        sockets.forEach(socket -> {
            if (socket instanceof PartySocket party) {
                party.leave();
            }
        });
    }

    /** What sends commands for this process. */
    @Produces
    @Singleton
    static Commands commands(GatewayConfig config) {
        return new Commands(config.kafka(), "gateway");
    }
}
