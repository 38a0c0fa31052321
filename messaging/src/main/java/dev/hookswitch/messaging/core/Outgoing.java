package dev.hookswitch.messaging.core;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Topic;
import java.time.Instant;
import java.util.Optional;

/**
 * A command that an event causes on some service's log, derived from the stored event alone.
 *
 * @param id the command's id; without one it is {@code <event id>/<n>}. Give one where the same question is asked again.
 * @param asker who is told the verdict; {@link Asker#command()} must equal the id the command will have
 */
public record Outgoing(
        Topic topic,
        String key,
        Message command,
        Optional<String> id,
        Optional<Asker> asker,
        Optional<Instant> validUntil) {

    public static Outgoing of(Topic topic, String key, Message command) {
        return new Outgoing(topic, key, command, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same, with an id of its own and somebody who waits for the answer until {@code validUntil}. */
    public Outgoing asking(String kind, String name, String id, Optional<Instant> validUntil) {
        return new Outgoing(topic, key, command, Optional.of(id), Optional.of(new Asker(kind, name, id)), validUntil);
    }
}
