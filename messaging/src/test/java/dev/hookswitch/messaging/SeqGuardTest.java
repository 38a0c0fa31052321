package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeqGuardTest {
    private final List<String> holes = new ArrayList<>();
    private final SeqGuard guard = new SeqGuard(2, (aggregate, last, next) -> holes.add(aggregate + last + "-" + next));

    @Test
    void repeatsAreDroppedAndAHoleIsTold() {
        assertThat(guard.isNext("a", 4)).isTrue();
        assertThat(guard.isNext("a", 4)).isFalse();
        assertThat(guard.isNext("a", 3)).isFalse();
        assertThat(guard.isNext("a", 5)).isTrue();
        assertThat(guard.isNext("a", 8)).isTrue();
        assertThat(holes).containsExactly("a5-8");
    }

    @Test
    void knowsWhatItWasTold() {
        guard.known("a", 6);
        guard.known("a", 2);
        assertThat(guard.isNext("a", 6)).isFalse();
        assertThat(guard.isNext("a", 7)).isTrue();
    }

    @Test
    void forgetsTheLongestSilent() {
        guard.isNext("a", 1);
        guard.isNext("b", 1);
        guard.isNext("c", 1);
        assertThat(guard.isNext("a", 1)).isTrue();
    }
}
