package dev.hookswitch.access;

import dev.hookswitch.messaging.LogHealth;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Ready while every partition that is this process's is applied. No bean of its own, because event-gateway has no such
 * log: a service that has one produces this as its {@code @Readiness}.
 */
public record LogReady(Supplier<LogHealth> log) implements HealthCheck {
    @Override
    public HealthCheckResponse call() {
        var health = log.get();
        return HealthCheckResponse.named("log")
                .status(health.isWell())
                .withData("partitions", health.partitions().size())
                .withData("lag", health.lag())
                .build();
    }
}
