package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One partition has one writer, whoever comes, goes, doubles or wakes up late. */
class MembershipTest {
    private CounterPlatform platform;

    @BeforeEach
    void start() {
        platform = new CounterPlatform();
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
    }

    /** The group waits for the one that is in the middle of a batch; what it decided there is stored and published. */
    @Test
    void rebalanceInMidBatch() throws Exception {
        var inMidBatch = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var counters = new Counters(() -> {
            inMidBatch.countDown();
            awaitQuietly(goOn);
        });
        var first = platform.started(
                platform.config().build("counter-0", platform.bootstrapServers, platform.dataSource), counters);
        platform.sendAdditions("a", 100);
        awaitQuietly(inMidBatch);

        var second = platform.log("counter-1", config -> config);
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> platform.group().groupState() == GroupState.PREPARING_REBALANCE);
        assertThat(platform.total()).isZero();
        goOn.countDown();

        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> first.health().partitions().size() == 1
                        && second.health().partitions().size() == 1);
        platform.sendAdditions("b", 100);
        platform.awaitTotal(200);
        platform.awaitPublished();
        platform.verify();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(CounterPlatform.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ready is what takes commands: not who has yet to hear of its share, but also whose share is none. */
    @Test
    void memberIsWellFromItsFirstShareOnAlsoWhenThatIsNone() {
        var first = platform.log();
        await().atMost(CounterPlatform.PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> first.health().isWell());
        assertThat(first.health().partitions()).hasSize(CounterPlatform.PARTITIONS);

        var others = Stream.of("counter-1", "counter-2")
                .map(instance -> platform.log(instance, config -> config))
                .toList();
        await().atMost(CounterPlatform.PATIENCE)
                .untilAsserted(() -> assertThat(
                                Stream.concat(Stream.of(first), others.stream()).map(CommandLog::health))
                        .allMatch(LogHealth::isWell)
                        .extracting(health -> health.partitions().size())
                        .containsExactlyInAnyOrder(0, 1, 1));
    }

    @Test
    void secondInstanceTakesItsShareOfABusyLog() throws Exception {
        platform.sendAdditions("a", 400);
        var first = platform.log("counter-0", config -> config.batchMax(5));
        await().atMost(CounterPlatform.PATIENCE).until(() -> platform.total() > 0);
        var second = platform.log("counter-1", config -> config.batchMax(5));
        platform.sendAdditions("b", 400);
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> first.health().partitions().size() == 1
                        && second.health().partitions().size() == 1);
        platform.sendAdditions("c", 400);
        platform.awaitTotal(1200);
        platform.awaitPublished();
        platform.verify();

        first.close();
        platform.sendAdditions("d", 100);
        platform.awaitTotal(1300);
        platform.awaitPublished();
        platform.verify();
    }

    /** Kafka takes no offset while the group's leader divides the partitions; what was published then is not forgotten. */
    @Test
    void offsetRefusedInARebalanceIsCommittedLater() throws Exception {
        try (var leader = SlowLeader.join(platform)) {
            var log = platform.log("counter-0", config -> config);
            leader.awaitShared(log);
            leader.hold();
            platform.sendAdditions("a", 100);
            var mine = log.health().partitions().getFirst().partition();
            await().atMost(CounterPlatform.PATIENCE)
                    .until(() -> log.health().partitions().getFirst().nextOffset() == platform.endOf(mine)
                            && platform.total() > 0);
            assertThat(platform.committed(mine)).isEqualTo(Optional.of(0L));
            leader.release();
            await().atMost(CounterPlatform.PATIENCE)
                    .until(() -> platform.committed(mine).equals(Optional.of(platform.endOf(mine))));
        }
        platform.awaitTotal(100);
        platform.awaitPublished();
        platform.verify();
    }

    @Test
    void processUnderATakenNameEndsTheFirst() throws Exception {
        var fenced = new AtomicInteger();
        platform.log("counter-0", config -> config.onFenced(fenced::incrementAndGet));
        platform.sendAdditions("a", 50);
        platform.awaitTotal(50);

        platform.log("counter-0", config -> config);
        await().atMost(CounterPlatform.PATIENCE).until(() -> fenced.get() == 1);
        platform.sendAdditions("b", 50);
        platform.awaitTotal(100);
        platform.awaitPublished();
        platform.verify();
    }

    @Test
    void fencedProcessExitsNonZero() throws Exception {
        var process = platform.process("counter-0", "");
        platform.sendAdditions("a", 50);
        platform.awaitTotal(50);

        platform.log("counter-0", config -> config);
        assertThat(process.awaitExit()).isEqualTo(70);
        platform.sendAdditions("b", 50);
        platform.awaitTotal(100);
        platform.awaitPublished();
        platform.verify();
    }

    /** Frozen with its transaction open; another takes over; awake again it commits and publishes nothing. */
    @Test
    void zombieChangesPublishesAndBuriesNothing() throws Exception {
        platform.sendAdditions("a", 100);
        platform.sendRaw("c1", "Add", "malformed", "{\"by\":");
        var zombie = platform.process("counter-0", "APPLIED:stop@1");
        zombie.awaitStopped();

        platform.log("counter-1", config -> config);
        platform.awaitTotal(100);
        platform.sendAdditions("b", 50);
        platform.awaitTotal(150);
        platform.awaitPublished();
        var events = platform.records(Counter.EVENTS.wireName()).size();
        var offsets = platform.number("SELECT sum(next_offset) FROM progress");
        assertThat(DeadLetters.list(platform.bootstrapServers)).hasSize(1);

        zombie.signal("CONT");
        // It comes back as a member and gets a share: from then on it works, but of the frozen batch nothing is left.
        await().atMost(CounterPlatform.PATIENCE).until(() -> platform.members() == 2);
        assertThat(platform.records(Counter.EVENTS.wireName())).hasSize(events);
        assertThat(platform.number("SELECT sum(next_offset) FROM progress")).isEqualTo(offsets);
        platform.sendAdditions("c", 50);
        platform.awaitTotal(200);
        platform.awaitPublished();
        platform.verify();
        assertThat(platform.records(Counter.COMMANDS.deadWireName())).hasSize(1);
        assertThat(zombie.isAlive()).isTrue();
    }

    /** Frozen behind its commit: what it publishes late is a repetition of what its successor published. */
    @Test
    void zombieThatHasCommittedOnlyRepeats() throws Exception {
        platform.sendAdditions("a", 100);
        var zombie = platform.process("counter-0", "COMMITTED:stop@1");
        zombie.awaitStopped();
        platform.log("counter-1", config -> config);
        platform.sendAdditions("b", 50);
        platform.awaitTotal(150);
        platform.awaitPublished();
        zombie.signal("CONT");
        await().atMost(CounterPlatform.PATIENCE).until(() -> platform.members() == 2);
        platform.sendAdditions("c", 50);
        platform.awaitTotal(200);
        platform.awaitPublished();
        platform.verify();
    }
}
