package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jboss.logging.Logger;

/** One thread of a log: a session after the other until it is told to stop. */
final class LogThread<S, C extends Message, E extends Message, F> {
    private static final Logger LOG = Logger.getLogger(LogThread.class);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Session.Parts<S, C, E, F> parts;
    private final int number;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile List<LogHealth.Partition> partitions = List.of();
    private volatile Optional<String> waitsFor = Optional.of("start");

    LogThread(Session.Parts<S, C, E, F> parts, int number) {
        this.parts = parts;
        this.number = number;
        this.thread = Thread.ofPlatform()
                .name(parts.config().service() + "-log-" + number)
                .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stop.countDown();
    }

    void join() {
        try {
            if (!thread.join(parts.config().timings().close())) {
                LOG.warnf(
                        "log thread does not end service=%s thread=%d",
                        parts.config().service(), number);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    List<LogHealth.Partition> partitions() {
        return partitions;
    }

    Optional<String> waitsFor() {
        return waitsFor;
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void run() {
        var timings = parts.config().timings();
        var backoff = new Backoff(timings.backoffMin(), timings.backoffMax());
        warmUp(backoff);
        while (!isStopping()) {
            var begin = System.nanoTime();
            try (var session = new Session<>(parts, number, now -> partitions = now, now -> waitsFor = now)) {
                waitsFor = Optional.of("broker: its share of the partitions");
                session.run(this::isStopping);
            } catch (FencedInstanceIdException _) {
                LOG.errorf(
                        "another process runs under this name, this one ends service=%s member=%s",
                        parts.config().service(), parts.config().member(number));
                stop();
                parts.config().onFenced().run();
            } catch (GiveUp | KafkaException e) {
                LOG.warnf(
                        e,
                        "log starts again from its progress service=%s thread=%d",
                        parts.config().service(),
                        number);
                waitAfter(e, begin, backoff);
            } catch (RuntimeException | Error e) {
                LOG.errorf(
                        e, "bug in the log service=%s thread=%d", parts.config().service(), number);
                waitAfter(e, begin, backoff);
            }
        }
    }

    /** Pool, classes and statements are ready before a partition waits for them. */
    private void warmUp(Backoff backoff) {
        while (!isStopping()) {
            try {
                applyNothing();
                backoff.succeeded();
                return;
            } catch (SQLException e) {
                LOG.warnf(
                        "log waits for the database service=%s: %s",
                        parts.config().service(), SqlErrors.describe(e));
                waitsFor = Optional.of("database: " + SqlErrors.describe(e));
                waitFor(backoff);
            } catch (RuntimeException e) {
                LOG.warnf(e, "dry batch failed service=%s", parts.config().service());
                return;
            }
        }
    }

    private void applyNothing() throws SQLException {
        var aggregates = parts.aggregates();
        Transaction.run(parts.config().dataSource(), tx -> {
            aggregates.load(tx, List.of());
            aggregates.save(tx, List.of());
            return aggregates.facts(tx, Map.of(), List.of());
        });
    }

    private void waitAfter(Throwable failure, long begin, Backoff backoff) {
        waitsFor = Optional.of(String.valueOf(failure.getMessage()));
        if (System.nanoTime() - begin > QUIET.toNanos()) {
            backoff.succeeded();
        }
        waitFor(backoff);
    }

    private void waitFor(Backoff backoff) {
        backoff.failed();
        try {
            if (stop.await(backoff.remaining(QUIET).toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debugf("stopped while waiting service=%s", parts.config().service());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            stop();
        }
    }
}
