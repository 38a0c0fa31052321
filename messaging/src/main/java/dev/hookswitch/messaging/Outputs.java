package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** What is published for a stored row: always the same records in the same order. */
final class Outputs<C extends Message, E extends Message> {
    /** The type of an answer that only says that the command was accepted. */
    static final String NOTHING_TO_SAY = "Accepted";

    private static final Logger LOG = Logger.getLogger(Outputs.class);
    private static final byte[] NOTHING = Ce.bytes("{}");

    private final CommandLogConfig<C, E> config;
    private final Function<Recorded<E>, List<Outgoing>> outgoing;
    private final int answersPartitions;

    Outputs(CommandLogConfig<C, E> config, Function<Recorded<E>, List<Outgoing>> outgoing, int answersPartitions) {
        this.config = config;
        this.outgoing = outgoing;
        this.answersPartitions = answersPartitions;
    }

    void of(Row<E> row, Consumer<ProducerRecord<byte[], byte[]>> out) {
        switch (row) {
            case Row.Event<E> event -> {
                out.accept(event(event));
                var n = 0;
                for (var caused : outgoing.apply(event.recorded())) {
                    n++;
                    out.accept(caused(event, caused, n));
                }
            }
            case Row.Outcome<E> outcome -> answer(outcome).ifPresent(out);
            case Row.Dead<E> dead -> out.accept(dead(dead));
        }
    }

    /** An event stands on the same partition as its aggregate's commands. */
    private ProducerRecord<byte[], byte[]> event(Row.Event<E> row) {
        var recorded = row.recorded();
        var headers = Ce.headers(recorded.id(), row.type(), config.service(), recorded.at(), recorded.aggregate());
        Ce.put(headers, Ce.SEQ, Long.toString(recorded.seq()));
        Ce.put(headers, Ce.APP, row.app());
        Ce.put(headers, Ce.PARTIES, row.parties());
        Ce.put(headers, Ce.AUDIENCE, row.audience());
        Ce.put(headers, Ce.TRACEPARENT, row.traceparent());
        return new ProducerRecord<>(
                config.events().wireName(),
                row.partition(),
                Ce.bytes(recorded.aggregate()),
                Ce.bytes(row.value()),
                headers);
    }

    private ProducerRecord<byte[], byte[]> caused(Row.Event<E> row, Outgoing caused, int n) {
        var id = caused.id().orElseGet(() -> row.recorded().id() + "/" + n);
        return Commands.record(
                new CommandToSend(
                        caused.topic(),
                        caused.key(),
                        caused.command(),
                        id,
                        caused.asker(),
                        caused.validUntil(),
                        Optional.ofNullable(row.traceparent())),
                config.service(),
                row.recorded().at());
    }

    /**
     * An instance hears on {@code answers} that it was accepted; another log hears only of answers and refusals, since
     * it could read nothing else. There the answer is a command like any other, and nobody waits for a verdict on it.
     */
    private Optional<ProducerRecord<byte[], byte[]>> answer(Row.Outcome<E> row) {
        var isInstance = row.askerKind().equals(Asker.INSTANCE);
        var topic = isInstance ? Topic.ANSWERS : config.answersTo().get(row.askerKind());
        if (topic == null) {
            LOG.warnf("no log known for askers of this kind kind=%s command=%s", row.askerKind(), row.commandId());
            return Optional.empty();
        }
        if (row.type() == null && !isInstance) {
            return Optional.empty();
        }
        var headers = Ce.headers(
                row.commandId() + "/answer",
                row.type() == null ? NOTHING_TO_SAY : row.type(),
                config.service(),
                row.at(),
                row.askerName());
        if (isInstance) {
            Ce.putAsker(headers, new Asker(row.askerKind(), row.askerName(), row.commandId()));
            Ce.put(headers, Ce.VERDICT, row.verdict());
        }
        Ce.put(headers, Ce.TRACEPARENT, row.traceparent());
        return Optional.of(new ProducerRecord<>(
                topic.wireName(),
                isInstance ? Partitions.ofInstance(row.askerName(), answersPartitions) : null,
                Ce.bytes(row.askerName()),
                row.value() == null ? NOTHING : Ce.bytes(row.value()),
                headers));
    }

    private ProducerRecord<byte[], byte[]> dead(Row.Dead<E> row) {
        var record = DeadRecord.of(row.record());
        Ce.put(record.headers(), Ce.REASON, row.reason());
        Ce.put(
                record.headers(),
                Ce.DEAD_FROM,
                config.commands().wireName() + "/" + row.partition() + "/" + row.offset() + "/"
                        + row.at().toEpochMilli());
        return new ProducerRecord<>(
                config.commands().deadWireName(), row.partition(), record.key(), record.value(), record.headers());
    }

    /** A command of the log to itself, on the partition it owns; its id is the deadline, so that it is the same again. */
    ProducerRecord<byte[], byte[]> passed(int partition, String key, Deadline deadline, C command, Instant now) {
        var id = key + "/" + deadline.which() + "/" + deadline.due().toEpochMilli();
        return new ProducerRecord<>(
                config.commands().wireName(),
                partition,
                Ce.bytes(key),
                Wire.bytes(command),
                Ce.headers(id, MessageTypes.nameOf(command), config.service(), now, key));
    }
}
