package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.messaging.core.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Deadline RING = new Deadline("ring", NOON.plusSeconds(60));
    private static final Deadline JOIN = new Deadline("join", NOON.plusSeconds(20));

    private final Deadlines<String> deadlines = new Deadlines<>();

    private List<Deadline> due(Instant now) {
        return deadlines.take(now, 100).stream().map(Deadlines.Due::deadline).toList();
    }

    @Test
    void comesOnceAndSoonestFirst() {
        deadlines.set(0, "a", "state", List.of(RING, JOIN));
        assertThat(deadlines.untilNext(NOON, Duration.ofMinutes(5))).isEqualTo(Duration.ofSeconds(20));
        assertThat(due(NOON.plusSeconds(19))).isEmpty();
        assertThat(due(NOON.plusSeconds(90))).containsExactly(JOIN, RING);
        deadlines.set(0, "a", "state", List.of(RING, JOIN));
        assertThat(due(NOON.plusSeconds(90))).isEmpty();
    }

    @Test
    void whatIsNoLongerNamedDoesNotCome() {
        deadlines.set(0, "a", "state", List.of(RING, JOIN));
        deadlines.set(0, "a", "state", List.of(RING));
        assertThat(due(NOON.plusSeconds(90))).containsExactly(RING);
        deadlines.set(0, "a", "state", List.of());
        assertThat(deadlines.waiting(0)).isZero();
    }

    @Test
    void aRevokedPartitionTakesItsDeadlinesAlong() {
        deadlines.set(0, "a", "state", List.of(RING));
        deadlines.set(1, "b", "state", List.of(JOIN));
        deadlines.drop(1);
        assertThat(due(NOON.plusSeconds(90))).containsExactly(RING);
    }

    @Test
    void failedWorkComesAgainWhileItIsStillWaitedFor() {
        deadlines.set(0, "a", "state", List.of(JOIN));
        assertThat(due(NOON.plusSeconds(20))).containsExactly(JOIN);
        deadlines.again(0, "a", JOIN, NOON.plusSeconds(30));
        assertThat(due(NOON.plusSeconds(29))).isEmpty();
        assertThat(due(NOON.plusSeconds(30))).containsExactly(JOIN);
        deadlines.set(0, "a", "state", List.of(RING));
        deadlines.again(0, "a", JOIN, NOON.plusSeconds(31));
        assertThat(due(NOON.plusSeconds(40))).isEmpty();
    }
}
