package dev.hookswitch.local;

import dev.hookswitch.contracts.web.WebOrigins;
import dev.hookswitch.engines.Engines;
import dev.hookswitch.local.UpOptions.Demo;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Calls;
import dev.hookswitch.local.client.Operator;
import dev.hookswitch.local.client.Seat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the {@link AotCaches}: runs a platform of its own with calls in both directions, and keeps what its JVMs have
 * learned. {@code ./hookswitch up} starts it in the background where caches are missing.
 */
final class AotTraining {
    private static final Duration CALLS_FOR = Duration.ofSeconds(10);
    private static final String OFF = "HOOKSWITCH_AOT";
    private static final String UNLIMITED = "ROOM_OPEN_PER_MINUTE";
    private static final String NAME = "training";
    private static final String FAILED = "start-up caches could not be made: ";

    /** The second platform and the assembly beside the first one. */
    private static final long MEMORY_KB_MIN = 3L * 1024 * 1024;

    private AotTraining() {}

    /** One argument: where to write what it did. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var checkout = Checkout.find();
        var directory = Files.createDirectories(checkout.path().resolve("target/aot"));
        try (var lock =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var caches = AotCaches.of(checkout);
            if (lock.tryLock() == null || caches.areThere()) {
                return;
            }
            train(caches);
            say("start-up caches are made");
            System.exit(0);
        } catch (IOException | RuntimeException e) {
            say(FAILED + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            e.printStackTrace(System.out);
            System.exit(1);
        }
    }

    /** Why the last training failed, by what it wrote; empty if it did not. */
    static Optional<String> failure(Path log) {
        try (var lines = Files.exists(log) ? Files.lines(log) : Stream.<String>empty()) {
            return lines.filter(line -> line.startsWith(FAILED)).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void train(AotCaches caches) throws IOException, InterruptedException {
        var work = Files.createTempDirectory("hookswitch-aot");
        try {
            var data = DataDirectory.own(work.resolve("data")).orElseThrow();
            try (var platform = LocalPlatform.start(
                    data,
                    new UpOptions(0, Demo.OPEN, Optional.empty(), Optional.empty(), WebOrigins.NONE),
                    Optional.empty(),
                    Map.of(UNLIMITED, "100000"),
                    caches.record(work),
                    AotTraining::say)) {
                Runtime.getRuntime().addShutdownHook(new Thread(platform::close));
                calls(platform);
            }
            caches.assemble(work);
        } finally {
            delete(work);
        }
    }

    private static void calls(LocalPlatform platform) {
        var operator = Operator.withSecret(Api.at(platform.address()), platform.operatorSecret());
        var server = operator.makeApp("training", Optional.empty(), Map.of());
        server.makeModel(NAME, "doorbell", "linux");
        server.makeUser(NAME);
        var made = server.makeDevice(NAME, NAME);
        server.grant(NAME, NAME, NAME);
        try (var phone = server.phone(NAME, NAME);
                var device = server.seat(made)) {
            var until = System.nanoTime() + CALLS_FOR.toNanos();
            do {
                call(phone, Calls.callDevice(NAME, NAME), device);
                call(device, Calls.callUser(NAME), phone);
            } while (System.nanoTime() < until);
        }
    }

    private static void call(Seat caller, Map<String, Object> request, Seat listener) {
        var room = caller.call(request);
        caller.must(room, "join");
        listener.awaitRing(room);
        listener.must(room, "answer");
        listener.must(room, "media-up");
        caller.must(room, "media-up");
        caller.awaitEvent(room, "TalkStarted");
        caller.tell(room, "hang-up", Map.of()).ok();
        caller.awaitEvent(room, "RoomSettled");
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void delete(Path directory) {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the process below writes. */
    static Path log(DataDirectory data) {
        return data.logs().resolve("training.log");
    }

    /** Starts it as a process of low priority, unless there is nothing to do or too little memory; that it ends is the caller's. */
    static Optional<Process> inBackground(Checkout checkout, Path log, Progress progress) throws IOException {
        if ("off".equals(System.getenv(OFF)) || AotCaches.of(checkout).areThere()) {
            return Optional.empty();
        }
        if (Memory.availableKb().orElse(MEMORY_KB_MIN) < MEMORY_KB_MIN) {
            progress.says("too little free memory to make start-up caches in the background");
            return Optional.empty();
        }
        var process = process(checkout, log).start();
        progress.says("making start-up caches in the background; the next start will be faster");
        return Optional.of(process);
    }

    /**
     * The process, not started yet. It runs on servers of its own: those that the environment names are the running
     * platform's, and a second one there, by the same names, would take its partitions and change its databases' passwords.
     */
    static ProcessBuilder process(Checkout checkout, Path log) {
        var process = new ProcessBuilder(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dhookswitch.checkout=" + checkout.path(),
                "-cp",
                System.getProperty("java.class.path"),
                AotTraining.class.getName());
        process.environment().keySet().removeAll(Engines.VARIABLES);
        process.environment().keySet().removeAll(Databases.variables());
        return process.redirectErrorStream(true).redirectOutput(log.toFile());
    }
}
