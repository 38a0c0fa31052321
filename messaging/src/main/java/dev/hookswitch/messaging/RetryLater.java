package dev.hookswitch.messaging;

import java.io.Serial;

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
}
