package dev.hookswitch.gateway.live;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once sockets are taken: the feeds follow the log, and it is known who was disabled. */
@Readiness
@ApplicationScoped
class FeedReady implements HealthCheck {
    private final LiveEndpoint endpoint;

    FeedReady(LiveEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("live events")
                .status(endpoint.isAccepting())
                .build();
    }
}
