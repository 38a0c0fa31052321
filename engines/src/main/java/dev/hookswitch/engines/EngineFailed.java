package dev.hookswitch.engines;

/** Says which engine could not be started or stopped, why, and where its log is. Never holds a secret. */
public final class EngineFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    EngineFailed(String message) {
        super(message);
    }

    EngineFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
