package dev.hookswitch.auth.guesses.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
    @ParameterizedTest(name = "after {0} wrong attempts {1} s")
    @CsvSource({"0, 0", "1, 0", "3, 0", "4, 1", "5, 2", "6, 4", "9, 32", "10, 60", "11, 60", "1000000000000, 60"})
    void eachWrongAttemptDoublesTheWaitUpToABound(long wrong, long seconds) {
        assertThat(new Pace(3, Duration.ofSeconds(60)).after(wrong)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
