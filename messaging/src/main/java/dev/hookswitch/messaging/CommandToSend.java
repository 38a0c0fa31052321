package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Topic;
import java.time.Instant;
import java.util.Optional;

/**
 * A command on its way to its owner's log.
 *
 * @param key the aggregate; all commands of one aggregate share a partition
 * @param id the same at every repetition
 * @param asker who is told the verdict, nobody if absent
 * @param validUntil after this it is refused as too late; for what starts something
 * @param traceparent of the request it comes from (W3C Trace Context), handed on to all it causes
 */
public record CommandToSend(
        Topic topic,
        String key,
        Message command,
        String id,
        Optional<Asker> asker,
        Optional<Instant> validUntil,
        Optional<String> traceparent) {

    public static CommandToSend of(Topic topic, String key, Message command, String id) {
        return new CommandToSend(topic, key, command, id, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public CommandToSend askedBy(Asker value) {
        return new CommandToSend(topic, key, command, id, Optional.of(value), validUntil, traceparent);
    }

    public CommandToSend validUntil(Instant value) {
        return new CommandToSend(topic, key, command, id, asker, Optional.of(value), traceparent);
    }

    public CommandToSend traced(Optional<String> value) {
        return new CommandToSend(topic, key, command, id, asker, validUntil, value);
    }
}
