package dev.hookswitch.local;

import dev.hookswitch.local.PlatformState.PartState;
import dev.hookswitch.local.RestartPolicy.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The process of a service or of the demo's devices: launched, drained of its output, watched, and launched again when it ends by itself. */
final class ServicePart implements Part {
    /**
     * All it takes to start it.
     *
     * @param kind what it is one of: the short name of a service, or its own name
     * @param workplace the process's own directory, also of its pid file
     */
    record Launch(
            String name,
            String kind,
            int port,
            Path workplace,
            List<String> command,
            Map<String, String> environment) {}

    /**
     * Quarkus gives up after 10 s by itself. Writing down what a start-up cache needs, all services at once, has been seen to
     * take half a minute.
     */
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(90);

    private static final Duration HEALTH_POLL = Duration.ofMillis(150);

    /** So many starts without ever serving are no accident. */
    private static final int GIVES_UP_AFTER = 5;

    private final Launch launch;
    private final RotatingLog log;
    private final Health health;
    private final Progress progress;
    private final Runnable changed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private @Nullable Process process;
    private RestartPolicy policy = RestartPolicy.FRESH;
    private int restarts;
    private boolean hasServed;
    private boolean isReady;

    ServicePart(Launch launch, RotatingLog log, Health health, Progress progress, Runnable changed) {
        this.launch = launch;
        this.log = log;
        this.health = health;
        this.progress = progress;
        this.changed = changed;
    }

    @Override
    public String name() {
        return launch.name();
    }

    int port() {
        return launch.port();
    }

    @Override
    public PartState state() {
        lock.lock();
        try {
            return new PartState(
                    name(), launch.kind(), process == null ? 0 : process.pid(), launch.port(), restarts, isReady);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long pid() {
        var pid = state().pid();
        if (pid == 0) {
            throw new LocalFailed(name() + " was never started.");
        }
        return pid;
    }

    @Override
    public int restarts() {
        return state().restarts();
    }

    @Override
    public boolean isReady() {
        return state().ready();
    }

    @Override
    public boolean servesNow() {
        return isReady() && health.isReady(port());
    }

    @Override
    public void start() {
        Thread.ofPlatform().daemon().name("keep-" + name()).start(this::keepRunning);
    }

    /** All on platform threads: a read from a process's pipe holds the carrier of a virtual one for as long as it lasts. */
    private void keepRunning() {
        try {
            while (!isStopping()) {
                var started = launch();
                if (started == null) {
                    return;
                }
                var guard = Guard.of(started.pid(), launch.workplace());
                Thread.ofPlatform().daemon().name("log-" + name()).start(() -> log.drain(started.getInputStream()));
                Thread.ofPlatform().daemon().name("health-" + name()).start(() -> awaitHealth(started));
                var exit = started.waitFor();
                guard.end();
                ended(exit);
            }
        } catch (IOException e) {
            progress.says(name() + " cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStopping() {
        return stopped.getCount() == 0;
    }

    private @Nullable Process launch() throws IOException {
        lock.lock();
        try {
            if (isStopping()) {
                return null;
            }
            var builder = new ProcessBuilder(launch.command())
                    .directory(launch.workplace().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().putAll(launch.environment());
            var started = builder.start();
            process = started;
            hasServed = false;
            DataDirectory.write(launch.workplace().resolve("pid"), Long.toString(started.pid()));
            return started;
        } finally {
            lock.unlock();
            changed.run();
        }
    }

    private void awaitHealth(Process started) {
        while (started.isAlive() && !health.isReady(launch.port())) {
            pause(HEALTH_POLL);
        }
        lock.lock();
        try {
            if (!started.isAlive() || !started.equals(process)) {
                return;
            }
            isReady = true;
            hasServed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        progress.says(name() + " serves");
        changed.run();
    }

    private void ended(int exit) {
        Duration delay;
        lock.lock();
        try {
            isReady = false;
            if (isStopping()) {
                return;
            }
            policy = policy.after(hasServed ? Ended.AFTER_SERVING : Ended.BEFORE_SERVING);
            delay = policy.delay();
            restarts++;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        var when = delay.isZero() ? "starting it again" : "next try in " + delay.toSeconds() + " s";
        progress.says(name() + " ended with " + exit + "; " + when + "; it wrote " + log.file());
        changed.run();
        pause(delay);
    }

    /** Ends early when the part is to stop. */
    private void pause(Duration time) {
        try {
            var _ = stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void awaitReady(Duration atMost) {
        awaitRestart(0, atMost);
    }

    @Override
    public void awaitRestart(int wanted, Duration atMost) {
        lock.lock();
        try {
            var left = atMost.toNanos();
            while (!isReady || restarts < wanted) {
                if (policy.failedStarts() >= GIVES_UP_AFTER) {
                    throw new LocalFailed(name() + " ends again and again before it serves; it wrote " + log.file());
                }
                if (left <= 0) {
                    throw new LocalFailed(
                            name() + " does not serve after " + atMost.toSeconds() + " s; it wrote " + log.file());
                }
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailed("Interrupted while waiting for " + name() + ".", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void retire() {
        stopped.countDown();
    }

    @Override
    public void stop() {
        @Nullable Process running;
        lock.lock();
        try {
            stopped.countDown();
            running = process;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            Endings.end(running.toHandle(), STOPS_WITHIN);
        }
    }
}
