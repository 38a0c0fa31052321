package dev.hookswitch.local;

/** Says why the platform could not be started, stopped or asked, in words for the person at the terminal. No secrets. */
public final class LocalFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LocalFailed(String message) {
        super(message);
    }

    public LocalFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
