package dev.hookswitch.auth;

import dev.hookswitch.auth.rights.RightsLog;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the log applies every partition it was given. */
@Readiness
@Singleton
public class LogReady implements HealthCheck {
    private final RightsLog log;

    LogReady(RightsLog log) {
        this.log = log;
    }

    @Override
    public HealthCheckResponse call() {
        var health = log.health();
        return HealthCheckResponse.named("log")
                .status(health.isWell())
                .withData("partitions", health.partitions().size())
                .withData("lag", health.lag())
                .build();
    }
}
