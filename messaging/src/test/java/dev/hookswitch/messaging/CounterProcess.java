package dev.hookswitch.messaging;

import static org.awaitility.Awaitility.await;

import dev.hookswitch.engines.Database;
import dev.hookswitch.engines.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A process of its own that works on the counters' log, to be killed, frozen and fenced for real. */
final class CounterProcess implements AutoCloseable {
    private final Process process;

    private CounterProcess(Process process) {
        this.process = process;
    }

    /** Works until its standard input ends. */
    public static void main(String[] args) throws IOException {
        var database = new Database(args[1], args[2], args[3]);
        var config = CommandLogConfig.of(
                        args[4], Counter.COMMANDS, Counter.COMMAND_TYPES, Counter.EVENTS, Counter.EVENT_TYPES)
                .build(args[5], args[0], CounterPlatform.pool(database));
        var log = new CommandLog<>(config, new Counters());
        log.start();
        System.in.readAllBytes();
        log.close();
        System.exit(0);
    }

    static CounterProcess start(CounterPlatform platform, String instance, String failpoints) {
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.jboss.logging.provider=jdk",
                "-cp",
                System.getProperty("java.class.path"),
                CounterProcess.class.getName(),
                platform.bootstrapServers,
                platform.database.jdbcUrl(),
                platform.database.user(),
                platform.database.password(),
                platform.service,
                instance);
        builder.environment().put(Failpoints.NAME, failpoints);
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                Path.of("target", "process-" + platform.service + "-" + instance + "-" + System.nanoTime() + ".log")
                        .toFile());
        try {
            return new CounterProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signal(String name) {
        Signals.send(process.pid(), name);
    }

    /** Whether the kernel holds it stopped. */
    void awaitStopped() {
        await().atMost(CounterPlatform.PATIENCE).until(() -> state() == 'T');
    }

    private char state() throws IOException {
        var stat = java.nio.file.Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(CounterPlatform.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process does not end");
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }
}
