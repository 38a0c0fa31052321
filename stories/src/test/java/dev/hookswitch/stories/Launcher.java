package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code ./hookswitch} on a data directory of its own, as a person at a terminal types it. Builds nothing. */
final class Launcher implements AutoCloseable {
    /** Of a command that starts or stops the platform; the launcher itself gives a start seven minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    /** A JVM has to start before the first word. */
    private static final Duration SAID_WITHIN = Duration.ofMinutes(2);

    private final Path data;
    private final List<Run> started = new ArrayList<>();

    Launcher(Path data) {
        this.data = data;
    }

    Path data() {
        return data;
    }

    /** Runs it to its end. */
    Run run(String... arguments) {
        var run = start(arguments);
        run.exitCode();
        return run;
    }

    /** Runs it to its end, which must be 0. */
    Run must(String... arguments) {
        var run = run(arguments);
        assertThat(run.exitCode()).as(run.text()).isZero();
        return run;
    }

    /** Starts it and returns at once. */
    Run start(String... arguments) {
        var run = drive(Map.of(), arguments);
        run.closeInput();
        return run;
    }

    /** Starts it with more in its environment; what it is to do can be told it. */
    Run drive(Map<String, String> further, String... arguments) {
        // A build in the background ignores Ctrl-C, and what it starts would do the same.
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.add(DemoPage.checkout().resolve("hookswitch").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(further);
        return start(builder);
    }

    /** A program that finds this data directory as {@code .hookswitch} in its working directory. */
    Run script(String text) {
        assertThat(data).hasFileName(".hookswitch");
        var run = start(new ProcessBuilder("bash", "-euc", text)
                .directory(data.getParent().toFile()));
        run.closeInput();
        run.exitCode();
        return run;
    }

    private Run start(ProcessBuilder builder) {
        var environment = builder.environment();
        environment.put("HOOKSWITCH_DATA", data.toString());
        environment.put("HOOKSWITCH_AOT", "off");
        environment.put("HOOKSWITCH_BUILD", "off");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        try {
            var run = new Run(builder.redirectErrorStream(true).start());
            started.add(run);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the platform, and what still runs of the commands. */
    @Override
    public void close() {
        run("down");
        started.forEach(run -> run.process.destroyForcibly());
    }

    /** One command at work. */
    static final class Run {
        private final Process process;
        private final Queue<String> said = new ConcurrentLinkedQueue<>();
        private final Thread reader;

        private Run(Process process) {
            this.process = process;
            // Not the end of the output is waited for, but that of the process: what it started may hold the pipe.
            reader = Thread.ofPlatform().daemon().name("said").start(this::read);
        }

        private void read() {
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    said.add(line);
                }
            } catch (IOException e) {
                said.add(String.valueOf(e.getMessage()));
            }
        }

        /** A line of its standard input. */
        void tell(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void closeInput() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for its end. */
        int exitCode() {
            try {
                var hasEnded = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(hasEnded).as("does not end; it said: %s", text()).isTrue();
                reader.join(Told.PATIENCE);
                return process.exitValue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } finally {
                process.destroyForcibly();
            }
        }

        /** All that it has printed so far. */
        String text() {
            return String.join("\n", said);
        }

        Run awaitText(String part) {
            await().atMost(SAID_WITHIN).untilAsserted(() -> assertThat(text()).contains(part));
            return this;
        }

        /** Waits until it prints what fits this; returns its group. */
        String find(String pattern) {
            var compiled = Pattern.compile(pattern);
            await().atMost(SAID_WITHIN).untilAsserted(() -> assertThat(text()).containsPattern(compiled));
            var found = compiled.matcher(text());
            assertThat(found.find()).isTrue();
            return found.group(1);
        }

        /** Ctrl-C; returns the exit code. */
        int interrupt() {
            signal(process.pid(), "INT");
            return exitCode();
        }
    }

    /** Sends a signal as kill(1) names it, without SIG. */
    static void signal(long pid, String signal) {
        try {
            var kill = new ProcessBuilder("kill", "-s", signal, Long.toString(pid)).start();
            assertThat(kill.waitFor(Told.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(kill.exitValue()).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
