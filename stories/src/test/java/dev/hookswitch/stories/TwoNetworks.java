package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Two network namespaces of the kernel with one cable between them: what stands in for two machines. */
final class TwoNetworks implements AutoCloseable {
    /** Addresses that are nobody's outside a test (RFC 2544); nothing leaves the two namespaces. */
    static final String PLATFORM_ADDRESS = "198.18.4.1";

    private static final String FIELD_ADDRESS = "198.18.4.2";

    private final String platform = "hookswitch-" + ProcessHandle.current().pid();
    private final String field = platform + "-field";

    /** Leaves the test out, saying why, where namespaces cannot be made. */
    static TwoNetworks make() {
        assumeTrue(isThere("ip"), "left out: there is no command ip; install the package iproute2 to run this story");
        assumeTrue(
                run("ip", "netns", "list").exit() == 0 && "root".equals(System.getProperty("user.name")),
                "left out: network namespaces can be made by root only");
        var networks = new TwoNetworks();
        try {
            networks.connect();
            return networks;
        } catch (AssertionError e) {
            networks.close();
            throw e;
        }
    }

    private static boolean isThere(String program) {
        return Stream.concat(Arrays.stream(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/sbin"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private void connect() {
        must("ip", "netns", "add", platform);
        must("ip", "netns", "add", field);
        must("ip", "link", "add", "cable", "netns", platform, "type", "veth", "peer", "name", "cable", "netns", field);
        for (var end : List.of(List.of(platform, PLATFORM_ADDRESS), List.of(field, FIELD_ADDRESS))) {
            must("ip", "-n", end.get(0), "address", "add", end.get(1) + "/24", "dev", "cable");
            must("ip", "-n", end.get(0), "link", "set", "lo", "up");
            must("ip", "-n", end.get(0), "link", "set", "cable", "up");
        }
    }

    /** A process on the platform's machine. */
    ProcessBuilder onThePlatform(List<String> command) {
        return in(platform, command);
    }

    /** A process on the other machine. */
    ProcessBuilder inTheField(List<String> command) {
        return in(field, command);
    }

    private static ProcessBuilder in(String namespace, List<String> command) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return new ProcessBuilder(all).redirectErrorStream(true);
    }

    private record Outcome(int exit, String said) {}

    private static void must(String... command) {
        var outcome = run(command);
        assertThat(outcome.exit())
                .as(String.join(" ", command) + ": " + outcome.said())
                .isZero();
    }

    private static Outcome run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(Told.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            return new Outcome(process.exitValue(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The cable goes with them. */
    @Override
    public void close() {
        run("ip", "netns", "delete", field);
        run("ip", "netns", "delete", platform);
    }
}
