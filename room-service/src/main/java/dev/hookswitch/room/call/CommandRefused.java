package dev.hookswitch.room.call;

import dev.hookswitch.contracts.Message;
import java.io.Serial;

/** Ends a request whose command was refused; each reason is one problem document. */
final class CommandRefused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Message reason;

    CommandRefused(Message reason) {
        super(reason.getClass().getSimpleName(), null, false, false);
        this.reason = reason;
    }

    Message reason() {
        return reason;
    }
}
