package dev.hookswitch.local.terminal;

import static dev.hookswitch.local.terminal.SampleCall.CALL;
import static dev.hookswitch.local.terminal.SampleCall.DOOR;
import static dev.hookswitch.local.terminal.SampleCall.NOON;
import static dev.hookswitch.local.terminal.SampleCall.PHONE;
import static dev.hookswitch.local.terminal.SampleCall.ROOM;
import static dev.hookswitch.local.terminal.SampleCall.SPARE_DOOR;
import static dev.hookswitch.local.terminal.SampleCall.TABLET;
import static dev.hookswitch.local.terminal.SampleCall.answeredBy;
import static dev.hookswitch.local.terminal.SampleCall.ended;
import static dev.hookswitch.local.terminal.SampleCall.rang;
import static dev.hookswitch.local.terminal.SampleCall.talks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.local.terminal.Behaviour.OnRing;
import dev.hookswitch.local.terminal.Standing.What;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Duration TWO = Duration.ofSeconds(2);
    private static final Duration FIVE = Duration.ofSeconds(5);
    private static final Behaviour ANSWERS = Behaviour.of(new OnRing.Answers(TWO));
    private static final Behaviour CALLS =
            Behaviour.of(new OnRing.Rings()).thatCancels(Optional.of(FIVE)).thatHangsUp(Optional.of(TWO));

    /** All at noon. */
    private static Standing after(Endpoint me, Behaviour behaviour, RoomEvent... events) {
        var standing = Standing.IDLE;
        for (var event : events) {
            standing = standing.after(ROOM, event, me, behaviour, NOON);
        }
        return standing;
    }

    private static List<String> steps(Standing standing) {
        return standing.steps().stream()
                .map(step ->
                        step.what() + " +" + Duration.between(NOON, step.at()).toSeconds())
                .toList();
    }

    @Test
    void calledDeviceShowsTheRingAndAnswersInItsTime() {
        assertThat(steps(after(DOOR, ANSWERS, rang()))).containsExactly("SHOW_RING +0", "ANSWER +2");
    }

    @Test
    void refusingDeviceRefuses() {
        assertThat(steps(after(DOOR, Behaviour.of(new OnRing.Rejects(TWO)), rang())))
                .containsExactly("SHOW_RING +0", "REJECT +2");
    }

    @Test
    void silentDeviceOnlyRings() {
        assertThat(steps(after(DOOR, Behaviour.of(new OnRing.Rings()), rang()))).containsExactly("SHOW_RING +0");
    }

    @Test
    void heldLineAnswersItsHolderAndRefusesOthers() {
        var holder = CALL.caller().party().id();
        assertThat(steps(after(DOOR, Behaviour.of(new OnRing.AnswersOnly(holder)), rang())))
                .containsExactly("SHOW_RING +0", "ANSWER +0");
        assertThat(steps(after(DOOR, Behaviour.of(new OnRing.AnswersOnly("another")), rang())))
                .containsExactly("SHOW_RING +0", "REJECT +0");
    }

    @Test
    void answeringDeviceConnectsItsMediaAndMayLoseItsNetworkInTheTalk() {
        assertThat(steps(after(DOOR, ANSWERS.thatDrops(FIVE), answeredBy(DOOR))))
                .containsExactly("CONNECT_MEDIA +0");
        assertThat(steps(after(DOOR, ANSWERS.thatDrops(FIVE), answeredBy(DOOR), talks())))
                .containsExactly("CONNECT_MEDIA +0", "LOSE_NETWORK +5");
    }

    /** Its process was started again in mid-call and hears the whole history at once. */
    @Test
    void restartedDeviceDoesWhatIsLeft() {
        var standing = after(DOOR, ANSWERS.thatHangsUp(Optional.of(FIVE)), rang(), answeredBy(DOOR), talks());
        assertThat(steps(standing)).doesNotContain("ANSWER +2").contains("HANG_UP +5");
        assertThat(standing.call()).hasValue(new Standing.InCall(ROOM, Side.LISTENER, true));
    }

    @Test
    void deviceThatWasAnsweredElsewhereIsFreeAgain() {
        assertThat(after(SPARE_DOOR, ANSWERS, rang(), answeredBy(DOOR))).isEqualTo(Standing.IDLE);
    }

    @Test
    void callerJoinsAndGivesUpInItsTime() {
        assertThat(steps(after(PHONE, CALLS, rang()))).containsExactly("JOIN +0", "CANCEL +5");
    }

    @Test
    void callerWhoWasAnsweredDoesNotGiveUp() {
        assertThat(steps(after(PHONE, CALLS, rang(), answeredBy(DOOR), talks())))
                .containsExactly("JOIN +0", "CONNECT_MEDIA +0", "HANG_UP +2");
    }

    @Test
    void anotherPhoneOfTheCallerDoesNothing() {
        assertThat(after(TABLET, CALLS, rang(), answeredBy(DOOR), talks())).isEqualTo(Standing.IDLE);
    }

    @Test
    void endTakesAllStepsAway() {
        assertThat(after(DOOR, ANSWERS, rang(), ended(new EndCause.NoAnswer(), Optional.empty())))
                .isEqualTo(Standing.IDLE);
    }

    @Test
    void endOfAnotherCallChangesNothing() {
        var ringing = after(DOOR, ANSWERS, rang());
        var other = new RoomId(RoomId.PREFIX + "1");
        assertThat(ringing.after(other, ended(new EndCause.NoAnswer(), Optional.empty()), DOOR, ANSWERS, NOON))
                .isEqualTo(ringing);
    }

    @Test
    void stepIsDueInItsTimeAndDoneOnce() {
        var standing = after(DOOR, ANSWERS, rang());
        var show = standing.due(NOON).orElseThrow();
        var shown = standing.done(show);
        assertThat(show.what()).isEqualTo(What.SHOW_RING);
        assertThat(shown.due(NOON)).isEmpty();
        assertThat(shown.next()).hasValue(NOON.plus(TWO));
        assertThat(shown.due(NOON.plus(TWO)).map(Standing.Step::what)).hasValue(What.ANSWER);
    }

    @Test
    void stepThatFailedComesAgainWhileTheCallLasts() {
        var standing = after(DOOR, ANSWERS, answeredBy(DOOR));
        var connect = standing.steps().getFirst();
        assertThat(steps(standing.later(connect, NOON.plus(TWO)))).containsExactly("CONNECT_MEDIA +2");
        assertThat(Standing.IDLE.later(connect, NOON.plus(TWO))).isEqualTo(Standing.IDLE);
    }
}
