package dev.hookswitch.local.terminal;

import static dev.hookswitch.local.terminal.SampleCall.DOOR;
import static dev.hookswitch.local.terminal.SampleCall.NOON;
import static dev.hookswitch.local.terminal.SampleCall.ROOM;
import static dev.hookswitch.local.terminal.SampleCall.SPARE_DOOR;
import static dev.hookswitch.local.terminal.SampleCall.answeredBy;
import static dev.hookswitch.local.terminal.SampleCall.ended;
import static dev.hookswitch.local.terminal.SampleCall.opened;
import static dev.hookswitch.local.terminal.SampleCall.rang;
import static dev.hookswitch.local.terminal.SampleCall.settled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.live.PluginEvent;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private final List<Line> printed = new ArrayList<>();
    private Transcript transcript = new Transcript(ROOM, Optional.empty());
    private long seq;

    /** The next event, so long after noon. */
    private void heard(RoomEvent event, Duration afterNoon) {
        printed.addAll(transcript.after(news(++seq, event, afterNoon)));
    }

    private static RoomNews news(long seq, RoomEvent event, Duration afterNoon) {
        return new RoomNews(
                ROOM,
                seq,
                MessageTypes.nameOf(event),
                NOON.plus(afterNoon),
                Wire.json().valueToTree(event),
                event);
    }

    private Line.Event last() {
        return printed.stream()
                .filter(Line.Event.class::isInstance)
                .map(Line.Event.class::cast)
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    private static List<String> names(List<PluginEvent> events) {
        return events.stream().map(PluginEvent::eventName).toList();
    }

    @Test
    void callIsNamedFirstAndDelaysCountFromIt() {
        heard(opened(), Duration.ofSeconds(1));
        heard(rang(), Duration.ofMillis(1_040));
        heard(answeredBy(DOOR), Duration.ofMillis(3_050));

        assertThat(printed.getFirst()).isInstanceOf(Line.Call.class);
        assertThat(last().sinceCall()).isEqualTo(Duration.ofMillis(2_050));
        assertThat(last().sincePrevious()).isEqualTo(Duration.ofMillis(2_010));
    }

    @Test
    void repeatIsNotPrinted() {
        heard(opened(), Duration.ZERO);
        assertThat(transcript.after(news(1, opened(), Duration.ZERO))).isEmpty();
    }

    @Test
    void listenersViewIsOfTheOneThatRingsThenOfTheOneThatAnswers() {
        heard(opened(), Duration.ZERO);
        heard(rang(), Duration.ZERO);
        heard(new RoomEvent.ListenerRinging(SPARE_DOOR, RingStage.SHOWN), Duration.ZERO);
        heard(answeredBy(DOOR), Duration.ZERO);
        assertThat(names(last().listener())).containsExactly("hangOnVoip");
    }

    @Test
    void listenersViewMayBeOfOneInstallation() {
        transcript = new Transcript(ROOM, Optional.of(SPARE_DOOR.id()));
        heard(opened(), Duration.ZERO);
        heard(rang(), Duration.ZERO);
        heard(answeredBy(DOOR), Duration.ZERO);
        assertThat(names(last().listener())).containsExactly("cancelVoip", "endVoip");
    }

    @Test
    void listenerThatNeverRangSeesNothing() {
        heard(opened(), Duration.ZERO);
        heard(rang(), Duration.ZERO);
        heard(ended(new EndCause.Unreachable(), Optional.empty()), Duration.ZERO);
        assertThat(names(last().caller())).containsExactly("timeout", "endVoip");
        assertThat(last().listener()).isEmpty();
    }

    @Test
    void settledCallIsFinishedAndSummedUp() {
        heard(opened(), Duration.ZERO);
        heard(rang(), Duration.ZERO);
        assertThat(transcript.isFinished()).isFalse();
        heard(settled(Optional.of(new EndCause.NoAnswer())), Duration.ZERO);
        assertThat(transcript.isFinished()).isTrue();
        assertThat(printed.getLast())
                .isInstanceOfSatisfying(
                        Line.End.class, end -> assertThat(end.reason()).isEqualTo("noAnswer"));
    }

    /** What docs/terminal.md promises to programs. */
    @Test
    void linesHaveTheirDocumentedShape() {
        heard(opened(), Duration.ZERO);
        heard(ended(new EndCause.NoAnswer(), Optional.empty()), Duration.ofSeconds(60));
        var json = Wire.json().valueToTree(last());
        assertThat(json.path("kind").asText()).isEqualTo("event");
        assertThat(json.path("sinceCallMs").asLong()).isEqualTo(60_000);
        assertThat(json.path("data").path("cause").path("kind").asText()).isEqualTo("noAnswer");
        assertThat(json.path("caller").get(0).path("eventName").asText()).isEqualTo("timeout");
        assertThat(Wire.json().valueToTree(printed.getFirst()).path("kind").asText())
                .isEqualTo("call");
    }
}
