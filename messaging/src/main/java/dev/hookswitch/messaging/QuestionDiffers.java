package dev.hookswitch.messaging;

import java.io.Serial;

/** A command with this id but another content is waiting for its answer in this process. */
public final class QuestionDiffers extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String id;

    QuestionDiffers(String id) {
        super("command " + id + " is waiting with another content");
        this.id = id;
    }

    public String id() {
        return id;
    }
}
