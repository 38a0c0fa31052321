package dev.hookswitch.push.reminders.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.push.PushCommand.Attempted;
import dev.hookswitch.contracts.push.PushCommand.CancelReminder;
import dev.hookswitch.contracts.push.PushCommand.CheckPushToken;
import dev.hookswitch.contracts.push.PushCommand.DeadlinePassed;
import dev.hookswitch.contracts.push.PushCommand.Remind;
import dev.hookswitch.contracts.push.PushEvent;
import dev.hookswitch.contracts.push.PushEvent.ReminderCancelled;
import dev.hookswitch.contracts.push.PushEvent.ReminderExpired;
import dev.hookswitch.contracts.push.PushEvent.ReminderFailed;
import dev.hookswitch.contracts.push.PushEvent.ReminderReached;
import dev.hookswitch.contracts.push.PushEvent.ReminderTaken;
import dev.hookswitch.contracts.room.RoomCommand.PushTokenChecked;
import dev.hookswitch.contracts.room.RoomCommand.ReminderReported;
import dev.hookswitch.contracts.room.RoomCommand.ReminderStage;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import dev.hookswitch.push.registrations.core.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReminderMachineTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant UNTIL = NOON.plusSeconds(60);
    private static final RoomId ROOM = new RoomId(RoomId.PREFIX + "42");
    private static final AppId APP = new AppId("wxdemo");
    private static final Sn DOOR = new Sn("door-1");
    private static final Call CALL = new Call(
            ROOM,
            APP,
            CallInterface.CALL_WMPF,
            2,
            RoomType.VIDEO,
            new Member(new Party.User(new OpenId("mum")), "Mum", CameraStatus.ON, Optional.empty()),
            new Member(new Party.Device(DOOR), "Door", CameraStatus.ON, Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            AppVersion.RELEASE,
            "",
            false,
            "",
            EncodeVideo.NOT_SET);
    private static final Remind REMIND = new Remind(ROOM, CALL, UNTIL);
    private static final CancelReminder CANCEL = new CancelReminder(ROOM);
    private static final DeadlinePassed RING_OVER = new DeadlinePassed(ROOM, ReminderMachine.UNTIL, UNTIL);

    @Test
    void theFirstAttemptIsDueAtOnce() {
        var asked = new Asked().tell(REMIND);

        assertThat(asked.events).containsExactly(new ReminderTaken(ROOM, CALL, UNTIL, NOON));
        assertThat(asked.deadlines())
                .containsExactly(
                        new Deadline(ReminderMachine.ATTEMPT, NOON), new Deadline(ReminderMachine.UNTIL, UNTIL));
    }

    @Test
    void whatATransportTookIsOver() {
        var asked = new Asked().tell(REMIND).tell(took(1));

        assertThat(asked.last()).isEqualTo(new ReminderReached(ROOM, 1, "test"));
        assertThat(asked.deadlines()).isEmpty();
        assertThat(asked.reports())
                .containsExactly(new ReminderReported(ROOM, 1, ReminderStage.REACHED, Optional.empty()));
    }

    @Test
    void furtherAttemptsAreOneTwoAndFourSecondsApart() {
        var asked = new Asked().tell(REMIND);

        for (var attempt : IntStream.rangeClosed(1, 3).toArray()) {
            asked.tell(failed(attempt));
            var wait = Duration.ofSeconds(1L << (attempt - 1));
            assertThat(asked.last())
                    .isEqualTo(new ReminderFailed(ROOM, attempt, "status 500", Optional.of(asked.at.plus(wait))));
            asked.at = asked.at.plus(wait);
        }
        assertThat(asked.reports())
                .extracting(ReminderReported::stage)
                .containsOnly(ReminderStage.ATTEMPTED)
                .hasSize(3);
    }

    @Test
    void noAttemptIsPlannedForAfterTheRing() {
        var asked = new Asked().tell(REMIND);
        asked.at = UNTIL.minusMillis(1000);
        asked.tell(failed(1));

        assertThat(asked.last()).isEqualTo(new ReminderFailed(ROOM, 1, "status 500", Optional.empty()));
        assertThat(asked.reports())
                .containsExactly(new ReminderReported(ROOM, 1, ReminderStage.GIVEN_UP, Optional.of("status 500")));
    }

    @Test
    void whatNoRetryHelpsIsGivenUp() {
        var asked = new Asked()
                .tell(REMIND)
                .tell(new Attempted(ROOM, 1, "test", Optional.of("no callback address"), false));

        assertThat(asked.deadlines()).isEmpty();
        assertThat(asked.reports())
                .containsExactly(
                        new ReminderReported(ROOM, 1, ReminderStage.GIVEN_UP, Optional.of("no callback address")));
    }

    @Test
    void aVerdictOnAnEarlierAttemptIsLate() {
        var asked = new Asked().tell(REMIND).tell(failed(1)).tell(failed(1)).tell(took(1));

        assertThat(asked.events).hasSize(2);
    }

    @Test
    void theEndOfTheRingEndsIt() {
        var asked = new Asked().tell(REMIND).tell(failed(1)).tell(RING_OVER).tell(RING_OVER);

        assertThat(asked.last()).isEqualTo(new ReminderExpired(ROOM, 1));
        assertThat(asked.events).hasSize(3);
    }

    @Test
    void aTimerOfAnotherTimeIsHarmless() {
        var asked = new Asked()
                .tell(REMIND)
                .tell(new DeadlinePassed(ROOM, ReminderMachine.UNTIL, UNTIL.minusSeconds(1)))
                .tell(new DeadlinePassed(ROOM, ReminderMachine.ATTEMPT, NOON));

        assertThat(asked.events).hasSize(1);
    }

    @Test
    void aReminderThatComesAfterTheRingWakesNobody() {
        var asked = new Asked();
        asked.at = UNTIL;
        asked.tell(REMIND);

        assertThat(asked.events).containsExactly(new ReminderExpired(ROOM, 0));
    }

    @Test
    void aCancelledReminderIsNoNewsToTheRoom() {
        var asked = new Asked().tell(REMIND).tell(CANCEL).tell(took(1));

        assertThat(asked.last()).isEqualTo(new ReminderCancelled(ROOM));
        assertThat(asked.reports()).isEmpty();
    }

    @Test
    void aCancelBeforeItsReminderKeepsItOut() {
        var asked = new Asked().tell(CANCEL).tell(REMIND);

        assertThat(asked.events).containsExactly(new ReminderCancelled(ROOM));
        assertThat(asked.deadlines()).isEmpty();
    }

    @Test
    void aRepeatedReminderIsOne() {
        assertThat(new Asked().tell(REMIND).tell(REMIND).events).hasSize(1);
    }

    @Test
    void aTokenIsCheckedAtAnyStage() {
        var check = new CheckPushToken(ROOM, "q", APP, DOOR, AppVersion.RELEASE, "digest");
        var facts = facts(new Registration(APP, "device:door-1", AppVersion.RELEASE, UNTIL));

        assertThat(new Asked(facts).tell(check).answer)
                .isEqualTo(Optional.of(new PushTokenChecked(ROOM, "q", Optional.empty())));
        assertThat(new Asked(facts).tell(CANCEL).tell(check).events).hasSize(1);
        assertThat(((PushTokenChecked) new Asked().tell(check).answer.orElseThrow())
                        .objection()
                        .orElseThrow()
                        .errCode())
                .isEqualTo(14);
    }

    /** Whatever comes in whatever order: one end, no attempt twice, none planned outside the ring time. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void thereIsOneEnd(long seed) {
        var random = new Random(seed);
        var asked = new Asked();
        for (int i = 0; i < 40; i++) {
            asked.at = asked.at.plusMillis(random.nextInt(3000));
            var attempt = 1 + random.nextInt(5);
            asked.tell(
                    switch (random.nextInt(12)) {
                        case 0, 1 -> REMIND;
                        case 2 -> random.nextInt(4) == 0 ? CANCEL : REMIND;
                        case 3 -> random.nextInt(4) == 0 ? took(attempt) : failed(attempt);
                        case 4 -> asked.at.isBefore(UNTIL) ? failed(attempt) : RING_OVER;
                        default -> failed(attempt);
                    });
        }

        assertThat(asked.events.stream().filter(ReminderMachineTest::isEnd)).hasSizeLessThanOrEqualTo(1);
        assertThat(asked.events.stream()
                        .filter(ReminderFailed.class::isInstance)
                        .map(event -> ((ReminderFailed) event).attempt()))
                .doesNotHaveDuplicates();
        assertThat(asked.deadlines()).allMatch(deadline -> !deadline.due().isAfter(UNTIL));
        var last = asked.events.isEmpty() ? null : asked.last();
        assertThat(asked.deadlines().isEmpty()).isEqualTo(last == null || isEnd(last));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static boolean isEnd(PushEvent event) {
        return switch (event) {
            case ReminderTaken _ -> false;
            case ReminderFailed e -> e.nextAt().isEmpty();
            case ReminderReached _, ReminderExpired _, ReminderCancelled _ -> true;
        };
    }

    private static Attempted took(int attempt) {
        return new Attempted(ROOM, attempt, "test", Optional.empty(), false);
    }

    private static Attempted failed(int attempt) {
        return new Attempted(ROOM, attempt, "test", Optional.of("status 500"), true);
    }

    private static PushFacts facts(Registration registration) {
        return new PushFacts(Map.of("digest", registration), Duration.ofSeconds(1));
    }

    /** A reminder with its past: tells it commands as its log would. */
    private static final class Asked {
        private final PushFacts facts;
        private final List<PushEvent> events = new ArrayList<>();
        private Reminder reminder = new Reminder.Absent();
        private Instant at = NOON;
        private Optional<Message> answer = Optional.empty();

        Asked() {
            this(new PushFacts(Map.of(), Duration.ofSeconds(1)));
        }

        Asked(PushFacts facts) {
            this.facts = facts;
        }

        Asked tell(PushCommand command) {
            var decision = ReminderMachine.decide(
                    reminder,
                    new Received<>("id", ROOM.value(), at, at, command, Optional.empty(), Optional.empty()),
                    facts);
            answer = ((Decision.Accepted<PushEvent>) decision).answer();
            for (var event : decision.events()) {
                events.add(event);
                reminder = ReminderMachine.evolve(reminder, recorded(event, events.size()));
            }
            return this;
        }

        PushEvent last() {
            return events.getLast();
        }

        List<Deadline> deadlines() {
            return ReminderMachine.deadlines(reminder);
        }

        List<ReminderReported> reports() {
            var reports = new ArrayList<ReminderReported>();
            for (int i = 0; i < events.size(); i++) {
                ReminderMachine.outgoing(recorded(events.get(i), i + 1)).stream()
                        .map(Outgoing::command)
                        .forEach(command -> reports.add((ReminderReported) command));
            }
            return reports;
        }

        private Recorded<PushEvent> recorded(PushEvent event, long seq) {
            return new Recorded<>(ROOM.value(), seq, at, event);
        }
    }
}
