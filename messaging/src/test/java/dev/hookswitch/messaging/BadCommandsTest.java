package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.engines.Database;
import dev.hookswitch.engines.TestEngines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data errors put one command aside; whatever is not the data's fault puts none aside. */
class BadCommandsTest {
    private CounterPlatform platform;

    @BeforeEach
    void start() {
        platform = new CounterPlatform();
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
    }

    @Test
    void unreadableCommandAndBrokenConstraintStandAloneAmongTheDead() throws Exception {
        platform.sendAdditions("a", 50);
        platform.sendRaw("c1", "Add", "malformed", "{\"by\":");
        platform.sendAdditions("b", 50);
        platform.send("c2", new Counter.Add(Counter.TOTAL_MAX), "too-much").join();
        platform.send("c2\u0000", new Counter.Add(1), "no-text").join();
        platform.sendAdditions("c", 50);
        var log = platform.log();

        platform.awaitTotal(150);
        platform.awaitPublished();
        platform.verify();
        var dead = DeadLetters.list(platform.bootstrapServers);
        assertThat(dead)
                .extracting(DeadLetters.DeadLetter::id)
                .containsExactlyInAnyOrder("malformed", "too-much", "no-text");
        assertThat(dead)
                .filteredOn(letter -> letter.id().equals("too-much"))
                .extracting(DeadLetters.DeadLetter::reason)
                .containsExactly("SQLSTATE 23514");
        assertThat(dead).allSatisfy(letter -> {
            assertThat(letter.topic()).isEqualTo(Counter.COMMANDS.wireName());
            assertThat(letter.type()).isEqualTo("Add");
        });
        assertThat(log.health().deadLetters()).isEqualTo(3);
        assertThat(log.health().isWell()).isTrue();
    }

    @Test
    void tooManyDeadLettersStopThePartition() throws Exception {
        var log = platform.log("counter-0", config -> config.deadLettersPerMinuteMax(3));
        for (int i = 0; i < 6; i++) {
            platform.sendRaw("c1", "Add", "malformed" + i, "[]");
        }
        awaitStopped(log, "dead letters a minute");
        assertThat(DeadLetters.list(platform.bootstrapServers)).hasSize(3);
    }

    @Test
    void violationStopsThePartitionWhereItIsABug() throws Exception {
        var log = platform.log("counter-0", config -> config.onViolation(OnViolation.STOP));
        platform.send("c1", new Counter.Add(Counter.TOTAL_MAX + 1), "too-much").join();
        awaitStopped(log, "SQLSTATE 23514");
        assertThat(DeadLetters.list(platform.bootstrapServers)).isEmpty();
    }

    @Test
    void commandOfALaterVersionStopsItsPartitionOnly() throws Exception {
        platform.sendAdditions("a", 20);
        platform.sendRaw("c1", "Multiply", "later", "{}");
        var log = platform.log();
        awaitStopped(log, "unknown type Multiply");
        platform.awaitTotal(20);
        othersGoOn(log);
    }

    @Test
    void exceptionInDecideStopsItsPartitionOnlyAndBuriesNobody() throws Exception {
        platform.sendAdditions("a", 20);
        platform.send("c1", new Counter.Explode(), "bug").join();
        platform.sendAdditions("b", 20);
        var log = platform.log();
        awaitStopped(log, "exploded");
        othersGoOn(log);
        assertThat(DeadLetters.list(platform.bootstrapServers)).isEmpty();
        assertThat(log.health().partitions().stream()
                        .filter(partition -> partition.stopped().isEmpty()))
                .hasSize(CounterPlatform.PARTITIONS - 1);
        platform.verify();
    }

    /** What cannot be published must not be stored either. */
    @Test
    void exceptionInOutgoingStopsThePartitionWithoutATrace() throws Exception {
        platform.sendAdditions("a", 20);
        platform.send("c1", new Counter.Add(Counter.UNSPEAKABLE), "bug").join();
        var log = platform.log();
        awaitStopped(log, "unspeakable");
        platform.awaitTotal(20);
        othersGoOn(log);
        platform.verify();
    }

