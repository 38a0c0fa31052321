package dev.hookswitch.gateway.live.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void allowsABurstAndThenItsRate() {
        var allowance = new Allowance(2, 3, 0);

        assertThat(IntStream.range(0, 5).filter(_ -> allowance.take(0)).count()).isEqualTo(3);
        assertThat(IntStream.range(0, 5).filter(_ -> allowance.take(SECOND)).count())
                .isEqualTo(2);
    }

    @Test
    void savesNoMoreThanABurst() {
        var allowance = new Allowance(2, 3, 0);

        assertThat(IntStream.range(0, 9)
                        .filter(_ -> allowance.take(100 * SECOND))
                        .count())
                .isEqualTo(3);
    }
}
