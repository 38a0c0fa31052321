package dev.hookswitch.access;

/** The kinds of {@link Caller}, as the claim {@code kind} and {@link Callers} name them. */
public enum CallerKind {
    APP,
    USER,
    DEVICE,
    SERVICE,
    OPERATOR
}
