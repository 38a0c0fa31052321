package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The platform on one machine, started by what {@code ./hookswitch up --lan} starts; a phone and a device on another one,
 * which know the address and the certificate authority that were printed. Two network namespaces stand in for the machines.
 */
class AnotherMachineStory {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(10);
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);

    private static final Pattern ADDRESS = Pattern.compile("On the network: (https://\\S+)");
    private static final Pattern AUTHORITY = Pattern.compile("Its certificate authority: (\\S+)");

    @TempDir
    private Path folder;

    @Test
    void phoneAndDeviceOfAnotherMachineCallEachOtherByTls() throws Exception {
        try (var networks = TwoNetworks.make()) {
            var platform = start(networks);
            try {
                calls(networks);
                assertThat(outcome(networks.onThePlatform(program("Status", data())), Map.of()))
                        .containsPattern(TwoNetworks.PLATFORM_ADDRESS + " +TCP 8443");
            } finally {
                // As Ctrl-C: it stops its parts in order, and nobody is left in the namespace.
                platform.destroy();
                assertThat(platform.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS))
                        .as("the platform stops")
                        .isTrue();
            }
        }
    }

    private void calls(TwoNetworks networks) throws Exception {
        var address = printed(ADDRESS);
        assertThat(address).isEqualTo("https://" + TwoNetworks.PLATFORM_ADDRESS + ":8443");
        var strangers = Map.of(
                "HOOKSWITCH_OPERATOR_SECRET", secret("operator"),
                "HOOKSWITCH_APP_SECRET", secret("app-hookswitch-demo"));
        var believers = new HashMap<>(strangers);
        believers.put("HOOKSWITCH_CA", printed(AUTHORITY));

        assertThat(outcome(call(networks, address), strangers))
                .startsWith("exit 1")
                .contains("cannot be reached", "HOOKSWITCH_CA");
        assertThat(outcome(call(networks, "http://" + TwoNetworks.PLATFORM_ADDRESS + ":8400"), believers))
                .startsWith("exit 1")
                .contains("cannot be reached");

        // Each call is between two processes, a phone and a device.
        assertThat(outcome(networks.inTheField(program("demo.Demo", nothing(), "--address", address)), believers))
                .startsWith("exit 0")
                .contains("Both calls were settled.");
        assertThat(outcome(call(networks, address), believers))
                .startsWith("exit 0")
                .containsPattern("\"kind\":\"end\".*\"reason\":\"hungUp\"");
    }

    private ProcessBuilder call(TwoNetworks networks, String address) {
        return networks.inTheField(program(
                "terminal.TerminalCommand",
                "call",
                nothing(),
                "demo-answers",
                "--hang-up-after",
                "1s",
                "--json",
                "--address",
                address));
    }

    /** Returns when calls can be placed. */
    private Process start(TwoNetworks networks) throws IOException {
        var ready = folder.resolve("ready");
        var builder =
                networks.onThePlatform(program("Supervisor", data(), "--lan")).redirectOutput(output().toFile());
        builder.environment().put("HOOKSWITCH_READY_FILE", ready.toString());
        builder.environment().put("HOOKSWITCH_AOT", "off");
        var platform = builder.start();
        try {
            await().atMost(STARTS_WITHIN).until(() -> Files.exists(ready) || !platform.isAlive());
            assertThat(platform.isAlive()).as(Files.readString(output())).isTrue();
            return platform;
        } catch (RuntimeException | Error e) {
            platform.destroy();
            throw e;
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Where another machine has no platform of its own. */
    private String nothing() {
        return folder.resolve("nothing").toString();
    }

    private Path output() {
        return folder.resolve("up.txt");
    }

    private String printed(Pattern what) throws IOException {
        var output = Files.readString(output());
        var found = what.matcher(output);
        assertThat(found.find()).as(output).isTrue();
        return found.group(1);
    }

    private String secret(String name) throws IOException {
        return Files.readString(folder.resolve("data/secrets").resolve(name)).strip();
    }

    /** One of local's programs, as the launcher starts them. */
    private static List<String> program(String name, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-Dstdout.encoding=UTF-8",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hookswitch.local." + name));
        command.addAll(List.of(arguments));
        return command;
    }

    /** How a process ended, and what it said. */
    private static String outcome(ProcessBuilder builder, Map<String, String> environment) throws Exception {
        builder.environment().remove("HOOKSWITCH_CA");
        builder.environment().putAll(environment);
        var said = Files.createTempFile("said", ".txt");
        try {
            var process = builder.redirectOutput(said.toFile()).start();
            var ended = process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS);
            process.destroyForcibly();
            return (ended ? "exit " + process.exitValue() : "still running") + "\n" + Files.readString(said);
        } finally {
            Files.delete(said);
        }
    }
}
