package dev.hookswitch.gateway.live.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.gateway.testing.TestRoom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoomViewTest {
    private static final TestRoom ROOM = TestRoom.of("wx", "mum", "door");
    private static final String MUM = "user:mum";
    private static final String DOOR = "device:door";

    private static RoomView after(RoomEvent... events) {
        return after(List.of(events));
    }

    private static RoomView after(List<RoomEvent> events) {
        var view = RoomView.of(news(ROOM.opened()));
        for (var event : events) {
            view = view.with(news(event));
        }
        return view;
    }

    private static News news(RoomEvent event) {
        return new News(
                "id",
                "room",
                "type",
                ROOM.roomId(),
                1,
                Instant.now(),
                ROOM.call().app(),
                MUM,
                DOOR,
                Set.of(),
                event,
                "{}");
    }

    @Test
    void ringsForTheListenerOnlyAndOnlyUntilItIsAnswered() {
        assertThat(after(ROOM.opened()).ringFor(DOOR)).isEmpty();
        assertThat(after(ROOM.opened(), ROOM.rang()).ringFor(DOOR)).isPresent();
        assertThat(after(ROOM.opened(), ROOM.rang()).ringFor(MUM)).isEmpty();
        assertThat(after(ROOM.opened(), ROOM.rang(), ROOM.answered()).ringFor(DOOR))
                .isEmpty();
        assertThat(after(ROOM.opened(), ROOM.rang(), ROOM.ended()).ringFor(DOOR))
                .isEmpty();
    }

    @Test
    void watchesTheCallersEndpointAndWhateverRings() {
        var ringing = after(ROOM.opened(), ROOM.rang());

        assertThat(ringing.watches(MUM, TestRoom.PHONE)).isTrue();
        assertThat(ringing.watches(MUM, TestRoom.TABLET)).isFalse();
        assertThat(ringing.watches(DOOR, TestRoom.DOOR)).isTrue();
        assertThat(ringing.watches(DOOR, new EndpointId("other"))).isTrue();
        assertThat(ringing.watches("user:stranger", TestRoom.PHONE)).isFalse();
        assertThat(ringing.with(news(ROOM.answered())).watches(DOOR, new EndpointId("other")))
                .isFalse();
        assertThat(ringing.with(news(ROOM.ended())).watches(MUM, TestRoom.PHONE))
                .isFalse();
    }

    @Test
    void onlyTheTwoEndpointsOfAnAnsweredCallFaceEachOther() {
        var answered = after(ROOM.opened(), ROOM.rang(), ROOM.answered());

        assertThat(answered.opposite(MUM, TestRoom.PHONE)).contains(new RoomView.Seat(DOOR, TestRoom.DOOR));
        assertThat(answered.opposite(DOOR, TestRoom.DOOR)).contains(new RoomView.Seat(MUM, TestRoom.PHONE));
        assertThat(answered.opposite(MUM, TestRoom.TABLET)).isEqualTo(Optional.empty());
        assertThat(answered.opposite("user:stranger", TestRoom.PHONE)).isEmpty();
        assertThat(after(ROOM.opened(), ROOM.rang()).opposite(MUM, TestRoom.PHONE))
                .isEmpty();
        assertThat(answered.with(news(ROOM.ended())).opposite(MUM, TestRoom.PHONE))
                .isEmpty();
    }

    /** The log and room-service may bring the same events, each at its own pace. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderAndNumberOfItsEventsDoNotMatter(long seed) {
        var random = new Random(seed);
        var events = List.of(ROOM.opened(), ROOM.rang(), ROOM.joined(), ROOM.answered(), ROOM.mediaConnected());
        var some = events.subList(0, 1 + random.nextInt(events.size()));
        var shuffled = new ArrayList<>(some);
        shuffled.addAll(some.subList(0, random.nextInt(some.size() + 1)));
        Collections.shuffle(shuffled, random);

        assertThat(after(shuffled)).isEqualTo(after(some));
    }

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }
}
