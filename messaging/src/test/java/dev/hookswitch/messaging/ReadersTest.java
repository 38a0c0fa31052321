package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.engines.TestEngines;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those at the other end: who asks, who watches and who follows. */
class ReadersTest {
    private CounterPlatform platform;

    @BeforeEach
    void start() {
        platform = new CounterPlatform();
    }

    @AfterEach
    void stop() throws Exception {
        platform.close();
    }

    private Questions questions(String instance) {
        var questions = platform.closing(
                new Questions(platform.bootstrapServers, instance, platform.commands, Counter.ANSWER_TYPES));
        questions.start();
        return questions;
    }

    @Test
    void questionWithoutAnswerEndsWithItsId() {
        var asked = questions("rest-1").ask(Counter.COMMANDS, "a", new Counter.Add(1), "q1", Duration.ofMillis(300));
        assertThatThrownBy(() -> asked.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        NoAnswer.class, none -> assertThat(none.id()).isEqualTo("q1"));
    }

    @Test
    void sameQuestionJoinsTheWaitAndAnotherUnderItsIdIsRefused() throws Exception {
        var questions = questions("rest-1");
        var patience = Duration.ofSeconds(30);
        var first = questions.ask(Counter.COMMANDS, "a", new Counter.Add(1), "q1", patience);
        var second = questions.ask(Counter.COMMANDS, "a", new Counter.Add(1), "q1", patience);
        var other = questions.ask(Counter.COMMANDS, "a", new Counter.Add(2), "q1", patience);
        assertThat(questions.waiting()).isEqualTo(1);
        assertThatThrownBy(other::get).cause().isInstanceOf(QuestionDiffers.class);

        platform.log();
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(first.get(30, TimeUnit.SECONDS));
        assertThat(platform.records(Counter.COMMANDS.wireName())).hasSize(1);
        assertThat(questions.waiting()).isZero();
    }

    @Test
    void answersOfOthersOnTheSamePartitionAreDropped() throws Exception {
        platform.log();
        // More askers than partitions of `answers`, and some that are gone.
        var first = questions("rest-1");
        var second = questions("rest-2");
        platform.sendAdditions("gone", 100);
        for (int i = 0; i < 5; i++) {
            assertThat(first.ask(Counter.COMMANDS, "x", new Counter.Add(1), "1-" + i, Duration.ofSeconds(20))
                            .get(25, TimeUnit.SECONDS))
                    .isInstanceOf(Verdict.Accepted.class);
            assertThat(second.ask(Counter.COMMANDS, "x", new Counter.Add(-100), "2-" + i, Duration.ofSeconds(20))
                            .get(25, TimeUnit.SECONDS))
                    .isInstanceOf(Verdict.Refused.class);
        }
        platform.awaitPublished();
        platform.verify();
    }

    /** The asker died while its question was decided; its next incarnation asks again under the same id. */
    @Test
    void askerThatIsGoneLeavesItsOutcome() throws Exception {
        try (var gone = new Questions(platform.bootstrapServers, "rest-1", platform.commands, Counter.ANSWER_TYPES)) {
            gone.start();
            var asked = gone.ask(Counter.COMMANDS, "a", new Counter.Add(7), "q1", Duration.ofSeconds(30));
            assertThat(asked).isNotDone();
        }
        platform.log();
        platform.awaitTotal(7);
        platform.awaitPublished();
        platform.verify();
        assertThat(new EventStore(platform.dataSource)
                        .outcome("q1")
                        .orElseThrow()
                        .as(Counter.ANSWER_TYPES))
                .isEqualTo(questions("rest-1")
                        .ask(Counter.COMMANDS, "a", new Counter.Add(7), "q1", Duration.ofSeconds(20))
                        .get(25, TimeUnit.SECONDS));
        assertThat(platform.total()).isEqualTo(7);
    }

    @Test
    void tailSeesWhatComesAfterItsStartAndGoesOnFromItsPositions() {
        platform.log();
        platform.sendAdditions("before", 20);
        platform.awaitPublished();
        var seen = new ConcurrentLinkedQueue<String>();
        var first =
                new EventTail(platform.bootstrapServers, "gateway-1", Counter.EVENTS, event -> seen.add(event.id()));
        first.start();
        platform.sendAdditions("a", 50);
        await().atMost(CounterPlatform.PATIENCE).until(() -> seen.size() == 50);
        first.close();
        platform.sendAdditions("b", 50);
        platform.awaitPublished();

        var second = platform.closing(new EventTail(
                platform.bootstrapServers,
                "gateway-1",
                Counter.EVENTS,
                first.positions(),
                event -> seen.add(event.id()),
                (_, _, _) -> {}));
        second.start();
        await().atMost(CounterPlatform.PATIENCE).until(() -> seen.size() == 100);
        assertThat(seen).doesNotHaveDuplicates();
    }

