package dev.hookswitch.gateway.presence.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private final LeaseWatch watch = new LeaseWatch(Duration.ofSeconds(5));

    @Test
    void isDeadWhenMissingTwiceALeaseApart() {
        assertThat(watch.dead(Set.of("a"), NOON)).isEmpty();
        assertThat(watch.dead(Set.of("a"), NOON.plusSeconds(4))).isEmpty();
        assertThat(watch.dead(Set.of("a"), NOON.plusSeconds(5))).containsExactly("a");
    }

    @Test
    void isNotDeadWhenSeenInBetween() {
        watch.dead(Set.of("a"), NOON);
        watch.dead(Set.of(), NOON.plusSeconds(4));

        assertThat(watch.dead(Set.of("a"), NOON.plusSeconds(6))).isEmpty();
    }

    @Test
    void concludesNothingFromATimeWithoutRedis() {
        watch.dead(Set.of("a"), NOON);
        watch.blind();

        assertThat(watch.dead(Set.of("a"), NOON.plusSeconds(60))).isEmpty();
        assertThat(watch.dead(Set.of("a"), NOON.plusSeconds(65))).containsExactly("a");
    }
}
