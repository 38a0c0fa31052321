package dev.hookswitch.gateway.live.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FollowingTest {
    private static final RoomId ROOM = new RoomId(RoomId.PREFIX + "1");
    private static final RoomId OTHER = new RoomId(RoomId.PREFIX + "2");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static News news(RoomId room, long seq) {
        return new News(
                room + "/" + seq,
                "room",
                "PushTokenFound",
                room,
                seq,
                NOON.plusSeconds(seq),
                new AppId("wx"),
                "user:mum",
                "device:door",
                Set.of("caller"),
                new RoomEvent.PushTokenFound(),
                "{}");
    }

    private static List<Long> seqs(List<News> news) {
        return news.stream().map(News::seq).toList();
    }

    @Test
    void holdsTheLogBackUntilItHasResumed() {
        var following = new Following(Map.of(), 10);

        assertThat(following.live(news(ROOM, 3))).isEmpty();
        assertThat(seqs(following.resumed(List.of(news(ROOM, 2), news(ROOM, 1)), Optional.of(ROOM))))
                .containsExactly(1L, 2L, 3L);
        assertThat(seqs(following.live(news(ROOM, 4)))).containsExactly(4L);
    }

    @Test
    void dropsWhatTheClientHasAndWhatComesTwice() {
        var following = new Following(Map.of(ROOM, 2L), 10);
        following.live(news(ROOM, 3));

        assertThat(seqs(following.resumed(
                        LongStream.rangeClosed(1, 3)
                                .mapToObj(seq -> news(ROOM, seq))
                                .toList(),
                        Optional.of(ROOM))))
                .containsExactly(3L);
        assertThat(following.live(news(ROOM, 3))).isEmpty();
    }

    @Test
    void tellsWhatIsOverBeforeWhatLives() {
        var following = new Following(Map.of(OTHER, 1L), 10);

        var told = following.resumed(List.of(news(ROOM, 1), news(OTHER, 9), news(OTHER, 8)), Optional.of(ROOM));

        assertThat(told.stream().map(News::room)).containsExactly(OTHER, OTHER, ROOM);
        assertThat(seqs(told)).containsExactly(8L, 9L, 1L);
    }

    @Test
    void saysWhenMoreIsHeldBackThanMayBe() {
        var following = new Following(Map.of(), 2);
        LongStream.rangeClosed(1, 2).forEach(seq -> following.live(news(ROOM, seq)));
        assertThat(following.isOverfull()).isFalse();
        following.live(news(ROOM, 3));
        assertThat(following.isOverfull()).isTrue();
    }

    @Test
    void resumesAgainFromWhereItWas() {
        var following = new Following(Map.of(), 10);
        following.resumed(List.of(news(ROOM, 1)), Optional.of(ROOM));
        following.resumeAgain();

        assertThat(following.live(news(ROOM, 3))).isEmpty();
        assertThat(following.cursor()).isEqualTo(Map.of(ROOM, 1L));
        assertThat(seqs(following.resumed(List.of(news(ROOM, 2)), Optional.of(ROOM))))
                .containsExactly(2L, 3L);
    }

    /** Wherever the query falls between the events, and whatever comes twice: each event once, in order. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tellsEachEventOnceWheneverTheAnswerComes(long seed) {
        var random = new Random(seed);
        var last = 1 + random.nextInt(30);
        var stored =
                LongStream.rangeClosed(1, last).mapToObj(seq -> news(ROOM, seq)).toList();
        var cursor = random.nextInt(last);
        // The log is followed from here on; what is older is in the database by then.
        var registered = random.nextInt(last + 1);
        var asked = registered + random.nextInt(last - registered + 1);
        var following = new Following(Map.of(ROOM, (long) cursor), 1000);
        var told = new ArrayList<News>();
        for (int seq = registered + 1; seq <= asked; seq++) {
            told.addAll(following.live(stored.get(seq - 1)));
        }
        var answer = new ArrayList<>(stored.subList(Math.min(cursor, asked), asked));
        Collections.shuffle(answer, random);
        var late = asked + random.nextInt(last - asked + 1);
        for (int seq = asked + 1; seq <= late; seq++) {
            told.addAll(following.live(stored.get(seq - 1)));
        }
        told.addAll(following.resumed(answer, Optional.of(ROOM)));
        for (int seq = late + 1; seq <= last; seq++) {
            told.addAll(following.live(stored.get(seq - 1)));
            told.addAll(following.live(stored.get(random.nextInt(seq))));
        }

        assertThat(seqs(told))
                .isEqualTo(LongStream.rangeClosed(cursor + 1, last).boxed().toList());
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }
}
