package dev.hookswitch.messaging;

import java.util.Locale;
import java.util.Optional;

/** What a log does when the broker or the database has lost data, which only an operator can judge. */
public enum AfterLoss {
    /** The partition stops with an {@link Alarm}. */
    STOP,
    /** The alarm is raised, what the old log left unpublished is published, and the partition goes on. */
    GO_ON;

    /** The system property or environment variable with which an operator lets a service go on. */
    public static final String NAME = "HOOKSWITCH_AFTER_LOSS";

    /** {@link #STOP} unless {@value #NAME} says otherwise, as {@code go-on} or {@code GO_ON}. */
    public static AfterLoss fromEnvironment() {
        return Optional.ofNullable(System.getProperty(NAME))
                .or(() -> Optional.ofNullable(System.getenv(NAME)))
                .filter(value -> !value.isBlank())
                .map(value -> valueOf(value.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
                .orElse(STOP);
    }
}
