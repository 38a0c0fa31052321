package dev.hookswitch.access;

import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.messaging.EventTail;
import dev.hookswitch.messaging.TailedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Keeps {@link Revocations} true in every service: reads {@code auth.events} from before the oldest token that can still
 * be good, and then as they come. Who else wants them observes {@link AuthEvent}, behind the revocations and in the log's
 * order. A service is ready once it knows what was said before its start; a broker that is away is waited for.
 */
@Singleton
public final class RevocationFeed {
    private static final Logger LOG = Logger.getLogger(RevocationFeed.class);
    private static final Duration AGAIN = Duration.ofMillis(500);
    /** Between asking whether a subject may have a token and dating the token; and what clocks differ. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final Revocations revocations;
    private final Event<AuthEvent> observers;
    private final EventTail tail;
    private final Thread starter;

    RevocationFeed(AccessConfig config, InstantSource clock, Revocations revocations, Event<AuthEvent> observers) {
        this.revocations = revocations;
        this.observers = observers;
        this.tail = EventTail.since(
                config.kafka(),
                config.service() + "-revocations",
                Topic.AUTH_EVENTS,
                clock.instant().minus(TokenVerifier.TOKEN_LIFE_MAX).minus(MARGIN),
                this::on);
        this.starter = Thread.ofVirtual().name("revocations-start").unstarted(this::startTail);
    }

    void start(@Observes StartupEvent event) {
        starter.start();
    }

    private void startTail() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                tail.start();
                return;
            } catch (RuntimeException e) {
                LOG.warnf("revocations wait for the broker: reason=%s", e.toString());
            }
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        starter.interrupt();
        try {
            starter.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        tail.close();
    }

    /** Whether all is known that was said before the start. */
    public boolean isReplayed() {
        return tail.isCaughtUp();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck ready() {
        return () ->
                HealthCheckResponse.named("revocations").status(isReplayed()).build();
    }

    private void on(TailedEvent event) {
        event.as(Messages.AUTH_EVENTS).ifPresent(known -> {
            revocations.on(known);
            observers.fire(known);
        });
    }
}
