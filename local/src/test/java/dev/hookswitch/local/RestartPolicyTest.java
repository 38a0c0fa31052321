package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.RestartPolicy.Ended;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    @Test
    void killedProcessComesBackAtOnceHoweverOften() {
        var policy = RestartPolicy.FRESH;
        for (int i = 0; i < 100; i++) {
            policy = policy.after(Ended.AFTER_SERVING);
            assertThat(policy.delay()).isZero();
        }
    }

    @Test
    void oneThatNeverServesIsGivenMoreAndMoreTime() {
        var delays = Stream.iterate(RestartPolicy.FRESH, policy -> policy.after(Ended.BEFORE_SERVING))
                .skip(1)
                .limit(10)
                .map(RestartPolicy::delay)
                .map(Duration::toSeconds);
        assertThat(delays).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    }

    @Test
    void servingOnceForgivesEarlierFailures() {
        var failed = new RestartPolicy(7);
        assertThat(failed.after(Ended.AFTER_SERVING).delay()).isZero();
    }
}
