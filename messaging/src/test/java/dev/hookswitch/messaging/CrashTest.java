package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.messaging.Failpoints.Point;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever fails or dies between two steps, each command counts once and the topics equal the tables. */
class CrashTest {
    private CounterPlatform platform;

    @BeforeEach
    void start() {
        platform = new CounterPlatform();
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
    }

    /** To send home is of a log that has grown: see GrowPartitionsTest. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SENT_HOME")
    void failureCostsNothing(Point point) throws Exception {
        // A partition is taken once at the start, so the points of the takeover strike at the first hit.
        var nth = point == Point.OWNER_TAKEN || point == Point.REPUBLISHED ? 1 : 2;
        platform.sendAdditions("before", 40);
        var failpoints = Failpoints.parse(point + ":fail@" + nth);
        platform.log("counter-0", config -> config.batchMax(25).failpoints(failpoints));
        platform.sendAdditions("after", 160);
        refusals(20);
        platform.awaitTotal(200);
        platform.awaitPublished();
        platform.verify();
        assertThat(failpoints.hasStruck(point)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"APPLIED", "COMMITTED", "HALF_PUBLISHED", "PUBLISHED"})
    void killedProcessLosesNothingAndRepeatsNothing(Point point) throws Exception {
        platform.sendAdditions("before", 600);
        refusals(20);
        var process = platform.process("counter-0", point + ":kill@2");
        assertThat(process.awaitExit()).isEqualTo(137);

        platform.log();
        platform.sendAdditions("after", 100);
        platform.awaitTotal(700);
        platform.awaitPublished();
        platform.verify();
    }

    private void refusals(int count) {
        for (int i = 0; i < count; i++) {
            platform.send("c" + i % 10, new Counter.Add(-100_000), "refused" + i)
                    .join();
        }
    }
}
