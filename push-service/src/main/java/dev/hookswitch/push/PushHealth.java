package dev.hookswitch.push;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while every partition that is this process's is applied. */
@Readiness
@Singleton
class PushHealth implements HealthCheck {
    private final PushLog log;

    PushHealth(PushLog log) {
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
