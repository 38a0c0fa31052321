package dev.hookswitch.billing;

import dev.hookswitch.contracts.Message;

/** Ends a request whose command was refused; each reason is one problem document. */
public final class CommandRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Message reason;

    CommandRefused(Message reason) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
    }

    public Message reason() {
        return reason;
    }
}
