package dev.hookswitch.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work in one transaction, with the limits that let a frozen process's successor go on. */
final class Transaction {
    /**
     * A frozen process must let go of its locks, and no statement may hold a batch up for ever. Set here and not only
     * on the pool, because what the log promises about frozen processes rests on it. A query, unlike SET, is prepared once.
     */
    private static final String LIMITS = """
            SELECT set_config('idle_in_transaction_session_timeout', '5s', true),
                set_config('lock_timeout', '2s', true),
                set_config('statement_timeout', '10s', true)
            """;

    interface Work<T> {
        T in(Connection tx) throws SQLException;
    }

    private Transaction() {}

    /** Commits what {@code work} did; on any exception, its own or the commit's, rolls back and throws it on. */
    static <T> T run(DataSource dataSource, Work<T> work) throws SQLException {
        try (var tx = dataSource.getConnection()) {
            try {
                tx.setAutoCommit(false);
                try (var statement = tx.prepareStatement(LIMITS)) {
                    statement.execute();
                }
                var result = work.in(tx);
                tx.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(tx, e);
                throw e;
            }
        }
    }

    /** A connection that cannot roll back is dead, and a pool that does not look would hand it out for ever. */
    private static void rollBack(Connection tx, Throwable cause) throws SQLException {
        try {
            tx.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
            tx.abort(Runnable::run);
        }
    }
}
