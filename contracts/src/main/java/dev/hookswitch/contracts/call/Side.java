package dev.hookswitch.contracts.call;

/** The two sides of a call. */
public enum Side {
    CALLER,
    LISTENER;

    public Side other() {
        return this == CALLER ? LISTENER : CALLER;
    }
}
