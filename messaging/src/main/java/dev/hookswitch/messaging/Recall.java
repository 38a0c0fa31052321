package dev.hookswitch.messaging;

/** How a log meets a command id that it has already answered. */
public enum Recall {
    /** The first verdict is given again without deciding anew (auth, billing, push). */
    FIRST_VERDICT,
    /** The command is decided again; the aggregate's state knows what is a repeat (room). */
    DECIDE_AGAIN
}
