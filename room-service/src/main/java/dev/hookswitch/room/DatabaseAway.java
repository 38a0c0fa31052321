package dev.hookswitch.room;

import dev.hookswitch.messaging.RetryLater;
import java.io.Serial;
import java.sql.SQLException;

/** The database does not answer a read; a retry may help. */
public final class DatabaseAway extends RetryLater {
    @Serial
    private static final long serialVersionUID = 1L;

    public DatabaseAway(SQLException cause) {
        super("the database does not answer", cause);
    }
}
