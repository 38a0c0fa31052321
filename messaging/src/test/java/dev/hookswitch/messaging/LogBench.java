package dev.hookswitch.messaging;

import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Prints how many small commands a second a log applies, and how long a question waits; a program, not a test.
 *
 * <p>Arguments: {@code [commands, default 100000] [threads, default 1]}.
 */
final class LogBench {
    private static final int ROUNDS = 3;

    private LogBench() {}

    public static void main(String[] args) throws Exception {
        var count = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        var threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        Logger.getLogger("").setLevel(Level.WARNING);
        System.out.printf(
                "A log processor alone, %,d small commands, threads %d, %d rounds:%n", count, threads, ROUNDS);
        for (int round = 0; round < ROUNDS; round++) {
            try (var platform = new CounterPlatform()) {
                fill(platform, count);
                var begin = System.nanoTime();
                platform.log("counter-0", config -> config.threads(threads));
                var cpu = cpu();
                await().atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> platform.number("SELECT coalesce(sum(next_offset), 0) FROM progress") >= count);
                System.out.printf(
                        "%,8.0f commands/s, %.1f us CPU a command%n",
                        count / seconds(begin), (cpu() - cpu) / 1e3 / count);
                ask(platform);
            }
        }
        System.exit(0);
    }

    /** Additions of 0, which nothing bounds, nobody asked for: an event, a note and a saved counter each. */
    private static void fill(CounterPlatform platform, int count) {
        var random = new Random(1);
        var last = CompletableFuture.<Void>completedFuture(null);
        var failed = new AtomicInteger();
        for (int i = 0; i < count; i++) {
            last = platform.commands.send(
                    CommandToSend.of(Counter.COMMANDS, "c" + random.nextInt(1000), new Counter.Add(0), "bench" + i));
            if (i % 5000 == 0) {
                last.join();
            }
        }
        last.exceptionally(_ -> {
                    failed.incrementAndGet();
                    return null;
                })
                .join();
    }

    private static void ask(CounterPlatform platform) throws Exception {
        try (var questions =
                new Questions(platform.bootstrapServers, "bench", platform.commands, Counter.ANSWER_TYPES)) {
            questions.start();
            var waits = new long[1000];
            for (int i = 0; i < waits.length; i++) {
                var begin = System.nanoTime();
                questions
                        .ask(Counter.COMMANDS, "c" + i, new Counter.Add(0), "ask" + i, Duration.ofSeconds(5))
                        .get();
                waits[i] = System.nanoTime() - begin;
            }
            Arrays.sort(waits);
            System.out.printf(
                    "         one question after the other: p50 %.1f ms, p99 %.1f ms%n",
                    waits[500] / 1e6, waits[990] / 1e6);
        }
    }

    /** Of this process, in nanoseconds: broker and database run in others. */
    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
