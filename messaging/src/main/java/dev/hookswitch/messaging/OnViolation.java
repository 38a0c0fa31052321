package dev.hookswitch.messaging;

/** What a command means whose effect the database refuses by a constraint (SQLSTATE class 23). */
public enum OnViolation {
    /** The command's data is at fault: it becomes a dead letter and the partition goes on. */
    DEAD_LETTER,
    /** The constraint guards what {@code decide} must know (a ledger's sums): it is a bug and the partition stops. */
    STOP
}
