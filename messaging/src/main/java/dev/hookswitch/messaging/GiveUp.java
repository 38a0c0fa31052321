package dev.hookswitch.messaging;

import java.io.Serial;

/** Ends a session of the log: its partitions are given up, and a new session starts again from the progress rows. */
final class GiveUp extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    GiveUp(String reason) {
        super(reason);
    }

    GiveUp(String reason, Throwable cause) {
        super(reason, cause);
    }
}
