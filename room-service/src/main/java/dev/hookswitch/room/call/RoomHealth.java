package dev.hookswitch.room.call;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while every partition that is this process's is applied. */
@Readiness
@Singleton
class RoomHealth implements HealthCheck {
    private final RoomLog log;

    RoomHealth(RoomLog log) {
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
