package dev.hookswitch.engines;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The process of one engine: how it is launched, awaited, ended, and that it does not outlive this JVM.
 *
 * <p>A JVM that ends in order stops its engines by a shutdown hook. For one that is killed, a shell beside each server
 * reads from a pipe that nobody writes to: at its end the shell ends the server. Not thread-safe; the engine guards it.
 */
final class ServerProcess {
    /** Long enough for a first start beside seven busy builds; a server that hangs is still noticed. */
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);

    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int LOG_TAIL_LINES = 12;

    /** $1 signal, $2 pid, $3 the engine's directory: a pid that meanwhile is another process's is left alone. */
    private static final String GUARD = """
            read -r _
            case "$(readlink "/proc/$2/cwd")/" in "$3"/*) kill -s "$1" "$2" ;; esac
            """;

    private final String engine;
    private final EngineHome home;

    /** The signal that makes this server end in its orderly way. */
    private final String stopSignal;

    private final Thread hook;
    private volatile @Nullable Process process;
    private @Nullable Process guard;
    private boolean isHooked;

    ServerProcess(String engine, EngineHome home, String stopSignal, Runnable stop) {
        this.engine = engine;
        this.home = home;
        this.stopSignal = stopSignal;
        this.hook = new Thread(stop, "stop-" + engine);
    }

    Path log() {
        return home.path(engine + ".log");
    }

    boolean isRunning() {
        var running = process;
        return running != null && running.isAlive();
    }

    long pid() {
        var started = process;
        if (started == null) {
            throw new EngineFailed(engine + " was never started.");
        }
        return started.pid();
    }

    /** Ends the server that a killed JVM left behind in this directory, so that its port and its data are free. */
    void endLeftOver() {
        home.leftOver().ifPresent(left -> {
            // A stopped process takes no other signal before it goes on.
            Signals.send(left.pid(), "CONT");
            Signals.send(left.pid(), stopSignal);
            if (!isGone(left, STOPS_WITHIN)) {
                left.destroyForcibly();
                isGone(left, STOPS_WITHIN);
            }
        });
    }

    /** Starts the server in its own directory; returns at once. */
    void launch(Path workDirectory, List<String> command) {
        try {
            if (Files.exists(log())) {
                Files.move(log(), home.path(engine + ".log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            var builder = new ProcessBuilder(command)
                    .directory(workDirectory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(log().toFile());
            // What a caller's shell sets for its own clients and JVMs is not meant for the server.
            builder.environment()
                    .keySet()
                    .removeIf(key ->
                            key.startsWith("PG") || key.endsWith("_JAVA_OPTIONS") || key.equals("JAVA_TOOL_OPTIONS"));
            var started = builder.start();
            process = started;
            home.keepPid(started.pid());
            endGuard();
            guard = new ProcessBuilder(
                            "sh",
                            "-c",
                            GUARD,
                            "guard",
                            stopSignal,
                            Long.toString(started.pid()),
                            home.directory().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            addHook();
        } catch (IOException e) {
            throw new EngineFailed(engine + " could not be launched: " + e.getMessage(), e);
        }
    }

    /** Waits until the launched server is ready; ends it and says why if it is not in time. */
    void awaitReady(BooleanSupplier isReady) {
        var deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
        while (!isReady.getAsBoolean()) {
            if (!isRunning()) {
                var tail = logTail();
                ended();
                throw new EngineFailed(engine + " ended while it started. Its log (" + log() + ") ends with:\n" + tail);
            }
            if (System.nanoTime() > deadline) {
                var tail = logTail();
                killForcibly();
                throw new EngineFailed(engine + " did not serve within " + STARTS_WITHIN.toSeconds() + " s. Its log ("
                        + log() + ") ends with:\n" + tail);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailed("Interrupted while waiting for an engine.", e);
        }
    }

    void stop() {
        var running = process;
        if (running != null && running.isAlive()) {
            Signals.send(running.pid(), "CONT");
            Signals.send(running.pid(), stopSignal);
            if (!isGone(running.toHandle(), STOPS_WITHIN)) {
                running.destroyForcibly();
                isGone(running.toHandle(), STOPS_WITHIN);
            }
        }
        ended();
    }

    void killForcibly() {
        var running = process;
        if (running != null) {
            running.destroyForcibly();
            if (!isGone(running.toHandle(), STOPS_WITHIN)) {
                throw new EngineFailed("Process " + running.pid() + " of " + engine + " does not end on SIGKILL.");
            }
        }
        ended();
    }

    private static boolean isGone(ProcessHandle process, Duration within) {
        try {
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new EngineFailed("Process " + process.pid() + " could not be awaited.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailed("Interrupted while waiting for process " + process.pid() + " to end.", e);
        }
    }

    /** The log's last lines; servers write no secret there. */
    String logTail() {
        try {
            var lines = new ArrayList<>(
                    Files.readString(log(), StandardCharsets.UTF_8).lines().toList());
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(unreadable: " + e.getMessage() + ")";
        }
    }

    private void ended() {
        endGuard();
        removeHook();
    }

    private void endGuard() {
        if (guard != null) {
            guard.destroyForcibly();
            guard = null;
        }
    }

    private void addHook() {
        if (!isHooked) {
            Runtime.getRuntime().addShutdownHook(hook);
            isHooked = true;
        }
    }

    private void removeHook() {
        if (isHooked) {
            isHooked = false;
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The JVM is going down and runs the hook: it is what stops the server now.
            }
        }
    }
}
