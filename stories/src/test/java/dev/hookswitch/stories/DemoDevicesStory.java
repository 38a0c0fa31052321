package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each device that behaves is called with the command itself; what it prints is what docs/demo-devices.md says. */
class DemoDevicesStory {
    @BeforeAll
    static void open() {
        Stage.awaitAll();
        Stage.platform().openDemo();
    }

    @AfterAll
    static void close() {
        Stage.platform().closeDemo();
    }

    static Stream<DemoPage.Section> devices() {
        return DemoPage.sections();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("devices")
    void deviceGivesWhatThePageSays(DemoPage.Section page) throws IOException, InterruptedException {
        var call = Command.run("call", page.arguments());

        assertThat(DemoPage.steps(call.lines(), page.steps())).isEqualTo(DemoPage.sorted(page.steps()));
        // The command joins from a process that has just begun: a call that is not answered may end before that.
        assertThat(DemoPage.joins(call.lines())).isIn(page.isAnswered() ? page.joins() : List.of(), page.joins());
        assertThat(call.exitCode()).isEqualTo(page.exitCode());
        // What the device's own program was told, not only what its server can know of that. One that lost its network
        // is told when it is back, perhaps later than its caller.
        await().atMost(Told.PATIENCE)
                .untilAsserted(() -> assertThat(toldTo(page.sn(), call.room())).isEqualTo(documented(page)));
    }

    @Test
    void everyDeviceHasItsSection() {
        assertThat(devices().map(DemoPage.Section::sn))
                .containsExactly(
                        "demo-answers",
                        "demo-refuses",
                        "demo-busy",
                        "demo-silent",
                        "demo-offline",
                        "demo-drops",
                        "demo-hangs-up");
    }

    @Test
    void devicesComeBackWhenTheirProcessIsKilled() throws IOException, InterruptedException {
        Stage.killAndWait("devices");
        assertEachIsBack();
    }

    @Test
    void devicesOutliveRestartsOfServices() throws IOException, InterruptedException {
        for (var service : List.of("gateway", "auth", "room")) {
            Stage.killAndWait(service);
        }
        assertEachIsBack();
    }

    /** A call that was lost with a service is placed again, so that who is always engaged is so again, but not at once. */
    private static void assertEachIsBack() throws IOException, InterruptedException {
        assertThat(call("demo-refuses")).isEqualTo("rejected");
        await().atMost(Told.PATIENCE)
                .untilAsserted(() -> assertThat(call("demo-busy")).isEqualTo("busy"));
    }

    /** How it ended. */
    private static String call(String sn) throws IOException, InterruptedException {
        return Command.run("call", List.of(sn)).reason();
    }

    /** In the order in which they came; each line of the log names the device, the room and the plugin's events. */
    private static List<String> toldTo(String sn, String room) throws IOException {
        var log = Stage.platform().data().resolve("logs/devices.log");
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" told=" + sn + " room=" + room + " "))
                    .map(line -> line.substring(line.indexOf("plugin=") + "plugin=".length()))
                    .flatMap(names -> Stream.of(names.split(",")))
                    .toList();
        }
    }

    private static List<String> documented(DemoPage.Section page) {
        return page.steps().stream()
                .flatMap(List::stream)
                .flatMap(row -> Stream.of(row.device().split(" · ")))
                .filter(event -> !event.isEmpty())
                .map(event -> event.substring(1, event.indexOf('`', 1)))
                .toList();
    }

    /** A run of {@code ./hookswitch <command> … --json}. */
    private record Command(int exitCode, List<JsonNode> lines) {
        static Command run(String name, List<String> arguments) throws IOException, InterruptedException {
            var command = new ArrayList<String>();
            command.add(DemoPage.checkout().resolve("hookswitch").toString());
            command.add(name);
            command.addAll(arguments);
            command.add("--json");
            // Into a file, so that one that hangs is not waited for at its pipe.
            var out = Files.createTempFile("hookswitch-" + name, ".jsonl");
            var builder = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(out.toFile());
            builder.environment().put("HOOKSWITCH_DATA", Stage.platform().data().toString());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            var process = builder.start();
            process.getOutputStream().close();
            try {
                assertThat(process.waitFor(Told.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("%s ends", command)
                        .isTrue();
                var lines = Files.readAllLines(out).stream()
                        .map(line -> Wire.read(line, JsonNode.class))
                        .toList();
                return new Command(process.exitValue(), lines);
            } finally {
                process.destroyForcibly();
                Files.delete(out);
            }
        }

        private JsonNode end() {
            return lines.stream()
                    .filter(line -> line.path("kind").asText().equals("end"))
                    .findFirst()
                    .orElseThrow();
        }

        String room() {
            return end().path("room").asText();
        }

        String reason() {
            return end().path("reason").asText();
        }
    }
}
