package dev.hookswitch.local.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class TerminalCommandTest {
    @TempDir
    Path nothing;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private int run(String name, String... arguments) {
        return TerminalCommand.execute(
                name, nothing, List.of(arguments), new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "10s,10000", "2m,120000", "1H,3600000", "0s,0"})
    void timesHaveAUnit(String text, long millis) {
        assertThat(new TerminalCommand.Durations().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"10", "-3s", "3 s", "s", "1h30m", "99999999999s"})
    void whatIsNoTimeIsSaidToBeNone(String text) {
        assertThatThrownBy(() -> new TerminalCommand.Durations().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no time such as 500ms, 10s, 2m or 1h");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "call  |                              | Missing required parameter: '<sn>'",
                "call  | demo-answers --loud          | Unknown option: '--loud'",
                "call  | demo-answers --voice --video | --voice, --video are mutually exclusive",
                "call  | demo-answers --cancel-after 3 | option '--cancel-after': '3' is no time",
                "phone | demo-mum --reject --busy     | --reject, --busy are mutually exclusive",
                "watch | one two                      | Unmatched argument",
            })
    void mistakeIsNamedWithTheWayToTheHelp(String name, String arguments, String said) {
        var words = arguments == null ? new String[0] : arguments.split(" ");
        assertThat(run(name, words)).isEqualTo(TerminalCommand.NOT_UNDERSTOOD);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains(said, "see ./hookswitch " + name + " --help");
    }

    @Test
    void commandWithoutAPlatformSaysHowToStartOne() {
        assertThat(run("call", "demo-answers")).isEqualTo(TerminalCommand.NOT_POSSIBLE);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("Start it: ./hookswitch up");
    }

    @Test
    void platformElsewhereNeedsTheAppsSecret() {
        assertThat(run("watch", "--address", "http://127.0.0.1:1", "--app", "wx1"))
                .isEqualTo(TerminalCommand.NOT_POSSIBLE);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("Set HOOKSWITCH_APP_SECRET to the secret of the app wx1.");
    }
}
