package dev.hookswitch.messaging;

import java.io.Serial;

/** Ends a session of the log: its partitions are given up, and a new session starts again from the progress rows. */
class GiveUp extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    GiveUp(String reason) {
        super(reason);
    }

    GiveUp(String reason, Throwable cause) {
        super(reason, cause);
    }

    /** A progress row names another owner, or another place: what was to be applied is somebody else's. */
    static final class NotMine extends GiveUp {
        @Serial
        private static final long serialVersionUID = 1L;

        NotMine() {
            super("another owner has moved the progress of a partition");
        }
    }
}
