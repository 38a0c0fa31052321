package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.messaging.GrowPartitions.OwnedLog;
import dev.hookswitch.messaging.GrowPartitions.Refused;
import io.agroal.api.AgroalDataSource.FlushMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A log grows between two runs: what began before goes on where it began, what begins now uses the new room. */
class GrowPartitionsTest {
    private static final int BEFORE = 6;
    private static final int AFTER = 12;

    private CounterPlatform platform;

    @BeforeEach
    void start() {
        platform = new CounterPlatform(BEFORE);
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
    }

    private GrowPartitions growth(int partitions, List<String> told) {
        var log = new OwnedLog(
                platform.service, Counter.COMMANDS, Counter.EVENTS, platform.database.dataSource()::getConnection);
        return new GrowPartitions(partitions, List.of(log), told::add);
    }

    /** The test's own connections are nobody's work; processes that earlier tests killed leave by time. */
    private void grow(int partitions) {
        platform.dataSource.flush(FlushMode.ALL);
        await().atMost(CounterPlatform.PATIENCE)
                .ignoreException(Refused.class)
                .untilAsserted(() -> growth(partitions, new ArrayList<>()).run(platform.bootstrapServers));
        platform.senderAnew();
    }

    private void work(String prefix, long total) throws Exception {
        try (var log = platform.log()) {
            platform.sendAdditions(prefix, 100);
            platform.awaitTotal(total);
            platform.awaitPublished();
        }
    }

    @Test
    void whatBeganBeforeGoesOnWhereItBegan() throws Exception {
        var passed = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (var log = platform.log()) {
            platform.sendAdditions("before", 100);
            platform.awaitTotal(100);
            platform.awaitPublished();
        }
        // Reached while nobody works: it has to be found by its counter's partition.
        platform.execute("UPDATE counter SET state = jsonb_set(state::jsonb, '{alarms}', jsonb_build_array("
                + "jsonb_build_object('which', 'ring', 'due', '" + passed + "', 'outside', false)))::text");
        grow(AFTER);

        platform.log("counter-0", config -> config);
        platform.log("counter-1", config -> config);
        platform.sendAdditions("after", 100);
        platform.sendAdditions("new", "fresh", 100);
        platform.awaitTotal(300);
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> platform.number("SELECT count(*) FROM event WHERE type = 'Rang'") == 10);
        platform.awaitPublished();

        platform.verify();
        assertThat(platform.number("SELECT count(*) FROM progress")).isEqualTo(AFTER);
        assertThat(platform.number("SELECT max(partition) FROM counter WHERE key LIKE 'c%'"))
                .isLessThan(BEFORE);
        assertThat(platform.number("SELECT max(partition) FROM counter WHERE key LIKE 'new%'"))
                .isGreaterThanOrEqualTo(BEFORE);
        assertThat(platform.records(Counter.COMMANDS.wireName()))
                .as("commands that had to be sent home")
                .anyMatch(record -> record.partition() >= BEFORE
                        && new String(record.key(), StandardCharsets.UTF_8).startsWith("c"));
    }

    @Test
    void sentHomeTwiceCountsOnce() throws Exception {
        work("before", 100);
        grow(AFTER);
        var failpoints = Failpoints.parse("SENT_HOME:fail@1");
        platform.log("counter-0", config -> config.failpoints(failpoints));
        platform.sendAdditions("after", 100);
        platform.awaitTotal(200);
        platform.awaitPublished();

        platform.verify();
        assertThat(failpoints.hasStruck(Failpoints.Point.SENT_HOME)).isTrue();
    }

    /** Progress alone, or all but the commands: what was done neither stops the service nor the next attempt. */
    @ParameterizedTest(name = "after {0} steps")
    @ValueSource(ints = {3, 5})
    void anAttemptThatEndedHalfWayIsRunAgain(int done) throws Exception {
        work("before", 100);
        platform.dataSource.flush(FlushMode.ALL);
        try (var admin = platform.kafka.admin()) {
            for (var step : growth(AFTER, new ArrayList<>()).steps(admin).subList(0, done)) {
                step.work().run();
            }
        }
        work("between", 200);

        grow(AFTER);
        grow(AFTER);
        work("after", 300);

        platform.verify();
        assertThat(platform.number("SELECT count(*) FROM progress WHERE owner IS NOT NULL"))
                .isEqualTo(AFTER);
    }

    @Test
    void aServiceThatNeverRanBeginsWithAll() throws Exception {
        grow(AFTER);
        work("first", 100);

        platform.verify();
        assertThat(platform.number("SELECT count(*) FROM progress")).isEqualTo(AFTER);
    }

    @Test
    void refusesWhileAServiceRuns() throws Exception {
        platform.log();
        platform.sendAdditions("a", 100);
        platform.awaitTotal(100);

        assertRefused("the group " + platform.service + " still has 1 members");
    }

    @Test
    void refusesWhileSomethingIsConnectedToTheDatabase() throws Exception {
        work("a", 100);
        platform.dataSource.flush(FlushMode.ALL);
        try (var other = platform.database.dataSource().getConnection()) {
            assertThat(other.isValid(1)).isTrue();

            assertRefused(platform.service + " still has 1 connections to its database");
        }
    }

    @Test
    void refusesWhatIsNotApplied() throws Exception {
        work("a", 100);
        platform.sendAdditions("b", 1);
        platform.dataSource.flush(FlushMode.ALL);

        assertRefused("but the log ends at");
    }

    @Test
    void refusesWhatIsNotPublished() throws Exception {
        work("a", 100);
        try (var admin = platform.kafka.admin()) {
            admin.deleteConsumerGroups(List.of(platform.service)).all().get();
        }
        platform.dataSource.flush(FlushMode.ALL);

        assertRefused("published up to 0, but applied up to");
    }

    @Test
    void refusesToShrink() {
        platform.dataSource.flush(FlushMode.ALL);
        assertThatThrownBy(() -> growth(3, new ArrayList<>()).run(platform.bootstrapServers))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("has 6 partitions; a log cannot shrink");
    }

    private void assertRefused(String why) throws Exception {
        var told = new ArrayList<String>();
        assertThatThrownBy(() -> growth(AFTER, told).run(platform.bootstrapServers))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why);
        assertThat(told).noneMatch(step -> step.contains("12 partitions"));
        assertThat(platform.number("SELECT count(*) FROM progress")).isEqualTo(BEFORE);
    }
}
