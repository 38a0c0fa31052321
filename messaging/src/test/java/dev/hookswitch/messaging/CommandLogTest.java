package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Topic;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandLogTest {
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

    private static Verdict answer(Questions questions, String counter, Counter.Command command, String id)
            throws Exception {
        return questions
                .ask(Counter.COMMANDS, counter, command, id, Duration.ofSeconds(20))
                .get(25, TimeUnit.SECONDS);
    }

    @Test
    void commandIsAppliedAnsweredAndTold() throws Exception {
        platform.log();
        var questions = questions("rest-1");

        assertThat(answer(questions, "a", new Counter.Add(3), "q1"))
                .isEqualTo(new Verdict.Accepted(Optional.of(new Counter.Total(3))));
        assertThat(answer(questions, "a", new Counter.Add(-4), "q2"))
                .isEqualTo(new Verdict.Refused(new Counter.BelowZero(3)));
        assertThat(answer(questions, "a", new Counter.Arm("later", Instant.now().plusSeconds(600), false), "q3"))
                .isEqualTo(new Verdict.Accepted(Optional.empty()));

        platform.awaitPublished();
        platform.verify();
        var store = new EventStore(platform.dataSource);
        assertThat(store.after("a", 0, 10))
                .extracting(EventStore.StoredEvent::type)
                .containsExactly("Added", "ArmedFor");
        assertThat(store.after(Map.of("a", 1L, "b", 0L), 10)).hasSize(1);
        assertThat(store.outcome("q2").orElseThrow().as(Counter.ANSWER_TYPES))
                .isEqualTo(new Verdict.Refused(new Counter.BelowZero(3)));
        assertThat(store.outcome("unknown")).isEmpty();
    }

    @Test
    void eventCarriesWhatReadersFilterBy() throws Exception {
        platform.log();
        var before = Instant.now().minusSeconds(2);
        platform.send("a", new Counter.Add(1), "s1").join();
        platform.awaitPublished();

        var event = new TailedEvent(platform.records(Counter.EVENTS.wireName()).getFirst());
        assertThat(event.id()).isEqualTo("a/1");
        assertThat(event.seq()).isEqualTo(1);
        assertThat(event.type()).isEqualTo("Added");
        assertThat(event.app()).isEqualTo("wx1");
        assertThat(event.parties()).containsExactly("user:a,b", "device:a");
        assertThat(event.audience()).containsExactly("caller");
        assertThat(event.header(Ce.SOURCE)).isEqualTo(platform.service);
        assertThat(event.header(Ce.SUBJECT)).isEqualTo("a");
        assertThat(event.header(Ce.SPECVERSION)).isEqualTo("1.0");
        assertThat(event.traceparent()).contains("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(event.time()).isBetween(before, Instant.now().plusSeconds(2));
        assertThat(event.as(Counter.EVENT_TYPES)).contains(new Counter.Added("s1", 1, 1));
        var command = platform.records(Counter.COMMANDS.wireName()).getFirst();
        assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(command.timestamp()));
        assertThat(event.partition()).isEqualTo(command.partition());
        var note = new TailedEvent(platform.records(Counter.NOTES.wireName()).getFirst());
        assertThat(note.id()).isEqualTo("a/1/1");
        assertThat(note.traceparent()).isEqualTo(event.traceparent());
    }

    @Test
    void senderLeftWaitingIsAnsweredByLaterCommand() throws Exception {
        platform.log();
        var questions = questions("rest-1");
        var waiting = questions.ask(Counter.COMMANDS, "a", new Counter.WaitFor(1), "w1", Duration.ofSeconds(30));
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> platform.number("SELECT count(*) FROM event WHERE type = 'Joined'") == 1);
        assertThat(waiting).isNotDone();

        platform.send("a", new Counter.Add(5), "s1").join();

        assertThat(waiting.get(20, TimeUnit.SECONDS))
                .isEqualTo(new Verdict.Accepted(Optional.of(new Counter.Total(5))));
    }

    @Test
    void repeatedIdGetsTheFirstVerdict() throws Exception {
        platform.log();
        var first = answer(questions("rest-1"), "a", new Counter.Add(2), "same");
        var second = answer(questions("rest-2"), "a", new Counter.Add(2), "same");
        platform.send("a", new Counter.Add(2), "same").join();
        platform.awaitPublished();

        assertThat(second).isEqualTo(first);
        assertThat(platform.total()).isEqualTo(2);
        platform.verify();
    }

    @Test
    void aggregateThatDecidesAgainSeesTheRepeat() throws Exception {
        platform.log("counter-0", config -> config.recall(Recall.DECIDE_AGAIN));
        platform.send("a", new Counter.Add(2), "same").join();
        platform.send("a", new Counter.Add(2), "same").join();
        platform.awaitTotal(4);
    }

    @Test
    void lateCommandCanBeRefused() throws Exception {
        platform.log();
        var late = CommandToSend.of(Counter.COMMANDS, "a", new Counter.Add(1), "late")
                .validUntil(Instant.now().minusSeconds(1));
        assertThat(questions("rest-1").ask(late, Duration.ofSeconds(20)).get(25, TimeUnit.SECONDS))
                .isEqualTo(new Verdict.Refused(new Counter.TooLate()));
    }

    @Test
    void anotherLogHearsTheAnswerAsCommandOfItsOwn() throws Exception {
        platform.log("counter-0", config -> config.answersTo("room", Topic.ROOM_COMMANDS));
        platform.commands
                .send(CommandToSend.of(Counter.COMMANDS, "a", new Counter.Add(1), "h1")
                        .askedBy(new Asker("room", "r77", "h1")))
                .join();
        platform.awaitPublished();

        var answer = platform.records(Topic.ROOM_COMMANDS.wireName()).getFirst();
        assertThat(new TailedEvent(answer).key()).isEqualTo("r77");
        assertThat(new TailedEvent(answer).id()).isEqualTo("h1/answer");
        assertThat(new TailedEvent(answer).type()).isEqualTo("Total");
        assertThat(answer.headers().lastHeader(Ce.ASKER))
                .as("nobody waits for a verdict on an answer")
                .isNull();
    }

    @Test
    void deadlineBecomesCommandWhenItIsDue() throws Exception {
        platform.log();
        var due = Instant.now().plusMillis(1500).truncatedTo(ChronoUnit.MILLIS);
        platform.send("a", new Counter.Arm("ring", due, false), "s1").join();
        platform.send("a", new Counter.Arm("call", due, true), "s2").join();

        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> platform.number("SELECT count(*) FROM event WHERE type = 'Rang'") == 2);
        platform.awaitPublished();
        assertThat(platform.texts("SELECT value::jsonb ->> 'by' FROM event WHERE type = 'Rang'"))
                .containsExactlyInAnyOrder("timer", "worker");
        assertThat(platform.number("SELECT count(*) FROM event WHERE type = 'Rang' AND at < '" + due + "'"))
                .isZero();
        var fired = platform.records(Counter.COMMANDS.wireName()).stream()
                .map(TailedEvent::new)
                .filter(command -> command.type().equals("TimeIsUp"))
                .toList();
        assertThat(fired)
                .extracting(TailedEvent::id)
                .containsExactlyInAnyOrder("a/ring/" + due.toEpochMilli(), "a/call/" + due.toEpochMilli());
    }

    @Test
    void deadlineOutlivesTheProcess() throws Exception {
        var first = platform.log();
        var due = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MILLIS);
        platform.send("a", new Counter.Arm("ring", due, false), "s1").join();
        platform.awaitPublished();
        first.close();

        platform.log();
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> platform.number("SELECT count(*) FROM event WHERE type = 'Rang'") == 1);
    }

    @Test
    void healthTellsOfPartitionsLagAndDeadlines() {
        var log = platform.log("counter-0", config -> config.threads(2));
        platform.send("a", new Counter.Arm("ring", Instant.now().plusSeconds(600), false), "arm")
                .join();
        platform.sendAdditions("s", 20);
        platform.awaitTotal(20);

        await().atMost(CounterPlatform.PATIENCE).untilAsserted(() -> {
            var health = log.health();
            assertThat(health.isWell()).isTrue();
            assertThat(health.partitions()).hasSize(CounterPlatform.PARTITIONS);
            assertThat(health.deadlinesWaiting()).isEqualTo(1);
            assertThat(health.lag()).isZero();
            assertThat(health.partitions().stream()
                            .mapToLong(LogHealth.Partition::nextOffset)
                            .sum())
                    .isEqualTo(21);
        });
    }

    @Test
    void daysOfTheEventTableAreMadeAhead() throws Exception {
        platform.log();
        await().atMost(CounterPlatform.PATIENCE)
                .until(() ->
                        platform.number("SELECT count(*) FROM pg_inherits WHERE inhparent = 'event'::regclass") == 5);
        platform.sendAdditions("a", 10);
        platform.awaitTotal(10);
        assertThat(platform.number("SELECT count(*) FROM event_other")).isZero();
    }

    @Test
    void plannedStopLeavesNothingBehindAndTheNextGoesOn() throws Exception {
        var first = platform.log();
        platform.sendAdditions("x", 500);
        first.close();
        platform.sendAdditions("y", 100);
        platform.log("counter-1", config -> config);
        platform.awaitTotal(600);
        platform.awaitPublished();
        platform.verify();
    }
}
