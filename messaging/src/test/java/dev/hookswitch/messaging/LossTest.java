package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.engines.TestEngines;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Broker and database no longer fit together: the partition stops and says what is missing, or goes on when told to. */
class LossTest {
    private CounterPlatform platform;
    private final ConcurrentLinkedQueue<Alarm> alarms = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() {
        platform = new CounterPlatform();
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
    }

    private CommandLog<?, ?, ?, ?> log(AfterLoss afterLoss) {
        return platform.log("counter-0", config -> config.afterLoss(afterLoss).onAlarm(alarms::add));
    }

    private void work(String prefix, int count, long total) throws Exception {
        try (var log = log(AfterLoss.STOP)) {
            platform.sendAdditions(prefix, count);
            platform.awaitTotal(total);
            platform.awaitPublished();
        }
    }

    private void awaitStopped(CommandLog<?, ?, ?, ?> log, Class<? extends Alarm> why) {
        await().atMost(CounterPlatform.PATIENCE).untilAsserted(() -> {
            assertThat(log.health().partitions()).hasSize(CounterPlatform.PARTITIONS);
            assertThat(log.health().partitions())
                    .allSatisfy(partition -> assertThat(partition.stopped()).isPresent());
        });
        assertThat(alarms).hasSize(CounterPlatform.PARTITIONS).hasOnlyElementsOfType(why);
        assertThat(log.health().partitions().getFirst().stopped().orElseThrow())
                .contains("lost")
                .contains("HOOKSWITCH_AFTER_LOSS=GO_ON");
        log.close();
        alarms.clear();
    }

    @Test
    void brokersDataLost() throws Exception {
        work("a", 100, 100);
        platform.freshTopics();
        platform.sendAdditions("b", 50);

        awaitStopped(log(AfterLoss.STOP), Alarm.OtherTopic.class);
        assertThat(platform.total()).isEqualTo(100);

        var goingOn = log(AfterLoss.GO_ON);
        platform.awaitTotal(150);
        platform.awaitPublished();
        assertThat(alarms).hasSize(CounterPlatform.PARTITIONS);
        assertThat(goingOn.health().isWell()).isTrue();
        assertThat(goingOn.health().losses())
                .hasSize(CounterPlatform.PARTITIONS)
                .allSatisfy(loss -> assertThat(loss).contains("the broker lost the topic"));
        // The events topic was lost too, and has all of them again.
        platform.verify();
    }

    @Test
    void brokersDataLostUnderARunningLog() throws Exception {
        var log = log(AfterLoss.STOP);
        platform.sendAdditions("a", 100);
        platform.awaitTotal(100);
        platform.awaitPublished();
        platform.freshTopics();
        awaitStopped(log, Alarm.OtherTopic.class);
    }

    @Test
    void databaseLost() throws Exception {
        work("a", 100, 100);
        platform.execute("TRUNCATE progress, event, outcome, dead_letter, counter");
        platform.sendAdditions("b", 50);

        awaitStopped(log(AfterLoss.STOP), Alarm.ProgressMissing.class);
        assertThat(platform.total()).isZero();

        log(AfterLoss.GO_ON);
        platform.awaitTotal(50);
        platform.awaitPublished();
    }

    @Test
    void databaseIsAnOlderCopy() throws Exception {
        work("a", 100, 100);
        platform.execute("UPDATE progress SET next_offset = next_offset - 5");
        for (var table : List.of("event", "outcome")) {
            platform.execute("DELETE FROM " + table
                    + " t USING progress p WHERE t.partition = p.partition AND t.\"offset\" >= p.next_offset");
        }
        platform.execute("UPDATE counter c SET (total, seq, at, state) = (SELECT count(*), max(seq), max(at),"
                + " json_build_object('total', count(*), 'waiting', json_build_array(), 'alarms', json_build_array())"
                + " FROM event e WHERE e.aggregate = c.key)");
        awaitStopped(log(AfterLoss.STOP), Alarm.ProgressBehind.class);

        log(AfterLoss.GO_ON);
        platform.sendAdditions("b", 50);
        platform.awaitTotal(150);
        platform.awaitPublished();
        // What was lost is done again from the log, exactly as the first time.
        platform.verify();
    }

    /** As after a power cut: the last commands are gone from the log, but not their effects. */
    @Test
    void logIsShorterThanItsProgress() throws Exception {
        work("a", 100, 100);
        platform.execute("UPDATE progress SET next_offset = next_offset + 10");
        platform.execute("UPDATE event SET \"offset\" = \"offset\" + 10");
        platform.execute("UPDATE outcome SET \"offset\" = \"offset\" + 1000000");
        platform.execute("UPDATE outcome SET \"offset\" = \"offset\" - 1000000 + 10");

        awaitStopped(log(AfterLoss.STOP), Alarm.LogShorter.class);

        log(AfterLoss.GO_ON);
        // The broker, which was not really restarted, can only tell by the log's end: it must not grow before.
        await().atMost(CounterPlatform.PATIENCE).until(() -> alarms.size() == CounterPlatform.PARTITIONS);
        platform.sendAdditions("b", 50);
        platform.awaitTotal(150);
        platform.awaitPublished();
        platform.verify();
    }

    @Test
    void commandsExpiredBeforeTheyWereApplied() throws Exception {
        work("a", 100, 100);
        platform.sendAdditions("b", 50);
        try (var admin = TestEngines.kafka().admin()) {
            for (int partition = 0; partition < CounterPlatform.PARTITIONS; partition++) {
                admin.deleteRecords(Map.of(
                                new TopicPartition(Counter.COMMANDS.wireName(), partition),
                                RecordsToDelete.beforeOffset(-1)))
                        .all()
                        .get();
            }
        }
        var log = log(AfterLoss.STOP);
        await().atMost(CounterPlatform.PATIENCE).until(() -> alarms.size() == CounterPlatform.PARTITIONS);
        assertThat(alarms).hasOnlyElementsOfType(Alarm.CommandsExpired.class);
        log.close();

        log(AfterLoss.GO_ON);
        platform.sendAdditions("c", 10);
        platform.awaitTotal(110);
        platform.awaitPublished();
        platform.verify();
    }

    /** Kafka forgets offsets after 30 days: nothing is missing, and all that is stored is published again. */
    @Test
    void committedOffsetsForgotten() throws Exception {
        work("a", 100, 100);
        try (var admin = TestEngines.kafka().admin()) {
            admin.deleteConsumerGroups(List.of(platform.service)).all().get();
        }
        log(AfterLoss.STOP);
        platform.sendAdditions("b", 50);
        platform.awaitTotal(150);
        platform.awaitPublished();
        assertThat(alarms).isEmpty();
        platform.verify();
        assertThat(platform.records(Counter.EVENTS.wireName())).hasSize(250);
    }
}
