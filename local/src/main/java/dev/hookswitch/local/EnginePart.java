package dev.hookswitch.local;

import dev.hookswitch.engines.Engine;
import dev.hookswitch.engines.EngineFailed;
import dev.hookswitch.local.PlatformState.PartState;
import dev.hookswitch.local.RestartPolicy.Ended;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Kafka, PostgreSQL, Redis or coturn, started again at the same address with the same data when it ends by itself. */
final class EnginePart implements Part {
    private final Engine engine;
    private final Progress progress;
    private final Runnable changed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile @Nullable Thread keeper;
    private @Nullable EngineFailed failure;
    private long pid;
    private int restarts;
    private boolean isReady;

    EnginePart(Engine engine, Progress progress, Runnable changed) {
        this.engine = engine;
        this.progress = progress;
        this.changed = changed;
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public PartState state() {
        lock.lock();
        try {
            return new PartState(name(), "engine", pid, 0, restarts, isReady);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long pid() {
        var known = state().pid();
        if (known == 0) {
            throw new LocalFailed(name() + " was never started.");
        }
        return known;
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
        return isReady();
    }

    @Override
    public void start() {
        keeper = Thread.ofPlatform().daemon().name("keep-" + name()).start(this::keepRunning);
    }

    private void keepRunning() {
        var policy = RestartPolicy.FRESH;
        while (!isStopping()) {
            try {
                engine.start();
            } catch (EngineFailed e) {
                policy = policy.after(Ended.BEFORE_SERVING);
                failed(e, policy.delay());
                continue;
            }
            if (isStopping()) {
                // The stop came while it started, and found nothing to end.
                engine.stop();
                return;
            }
            policy = policy.after(Ended.AFTER_SERVING);
            serves();
            ProcessHandle.of(engine.pid()).ifPresent(server -> server.onExit().join());
            ended();
        }
    }

    private boolean isStopping() {
        return stopped.getCount() == 0;
    }

    private void serves() {
        lock.lock();
        try {
            pid = engine.pid();
            failure = null;
            isReady = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        progress.says(name() + " serves");
        changed.run();
    }

    private void failed(EngineFailed why, Duration delay) {
        lock.lock();
        try {
            failure = why;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        if (isStopping()) {
            return;
        }
        progress.says(why.getMessage() + " Next try in " + delay.toSeconds() + " s.");
        try {
            var _ = stopped.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ended() {
        lock.lock();
        try {
            isReady = false;
            if (isStopping()) {
                return;
            }
            restarts++;
        } finally {
            lock.unlock();
        }
        progress.says(name() + " ended; starting it again; it wrote " + engine.log());
        changed.run();
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
                // Once it has served, a failed start is tried again; what waits for it has its own patience.
                if (failure != null && pid == 0) {
                    throw new LocalFailed(String.valueOf(failure.getMessage()), failure);
                }
                if (left <= 0) {
                    throw new LocalFailed(name() + " does not serve after " + atMost.toSeconds() + " s.");
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
        lock.lock();
        try {
            stopped.countDown();
        } finally {
            lock.unlock();
        }
        engine.stop();
        var keeping = keeper;
        try {
            if (keeping != null) {
                keeping.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
