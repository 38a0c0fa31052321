package dev.hookswitch.messaging;

import java.io.Serial;

/**
 * The broker has not acknowledged a command in time. It may all the same have arrived, so sending it again under the
 * same id is the way on.
 */
public final class CommandNotSent extends RetryLater {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String id;

    CommandNotSent(String id, String reason) {
        super("command " + id + " was not acknowledged: " + reason);
        this.id = id;
    }

    CommandNotSent(String id, Throwable cause) {
        super("command " + id + " was not acknowledged", cause);
        this.id = id;
    }

    public String id() {
        return id;
    }
}
