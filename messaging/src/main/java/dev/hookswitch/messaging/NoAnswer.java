package dev.hookswitch.messaging;

import java.io.Serial;

/** Nobody has answered a question in time; its outcome can be asked for under its id, and the question repeated. */
public final class NoAnswer extends RetryLater {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String id;

    NoAnswer(String id) {
        super("command " + id + " was not answered in time");
        this.id = id;
    }

    public String id() {
        return id;
    }
}