    private void awaitStopped(CommandLog<?, ?, ?, ?> log, String why) {
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> log.health().partitions().stream()
                        .anyMatch(partition -> partition
                                .stopped()
                                .filter(text -> text.contains(why))
                                .isPresent()));
    }

    /** Some of these keys lie on the other partition. */
    private void othersGoOn(CommandLog<?, ?, ?, ?> log) throws Exception {
        var before = platform.total();
        for (int i = 0; i < 10; i++) {
            platform.send("other" + i, new Counter.Add(1), "other" + i).join();
        }
        await().atMost(CounterPlatform.PATIENCE).until(() -> platform.total() > before);
        // What is applied is published a moment later; of the partition that has stopped, nothing more.
        var goesOn = log.health().partitions().stream()
                .filter(partition -> partition.stopped().isEmpty())
                .findFirst()
                .orElseThrow()
                .partition();
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> platform.committed(goesOn).equals(Optional.of(platform.endOf(goesOn))));
    }

    @Test
    void deadlockIsTriedAgainAndBuriesNobody() throws Exception {
        platform.sendAdditions("a", 20);
        var log = platform.log();
        platform.awaitTotal(20);

        // PostgreSQL looks once, a second after a statement began to wait. If the circle is closed later, on a slow
        // machine, the log gives up waiting for a lock: that is no deadlock, and all begins anew.
        var rounds = new AtomicInteger();
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> lockedInACircle(log, "b" + rounds.incrementAndGet() + "-")
                        .contains("40P01"));
        platform.awaitTotal(20 + 20L * rounds.get());
        platform.awaitPublished();
        platform.verify();
        assertThat(DeadLetters.list(platform.bootstrapServers)).isEmpty();
    }

    /**
     * The other side of the deadlock holds c1, for which the batch waits, and asks for the progress rows, which the batch
     * holds. Returns what made the log let go.
     */
    private String lockedInACircle(CommandLog<?, ?, ?, ?> log, String prefix) throws Exception {
        var everything = TestEngines.postgres();
        try (var other = new Database(platform.database.jdbcUrl(), everything.user(), everything.password())
                        .dataSource()
                        .getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            // The victim is who looks. Only a superuser may look later.
            statement.execute("SET LOCAL deadlock_timeout = '1min'");
            statement.execute("SELECT * FROM counter WHERE key = 'c1' FOR UPDATE");
            platform.sendAdditions(prefix, 20);
            await().atMost(CounterPlatform.PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> platform.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
            statement.execute("SELECT * FROM progress FOR UPDATE");
            // The log has let go, and gets no further before this does.
            return await().atMost(CounterPlatform.PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> String.join(" ", log.health().retrying()), why -> !why.isEmpty());
        }
    }

    @Test
    void failedSendLeavesNoHole() throws Exception {
        var log = platform.log("counter-0", config -> config.batchMax(50));
        platform.sendAdditions("a", 100);
        platform.awaitTotal(100);
        platform.awaitPublished();
        eventBytesMax(10);
        platform.sendAdditions("b", 100);
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> platform.total() > 100 && log.health().retrying().contains("a send failed"));
        eventBytesMax(2_000_000);
        platform.awaitTotal(200);
        platform.awaitPublished();
        platform.verify();
    }

    /** The broker refuses what is larger. */
    private static void eventBytesMax(int bytes) throws Exception {
        try (var admin = TestEngines.kafka().admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, Counter.EVENTS.wireName()),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", Integer.toString(bytes)),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    @Test
    void deadLetterKeepsTheWholeRecord() throws Exception {
        platform.sendRaw("c1", "Add", "malformed", "{\"by\":\"nothing\"}");
        platform.log();
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> DeadLetters.list(platform.bootstrapServers).size() == 1);
        var letter = new TailedEvent(
                platform.records(Counter.COMMANDS.deadWireName()).getFirst());
        assertThat(letter.key()).isEqualTo("c1");
        assertThat(letter.type()).isEqualTo("Add");
        assertThat(letter.value()).isEqualTo(Ce.bytes("{\"by\":\"nothing\"}"));
    }
}