    @Test
    void tailReadsFromATimeOnAndSaysWhenItHasCaughtUp() throws Exception {
        platform.log();
        platform.sendAdditions("before", 20);
        platform.awaitPublished();
        var known = new ConcurrentLinkedQueue<TailedEvent>();
        var all = platform.closing(
                EventTail.since(platform.bootstrapServers, "all", Counter.EVENTS, Instant.EPOCH, known::add));
        assertThat(all.isCaughtUp()).isFalse();
        all.start();
        await().atMost(CounterPlatform.PATIENCE).until(all::isCaughtUp);
        assertThat(known).hasSize(20);
        var last = known.stream()
                .map(TailedEvent::appendedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        await().atMost(CounterPlatform.PATIENCE).until(() -> Instant.now().isAfter(last));

        platform.sendAdditions("after", 30);
        platform.awaitPublished();
        var seen = new ConcurrentLinkedQueue<TailedEvent>();
        var later = platform.closing(
                EventTail.since(platform.bootstrapServers, "later", Counter.EVENTS, last.plusMillis(1), seen::add));
        later.start();
        await().atMost(CounterPlatform.PATIENCE).until(later::isCaughtUp);
        assertThat(seen).hasSize(30).allMatch(event -> event.appendedAt().isAfter(last));
    }

    @Test
    void tailIsToldOfAGap() throws Exception {
        platform.log();
        platform.sendAdditions("a", 50);
        platform.awaitPublished();
        try (var admin = TestEngines.kafka().admin()) {
            admin.deleteRecords(
                            Map.of(new TopicPartition(Counter.EVENTS.wireName(), 0), RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
        }
        var gaps = new ConcurrentLinkedQueue<List<Long>>();
        var seen = new AtomicInteger();
        var tail = platform.closing(new EventTail(
                platform.bootstrapServers,
                "gateway-1",
                Counter.EVENTS,
                Map.of(0, 1L, 1, 0L),
                _ -> seen.incrementAndGet(),
                (partition, wanted, first) -> gaps.add(List.of((long) partition, wanted, first))));
        tail.start();
        await().atMost(CounterPlatform.PATIENCE).until(() -> seen.get() == 47);
        assertThat(gaps).containsExactly(List.of(0L, 1L, 3L));
    }

    @Test
    void followerTriesAgainSkipsTheUnknownAndStopsAtABug() throws Exception {
        platform.log();
        var attempts = new AtomicInteger();
        var seen = new CopyOnWriteArrayList<Integer>();
        var follower = platform.closing(new EventFollower<>(
                platform.bootstrapServers,
                platform.service + "-follower",
                Counter.EVENTS,
                MessageTypes.<Counter.Event>of(Counter.Added.class),
                (event, _) -> {
                    var by = ((Counter.Added) event).by();
                    if (by == 2 && attempts.incrementAndGet() <= 3) {
                        throw new RetryLater("away");
                    }
                    if (by == 4) {
                        throw new IllegalStateException("bug");
                    }
                    seen.add(by);
                }));
        platform.send("a", new Counter.Add(1), "s1").join();
        platform.send("a", new Counter.WaitFor(5), "s2").join();
        platform.send("a", new Counter.Add(2), "s3").join();
        platform.send("a", new Counter.Add(3), "s4").join();
        follower.start();
        await().atMost(CounterPlatform.PATIENCE).until(() -> seen.equals(List.of(1, 2, 3)));
        assertThat(follower.retries()).isEqualTo(3);
        assertThat(follower.skipped()).isEqualTo(2);

        platform.send("a", new Counter.Add(4), "s5").join();
        platform.send("a", new Counter.Add(5), "s6").join();
        await().atMost(CounterPlatform.PATIENCE).until(() -> follower.stopped().size() == 1);
        assertThat(seen).containsExactly(1, 2, 3);
    }

    @Test
    void topicsAreCreatedOnceAndNeverGrown() {
        new CreateTopics(CounterPlatform.PARTITIONS, 4, (short) 1).run(platform.bootstrapServers);
        assertThatThrownBy(() -> new CreateTopics(3, 4, (short) 1).run(platform.bootstrapServers))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has 2 partitions, not 3");
        try (var commands = new Commands(platform.bootstrapServers, "topics")) {
            assertThat(commands.partitions(Topic.ANSWERS.wireName())).isEqualTo(4);
        }
    }
}
