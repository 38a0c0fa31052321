package dev.hookswitch.auth;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs single statements, each in its own transaction; instants and nulls are set and read the same way everywhere. */
@Singleton
public final class Sql {
    private final DataSource database;

    Sql(DataSource database) {
        this.database = database;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Several statements in one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Connection tx) throws SQLException;
    }

    public <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) {
        return transaction(tx -> list(tx, sql, row, values));
    }

    public <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... values) {
        return list(sql, row, values).stream().findFirst();
    }

    /** The number of rows changed. */
    public int update(String sql, @Nullable Object... values) {
        return transaction(tx -> update(tx, sql, values));
    }

    public static <T> List<T> list(Connection tx, String sql, Row<T> row, @Nullable Object... values)
            throws SQLException {
        try (var statement = tx.prepareStatement(sql)) {
            set(statement, values);
            try (var rows = statement.executeQuery()) {
                var all = new ArrayList<T>();
                while (rows.next()) {
                    all.add(row.read(rows));
                }
                return all;
            }
        }
    }

    public static int update(Connection tx, String sql, @Nullable Object... values) throws SQLException {
        try (var statement = tx.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    public <T> T transaction(Work<T> work) {
        try (var tx = database.getConnection()) {
            tx.setAutoCommit(false);
            try {
                var result = work.in(tx);
                tx.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                tx.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new DatabaseFailed(e);
        }
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static void set(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            var value = values[i];
            statement.setObject(i + 1, value instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : value);
        }
    }

    /** The database did not do it; its message names no value. */
    public static final class DatabaseFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DatabaseFailed(SQLException cause) {
            super("SQLSTATE " + cause.getSQLState(), cause);
        }

        /** Whether a unique or foreign key said no. */
        public boolean brokeConstraint() {
            return getCause() instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith("23");
        }
    }
}
