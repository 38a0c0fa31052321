package dev.hookswitch.gateway.live.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AppPositionsTest {
    @Test
    void beginsAtTheEndWithoutACursor() {
        var positions = new AppPositions(Map.of(), Map.of(0, 5L, 1, 9L));

        assertThat(positions.meets(0, 5)).isTrue();
        assertThat(positions.isAllLive()).isFalse();
        assertThat(positions.behind()).isEqualTo(Map.of(1, 9L));
        assertThat(positions.cursor()).isEqualTo(Map.of(0, 5L, 1, 9L));
    }

    /** It is new to the subscriber, also where the live stream is far in it already. */
    @Test
    void aPartitionThatWasAddedBeginsAtItsFirstEvent() {
        var positions = new AppPositions(Map.of(0, 5L), Map.of(0, 5L, 1, 9L));

        assertThat(positions.cursor()).isEqualTo(Map.of(0, 5L, 1, 0L));
        assertThat(positions.meets(1, 9)).isFalse();
    }

    @Test
    void saysWhatItSkipsBecauseItIsTooOldOrOfALogThatIsGone() {
        var positions = new AppPositions(Map.of(0, 2L, 1, 99L), Map.of(0, 5L, 1, 9L));

        assertThat(positions.isBeyond(Map.of(0, 5L, 1, 9L))).isTrue();
        assertThat(positions.notBefore(Map.of(0, 4L, 1, 1L))).isEqualTo(Map.of(0, new AppPositions.Skipped(2, 4)));
        assertThat(positions.notBeyond(Map.of(0, 5L, 1, 9L))).isEqualTo(Map.of(1, new AppPositions.Skipped(99, 9)));
        assertThat(positions.cursor()).isEqualTo(Map.of(0, 4L, 1, 9L));
    }

    @Test
    void anIdlePartitionMovesOnWithTheLiveStream() {
        var positions = new AppPositions(Map.of(), Map.of(0, 5L, 1, 9L));
        positions.meets(0, 5);
        positions.meets(1, 9);

        assertThat(positions.takeLive(0, 7)).isTrue();
        positions.liveIsAt(Map.of(0, 8L, 1, 12L));

        assertThat(positions.cursor()).isEqualTo(Map.of(0, 8L, 1, 12L));
    }

    /** However reader and live stream interleave, each event is told once and in order. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void handsOverWithoutAHoleOrARepeat(long seed) {
        var random = new Random(seed);
        long cursor = random.nextInt(20);
        long live = cursor + random.nextInt(20);
        long end = live + random.nextInt(40);
        var positions = new AppPositions(Map.of(0, cursor), Map.of(0, live));
        var told = new ArrayList<Long>();
        long read = cursor;
        // The live stream says where it is before it tells: the two steps may fall apart.
        long said = live;
        var handedOver = positions.meets(0, said);
        while (live < end || !handedOver) {
            if (live < end && random.nextBoolean()) {
                if (said == live) {
                    said = live + 1;
                } else {
                    if (positions.takeLive(0, live)) {
                        told.add(live);
                    }
                    live++;
                }
            } else if (!handedOver && read < said) {
                if (positions.takeOld(0, read)) {
                    told.add(read);
                }
                read++;
                handedOver = positions.readUpTo(0, read, said);
            }
        }

        assertThat(told).isEqualTo(LongStream.range(cursor, end).boxed().toList());
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }
}
