package dev.hookswitch.stories.bench;

import dev.hookswitch.local.LocalPlatform;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.Operator;
import dev.hookswitch.stories.OwnPlatform;
import dev.hookswitch.stories.bench.CallLoad.Result;
import dev.hookswitch.stories.bench.CallLoad.Seats;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * {@code ./hookswitch bench}: starts a platform of its own, drives calls through it in steps and prints the figures. It
 * judges nothing.
 *
 * <p>Arguments: {@code [--pairs 600] [--warm-up 30] [--step 30] [rates, default 50 100 200]}, times in seconds.
 */
public final class Bench {
    private static final double RING_P99_MILLIS_MAX = 40;

    private final PrintStream out;
    private final LocalPlatform platform;

    private Bench(PrintStream out, LocalPlatform platform) {
        this.out = out;
        this.platform = platform;
    }

    public static void main(String[] args) {
        var options = Options.of(List.of(args));
        var out = System.out;
        out.printf(
                Locale.ROOT,
                "Bench: %d pairs, warm-up %d s, %d s a step, rates %s; %d processors, Java %s%n",
                options.pairs(),
                options.warmUp().toSeconds(),
                options.step().toSeconds(),
                options.rates(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version());
        try (var own = OwnPlatform.start(Map.of("ROOM_OPEN_PER_MINUTE", "100000"))) {
            new Bench(out, own.platform()).run(options);
        }
    }

    /** What was asked for. */
    record Options(int pairs, Duration warmUp, Duration step, List<Integer> rates) {
        static Options of(List<String> args) {
            int pairs = 600;
            var warmUp = Duration.ofSeconds(30);
            var step = Duration.ofSeconds(30);
            var rates = new ArrayList<Integer>();
            for (var i = args.iterator(); i.hasNext(); ) {
                var arg = i.next();
                switch (arg) {
                    case "--pairs" -> pairs = Integer.parseInt(i.next());
                    case "--warm-up" -> warmUp = Duration.ofSeconds(Long.parseLong(i.next()));
                    case "--step" -> step = Duration.ofSeconds(Long.parseLong(i.next()));
                    default -> rates.add(Integer.parseInt(arg));
                }
            }
            return new Options(pairs, warmUp, step, rates.isEmpty() ? List.of(50, 100, 200) : List.copyOf(rates));
        }
    }

    private void run(Options options) {
        var seats = seats(options.pairs());
        try (var load = new CallLoad(platform.address())) {
            load.connect(seats);
            out.printf(Locale.ROOT, "%d sockets open. Memory at rest:%n", 2 * seats.size());
            platform.pids()
                    .forEach((name, pid) -> out.printf(Locale.ROOT, "  %-18s %6.0f MB%n", name, residentMb(pid)));
            warmUp(load, options);
            out.println("calls/s  begun settled failed waited |  due→ring ms p50/p99 | event→socket ms p50/p99 |"
                    + " whole call ms p50/p99 | settled/s");
            var highest = Optional.<Integer>empty();
            for (var rate : options.rates()) {
                var before = cpuSeconds();
                var started = System.nanoTime();
                var result = load.run(rate, options.step());
                var seconds = (System.nanoTime() - started) / 1e9;
                print(result, seconds);
                printCpu(before, cpuSeconds(), result.settled);
                if (result.failed == 0 && millis(result.ring, 99) <= RING_P99_MILLIS_MAX) {
                    highest = Optional.of(rate);
                }
            }
            out.println("Highest rate with due→ring p99 ≤ 40 ms and nothing failed: "
                    + highest.map(rate -> rate + " calls/s").orElse("none of these"));
        }
    }

    /** In three parts, slowly first: cold code at full rate would only pile up calls that fail. */
    private static void warmUp(CallLoad load, Options options) {
        var rate = options.rates().getFirst();
        var part = options.warmUp().dividedBy(3);
        load.run(Math.max(1, rate / 4), part);
        load.run(Math.max(1, rate / 2), part);
        load.run(rate, part);
    }

    private void print(Result result, double seconds) {
        out.printf(
                Locale.ROOT,
                "%7d %6d %7d %6d %7d | %8.1f / %-8.1f | %10.1f / %-9.1f | %9.1f / %-8.1f | %6.1f%n",
                result.rate,
                result.begun,
                result.settled,
                result.failed,
                result.waited,
                millis(result.ring, 50),
                millis(result.ring, 99),
                millis(result.event, 50),
                millis(result.event, 99),
                millis(result.whole, 50),
                millis(result.whole, 99),
                result.settled / seconds);
    }

    private void printCpu(Map<String, Double> before, Map<String, Double> after, int calls) {
        var line = new StringBuilder("         CPU a call, ms:");
        after.forEach((name, seconds) -> line.append(String.format(
                Locale.ROOT,
                " %s %.2f",
                name,
                (seconds - before.getOrDefault(name, 0.0)) * 1000 / Math.max(1, calls))));
        out.println(line);
    }

    /** Makes one app with a user and a device per pair. */
    private List<Seats> seats(int pairs) {
        var operator = Operator.withSecret(Api.at(platform.address()), platform.operatorSecret());
        var server = operator.makeApp("bench", Optional.of("wxbench"), Map.of());
        server.makeModel("bench-door", "door station", "linux");
        var made = new ArrayList<Future<Seats>>();
        try (var workers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < pairs; i++) {
                var n = i;
                made.add(workers.submit(() -> seats(server, n)));
            }
        }
        return made.stream().map(Bench::get).toList();
    }

    private static Seats seats(AppServer server, int n) {
        var openId = "bench-user-" + n;
        server.makeUser(openId);
        var device = server.makeDevice("BENCH-" + n, "bench-door");
        return new Seats(server.userToken(openId), server.deviceToken(device), device.sn(), device.modelId());
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Double> cpuSeconds() {
        var seconds = new TreeMap<String, Double>();
        platform.pids()
                .forEach((name, pid) -> seconds.put(
                        name,
                        processes(pid)
                                .flatMap(process -> process.info().totalCpuDuration().stream())
                                .mapToDouble(cpu -> cpu.toNanos() / 1e9)
                                .sum()));
        return seconds;
    }

    /** PostgreSQL works in a process per connection. */
    private static Stream<ProcessHandle> processes(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
    }

    /** Of the process alone: PostgreSQL's others share most of its memory. */
    private static double residentMb(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(
                                    Arrays.asList(line.split("\\s+", -1)).get(1)))
                            .sum()
                    / 1024.0;
        } catch (IOException e) {
            return Double.NaN; // ended meanwhile
        }
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
