package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import java.util.Optional;

/** What the owner of an aggregate said to a command. */
public sealed interface Verdict {
    /** Carried out, or already so. */
    record Accepted(Optional<Message> answer) implements Verdict {}

    /** Not carried out, and why. */
    record Refused(Message reason) implements Verdict {}
}
