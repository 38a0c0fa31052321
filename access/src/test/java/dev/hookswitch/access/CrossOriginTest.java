package dev.hookswitch.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.web.WebOrigins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is refused, and what the log says about it. Over HTTP: {@link AccessHttpTest}. */
class CrossOriginTest {
    private final Logger logger = Logger.getLogger(CrossOrigin.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(new PatternFormatter("%s").format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Instant now = Instant.parse("2026-01-01T12:00:00Z");
    private final CrossOrigin pages = new CrossOrigin(WebOrigins.parse("https://shop.example"), () -> now);

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(listener);
    }

    @Test
    void whoIsAllowedIsNotTalkedAbout() {
        assertThat(pages.lets("https://shop.example")).isTrue();
        assertThat(lines).isEmpty();
    }

    @Test
    void theLogNamesTheOriginAndTheSetting() {
        assertThat(pages.lets("https://other.example")).isFalse();
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("origin=https://other.example", "HOOKSWITCH_ORIGINS", "--origin https://other.example");
    }

    @Test
    void manyThatKnockAreOneLine() {
        for (int i = 0; i < 1000; i++) {
            pages.lets("https://other-" + i + ".example");
        }
        assertThat(lines).hasSize(1);

        now = now.plusSeconds(10);
        pages.lets("https://late.example");
        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).contains("origin=https://late.example", "furtherSinceLastLine=999");
    }

    @Test
    void whatIsNoOriginIsNotRepeated() {
        pages.lets("null");
        now = now.plusSeconds(10);
        pages.lets("https://x.example\u001b[2J" + "x".repeat(5000));
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line).contains("without an origin").doesNotContain("origin=", "xxx"));
    }
}
