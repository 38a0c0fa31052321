package dev.hookswitch.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Makes the event table's partitions for the coming days, and drops verdicts and dead letters whose time is over; hourly. */
final class Housekeeping {
    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int DAYS_AHEAD = 3;
    private static final int ROWS_MAX = 10_000;
    /** As long as the dead letter topics. */
    private static final Duration DEAD_KEPT = Duration.ofDays(30);

    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final String DROP_OUTCOMES = """
            DELETE FROM outcome WHERE ctid = ANY (ARRAY(SELECT ctid FROM outcome WHERE at < ? ORDER BY at LIMIT ?))
            """;
    private static final String DROP_DEAD_LETTERS = """
            DELETE FROM dead_letter WHERE ctid = ANY (ARRAY(SELECT ctid FROM dead_letter WHERE at < ? LIMIT ?))
            """;

    private final String service;
    private final DataSource dataSource;
    private final InstantSource clock;
    private final Optional<Duration> outcomesKept;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    Housekeeping(String service, DataSource dataSource, InstantSource clock, Optional<Duration> outcomesKept) {
        this.service = service;
        this.dataSource = dataSource;
        this.clock = clock;
        this.outcomesKept = outcomesKept;
        this.thread = Thread.ofVirtual().name(service + "-log-housekeeping").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void close() {
        stop.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            do {
                makeDays();
                outcomesKept.ifPresent(kept -> drop(DROP_OUTCOMES, kept));
                drop(DROP_DEAD_LETTERS, DEAD_KEPT);
            } while (!stop.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A day that cannot be made now (another process makes it, or it has events already) is served by the default one. */
    private void makeDays() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            var day = today.plusDays(ahead);
            try (var connection = dataSource.getConnection()) {
                makeDay(connection, day);
            } catch (SQLException e) {
                LOG.infof("no partition made service=%s day=%s: %s", service, day, SqlErrors.describe(e));
            }
        }
    }

    /** The parent is locked for a moment; what takes longer is given up, so that no batch waits. */
    private static void makeDay(Connection connection, LocalDate day) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '500ms'");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS event_%s PARTITION OF event FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00')"
                            .formatted(DAY.format(day), day, day.plusDays(1)));
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    private void drop(String sql, Duration kept) {
        var before = clock.instant().minus(kept).atOffset(ZoneOffset.UTC);
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, before);
            statement.setInt(2, ROWS_MAX);
            while (stop.getCount() > 0 && statement.executeUpdate() == ROWS_MAX) {
                LOG.debugf("old rows dropped service=%s count=%d", service, ROWS_MAX);
            }
        } catch (SQLException e) {
            LOG.infof("old rows not dropped service=%s: %s", service, SqlErrors.describe(e));
        }
    }
}
