package dev.hookswitch.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void comesBackAsItWasGiven() {
        var cursor = Cursor.of("2026-01-01T00:00:00.000Z", "room-1");
        assertThat(Cursor.parse(cursor.text(), 2)).isEqualTo(cursor);
        assertThat(cursor.text()).matches("[A-Za-z0-9_-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%%%", "AAAA", "not base64!"})
    void whatIsNoCursorIsTheSendersMistake(String text) {
        assertThatThrownBy(() -> Cursor.parse(text, 2))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().field()).hasValue("cursor"));
    }
}
