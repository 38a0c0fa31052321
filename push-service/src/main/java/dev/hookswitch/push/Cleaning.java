package dev.hookswitch.push;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Deletes what nobody can ask for any more: reminders long over, and tokens long expired. */
@Singleton
class Cleaning {
    private static final Logger LOG = Logger.getLogger(Cleaning.class);

    private final DataSource dataSource;
    private final PushConfig config;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("cleaning").factory());

    Cleaning(DataSource dataSource, PushConfig config, InstantSource clock) {
        this.dataSource = dataSource;
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        var _ = timer.scheduleWithFixedDelay(this::clean, 1, 60, TimeUnit.MINUTES);
    }

    void stop(@Observes ShutdownEvent event) {
        timer.shutdownNow();
    }

    void clean() {
        try {
            delete("DELETE FROM reminder WHERE NOT trying AND at < ?");
            // A token that has expired is told from an unknown one for as long.
            delete("DELETE FROM registration WHERE expires_at < ?");
        } catch (SQLException e) {
            LOG.warnf("not cleaned, tried again in an hour: SQLSTATE=%s", e.getSQLState());
        }
    }

    private void delete(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setObject(1, clock.instant().minus(config.kept()).atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }
}
