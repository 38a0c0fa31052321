package dev.hookswitch.gateway.live.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.gateway.testing.TestRoom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NegotiationTest {
    private record At(long seq, RoomEvent event) {}

    private static final TestRoom ROOM = TestRoom.of("wx", "mum", "door");
    private static final At RINGS_HERE_TOO = new At(3, back(Optional.empty()));
    private static final At ANSWERED = new At(5, ROOM.answered());

    private static RoomEvent back(Optional<ConnectionId> formerly) {
        return new RoomEvent.SideCameBack(ROOM.caller(), new ConnectionId("gateway-2.1:7"), formerly);
    }

    private static Negotiation after(List<At> events) {
        var negotiation = Negotiation.NONE;
        for (var at : events) {
            negotiation = negotiation.with(at.seq(), at.event());
        }
        return negotiation;
    }

    @Test
    void theFirstIsTheClientsOwnWhoeverConnectedWhileItRang() {
        var answered = after(List.of(RINGS_HERE_TOO, ANSWERED));

        assertThat(answered.number()).isZero();
        assertThat(answered.isStale(0)).isFalse();
        assertThat(answered.isUnknown(1)).isFalse();
        assertThat(answered.isUnknown(2)).isTrue();
    }

    @Test
    void aReturnMakesAllBeforeItStale() {
        var returned = after(List.of(ANSWERED, new At(9, back(Optional.empty()))));

        assertThat(returned.number()).isEqualTo(9);
        assertThat(returned.isStale(1)).isTrue();
        assertThat(returned.isStale(8)).isTrue();
        assertThat(returned.isStale(9)).isFalse();
        assertThat(returned.isUnknown(10)).isTrue();
    }

    @Test
    void aSocketsNewNameBeginsNothing() {
        var renamed = after(List.of(ANSWERED, new At(9, back(Optional.of(new ConnectionId("gateway-2.0:7"))))));

        assertThat(renamed.number()).isZero();
    }

    @Test
    void whatAnotherGatewayHasReadAlreadyIsBelieved() {
        var ahead = after(List.of(ANSWERED)).reached(9);

        assertThat(ahead.number()).isEqualTo(9);
        assertThat(ahead.with(9, back(Optional.empty()))).isEqualTo(ahead);
        assertThat(ahead.reached(7)).isEqualTo(ahead);
    }

    /** Two gateways that heard of the same returns are at the same number, however they heard of them. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theOrderAndNumberOfItsEventsDoNotMatter(long seed) {
        var random = new Random(seed);
        var events = new ArrayList<>(List.of(RINGS_HERE_TOO, ANSWERED));
        for (long seq = 6; seq < 6 + random.nextInt(10); seq++) {
            events.add(new At(seq, random.nextBoolean() ? back(Optional.empty()) : ROOM.mediaConnected()));
        }
        var highest = events.stream()
                .filter(at -> at.seq() > ANSWERED.seq() && at.event() instanceof RoomEvent.SideCameBack)
                .mapToLong(At::seq)
                .max()
                .orElse(0);
        var shuffled = new ArrayList<>(events);
        shuffled.addAll(events.subList(0, random.nextInt(events.size() + 1)));
        Collections.shuffle(shuffled, random);

        assertThat(after(shuffled).number()).isEqualTo((int) highest);
    }

    static IntStream seeds() {
        return IntStream.range(0, 50);
    }
}
