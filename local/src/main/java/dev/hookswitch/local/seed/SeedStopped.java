package dev.hookswitch.local.seed;

/** Says why seeding or exporting did not come to its end, and what to do. What was made until then stays. */
public final class SeedStopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    SeedStopped(String message) {
        super(message);
    }

    SeedStopped(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
