package dev.hookswitch.billing.ledger;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import javax.sql.DataSource;

/** What is on hold now, over all apps: money that calls have set aside and not yet settled. */
@Singleton
public class OpenHolds {
    private final DataSource dataSource;

    OpenHolds(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** How many there are, and when the first is given back by itself. */
    public record Open(long holds, Optional<Instant> firstExpiry) {}

    public Open count() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(
                        "SELECT count(*), min(expires_at) FROM transfer WHERE expires_at IS NOT NULL");
                var row = statement.executeQuery()) {
            row.next();
            return new Open(
                    row.getLong(1),
                    Optional.ofNullable(row.getObject(2, OffsetDateTime.class)).map(OffsetDateTime::toInstant));
        }
    }
}
