package dev.hookswitch.local.demo;

import dev.hookswitch.local.DemoApps;
import dev.hookswitch.local.DemoApps.App;
import dev.hookswitch.local.LocalFailed;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.AppServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./hookswitch demo}: two calls, each between two processes of their own, and what the platform tells of them.
 *
 * <p>The first goes from a phone to a device in an app without charging, the second from the device to the phone in an
 * app with charging. Ends with 0 only if both were settled with the right cause.
 */
final class Demo {
    static final Duration RINGS = Duration.ofSeconds(1);
    static final Duration TALK = Duration.ofSeconds(2);

    static final String HANGS_UP = "hangs-up";
    static final String LISTENS = "listens";

    private static final Duration CALL_WITHIN = Duration.ofSeconds(90);
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(30);
    private static final Duration SETTLED_POLL = Duration.ofMillis(200);

    private final Api door;

    private Demo(Api door) {
        this.door = door;
    }

    /** Arguments: data directory, then {@code --address} and the URL of another platform. */
    public static void main(String[] args) throws InterruptedException {
        try {
            var apps = DemoApps.of(Path.of(args[0]), address(args));
            var demo = new Demo(Api.at(apps.address()));
            System.out.println("Hookswitch at " + apps.address());
            var isGood = demo.call(apps.free(), Role.PHONE, Role.PHONE);
            isGood &= demo.call(apps.paid(), Role.DEVICE, Role.PHONE);
            System.out.println();
            System.out.println(
                    isGood
                            ? "Both calls were settled."
                            : "Something went wrong; ./hookswitch status and ./hookswitch logs say more.");
            System.exit(isGood ? 0 : 1);
        } catch (LocalFailed | UncheckedIOException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    private static Optional<String> address(String[] args) {
        if (args.length == 1) {
            return Optional.empty();
        }
        if (args.length == 3 && args[1].equals("--address")) {
            return Optional.of(args[2]);
        }
        throw new LocalFailed("demo knows one option: --address <url>");
    }

    /** One call of {@code caller} to the other role; whether it went as it should. */
    private boolean call(App app, Role caller, Role hangsUp) throws InterruptedException {
        var listener = caller.other();
        System.out.printf(
                "%n== The %s calls the %s (app %s, charging %s)%n",
                caller.wireName(), listener.wireName(), app.id(), app.charging());
        var called = Side.start(app, door, DemoListener.class, listener, listener == hangsUp ? HANGS_UP : LISTENS);
        var calling = Side.start(app, door, DemoCaller.class, caller, caller == hangsUp ? HANGS_UP : LISTENS);
        try {
            called.ready.thenRun(calling::go).orTimeout(CALL_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            var callerEndedWell = calling.endsWell();
            var listenerEndedWell = called.endsWell();
            if (!callerEndedWell || !listenerEndedWell || !calling.room.isDone()) {
                return false;
            }
            var server = AppServer.withSecret(door, app.id(), app.secret());
            return isSettled(
                    new CallReport(server.api(), calling.room.join()), caller == hangsUp ? "caller" : "listener");
        } finally {
            called.end();
            calling.end();
        }
    }

    private static boolean isSettled(CallReport report, String hungUpBy) throws InterruptedException {
        var deadline = System.nanoTime() + SETTLES_WITHIN.toNanos();
        while (!report.isSettled() && System.nanoTime() < deadline) {
            Thread.sleep(SETTLED_POLL);
        }
        report.print();
        if (!report.isSettled()) {
            System.out.println("   NOT SETTLED within " + SETTLES_WITHIN.toSeconds() + " s.");
            return false;
        }
        var isRight = report.wasHungUp(hungUpBy, TALK);
        System.out.println(
                isRight ? "   settled" : "   WRONG: the " + hungUpBy + " hung up after two seconds of talk.");
        return isRight;
    }

    /** One process of a call. */
    private static final class Side {
        private final Process process;
        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private final CompletableFuture<String> room = new CompletableFuture<>();

        private Side(Process process) {
            this.process = process;
        }

        static Side start(App app, Api door, Class<?> program, Role role, String how) {
            var builder = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            program.getName(),
                            role.wireName(),
                            how))
                    .redirectErrorStream(true);
            builder.environment().put(Role.ADDRESS, door.address().toString());
            builder.environment().put(Role.APP, app.id());
            builder.environment().put(Role.SECRET, app.secret());
            try {
                var side = new Side(builder.start());
                Thread.ofPlatform().daemon().start(() -> side.listen(role));
                return side;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void listen(Role role) {
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                listen(role, lines);
            } catch (IOException e) {
                // The process has ended; its exit code says how.
            }
            ready.completeExceptionally(new IllegalStateException("ended"));
        }

        private void listen(Role role, BufferedReader lines) throws IOException {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(Role.READY)) {
                    ready.complete(null);
                } else if (line.startsWith(Says.ROOM)) {
                    room.complete(line.substring(Says.ROOM.length()));
                } else if (line.startsWith(Says.LINE)) {
                    System.out.printf("   %-6s  %s%n", role.wireName(), line.substring(Says.LINE.length()));
                } else {
                    System.out.printf("   %-6s! %s%n", role.wireName(), line);
                }
            }
        }

        void go() {
            try (var to = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
                to.write(Role.GO + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean endsWell() throws InterruptedException {
            return process.waitFor(CALL_WITHIN.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0;
        }

        void end() {
            process.destroyForcibly();
        }
    }
}
