package dev.hookswitch.messaging;

import java.io.Serial;
import java.sql.SQLException;

/** A failure that may be over at another attempt: something is away, full or locked. */
public class RetryLater extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public RetryLater(String message) {
        super(message);
    }

    public RetryLater(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether a database error is of this kind: connection, lock or resource. */
    public static boolean mayHelp(SQLException error) {
        return SqlErrors.kindOf(error) == SqlErrors.Kind.PASSING;
    }
}
