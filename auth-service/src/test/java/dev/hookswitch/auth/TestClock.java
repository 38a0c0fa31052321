package dev.hookswitch.auth;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The service's clock, which a test may move; it goes on from there. */
final class TestClock {
    private static volatile Duration ahead = Duration.ZERO;

    @Produces
    @Singleton
    InstantSource clock() {
        return () -> Instant.now().plus(ahead);
    }

    static void forward(Duration by) {
        ahead = ahead.plus(by);
    }

    static void reset() {
        ahead = Duration.ZERO;
    }
}
