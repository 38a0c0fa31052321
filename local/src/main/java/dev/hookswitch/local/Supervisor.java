package dev.hookswitch.local;

import dev.hookswitch.contracts.web.WebOrigins;
import dev.hookswitch.local.PlatformState.Stage;
import dev.hookswitch.local.UpOptions.Demo;
import dev.hookswitch.local.seed.Seed;
import dev.hookswitch.local.seed.SeedFile;
import dev.hookswitch.local.seed.SeedRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The process behind {@code ./hookswitch up}: starts the platform, keeps it running, and stops it when {@link Down} or a
 * signal says so.
 */
final class Supervisor {
    /** A file of this name in the data directory asks the supervisor to stop; unlike a signal it keeps the order. */
    static final String STOP_MARK = "stop";

    /** It has a platform of its own to stop; an unfinished training is begun anew at the next start. */
    private static final Duration TRAINING_STOPS_WITHIN = Duration.ofSeconds(30);

    private static final Duration STOP_POLL = Duration.ofMillis(200);

    private Supervisor() {}

    /** Arguments: data directory, then options as {@link UpOptions} reads them. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var path = Path.of(args[0]);
        var options = options(args);
        var owned = DataDirectory.own(path);
        if (owned.isEmpty()) {
            System.out.println(alreadyRuns(DataDirectory.at(path)));
            options.seed()
                    .ifPresent(_ -> System.out.println(
                            "The seed file was not looked at. Into a platform that runs: ./hookswitch seed <file>"));
            if (!options.origins().all().isEmpty()) {
                System.out.println(
                        "Which pages may call is said at its start: ./hookswitch down, then this command again");
            }
            return;
        }
        var data = owned.get();
        data.unmark(STOP_MARK);
        var progress = new Terminal();
        System.out.println("Starting Hookswitch in " + data.path());
        try {
            var checkout = Checkout.find();
            var seed = options.seed().map(Supervisor::read);
            DataDirectory.write(
                    data.path().resolve("supervisor.pid"),
                    Long.toString(ProcessHandle.current().pid()));
            var origins = Map.of(WebOrigins.SETTING, options.origins().toString());
            var platform = LocalPlatform.start(
                    data, options, seed, origins, AotCaches.of(checkout).use(), progress);
            var demo = platform.hasDemo() ? options.demo() : Demo.LEFT_OUT;
            platform.showHome(demo);
            var next = switch (demo) {
                case OPEN -> openDemo(platform, progress);
                case LEFT_OUT -> "./hookswitch status";
            };
            progress.ready(
                    platform.address(),
                    platform.lan().map(lan -> told(lan, demo)).orElse("") + told(options.origins()),
                    next);
            var training = AotTraining.inBackground(checkout, AotTraining.log(data), progress);
            runUntilAsked(platform, data);
            training.ifPresent(process -> Endings.end(process.toHandle(), TRAINING_STOPS_WITHIN));
        } catch (LocalFailed e) {
            System.out.println("Hookswitch could not be started. " + e.getMessage());
            System.exit(1);
        }
        // Vert.x and HTTP clients leave threads that would keep the process.
        System.exit(0);
    }

    private static String told(Lan lan, Demo demo) {
        return lan.told()
                + switch (demo) {
                    case OPEN ->
                        "Everybody in the network can log in as the demo's users and devices, without a password, and call."
                                + " Without that: up --lan --no-demo\n";
                    case LEFT_OUT -> "";
                };
    }

    private static String told(WebOrigins origins) {
        return origins.all().isEmpty()
                ? ""
                : "Pages of these origins may call too: " + String.join(", ", origins.all()) + "\n";
    }

    /** What to type next. Whatever the demo's devices do, the platform serves. */
    private static String openDemo(LocalPlatform platform, Progress progress) {
        try {
            platform.openDemo();
        } catch (LocalFailed e) {
            progress.says("the demo's devices cannot be called yet: " + e.getMessage());
        }
        return "./hookswitch demo, or ./hookswitch call demo-answers";
    }

    /** Before anything is started, so that a mistake is said at once. */
    private static Seed read(Path file) {
        try {
            return SeedFile.read(file);
        } catch (SeedRefused e) {
            throw new LocalFailed("Its seed file has mistakes.\n" + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new LocalFailed("The file " + file + " cannot be read.", e);
        }
    }

    private static UpOptions options(String[] args) {
        try {
            return UpOptions.parse(List.of(args).subList(1, args.length));
        } catch (LocalFailed e) {
            System.out.println(e.getMessage());
            System.exit(1);
            throw e;
        }
    }

    private static String alreadyRuns(DataDirectory data) {
        var state = data.state();
        var where = state.map(PlatformState::address)
                .filter(address -> !address.isEmpty())
                .map(address -> ": " + address)
                .orElse("");
        var how = state.map(PlatformState::stage).orElse(Stage.STARTING);
        var process = state.map(running -> " (process " + running.pid() + ", data in " + data.path() + ")")
                .orElse(" (data in " + data.path() + ")");
        return switch (how) {
            case READY -> "Hookswitch is already running" + where + process;
            case STARTING -> "Hookswitch is just starting" + where + process;
            case STOPPING -> "Hookswitch is just stopping" + process + "; try again in a moment.";
        };
    }

    private static void runUntilAsked(LocalPlatform platform, DataDirectory data) throws InterruptedException {
        var signalled = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            signalled.countDown();
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        while (!signalled.await(STOP_POLL.toMillis(), TimeUnit.MILLISECONDS) && !data.hasMark(STOP_MARK)) {
            // Waits on.
        }
        platform.close();
        data.unmark(STOP_MARK);
        stopped.countDown();
    }

    /** Lines with the seconds since the start, and the sign that the launcher waits for. */
    private static final class Terminal implements Progress {
        private final long startedAt = System.nanoTime();

        @Override
        public void says(String line) {
            System.out.printf("%6.1f s  %s%n", (System.nanoTime() - startedAt) / 1e9, line);
        }

        void ready(URI address, String network, String next) throws IOException {
            System.out.printf("%nHookswitch is up: %s%n%sNext: %s%n", address, network, next);
            var file = Optional.ofNullable(System.getenv("HOOKSWITCH_READY_FILE"));
            if (file.isPresent()) {
                Files.createFile(Path.of(file.get()));
            }
        }
    }
}
