package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.core.Received;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One record of the command log, as far as it could be read. */
record Entry<C>(ConsumerRecord<byte[], byte[]> record, Content<C> content) {

    sealed interface Content<C> {}

    /** A command. {@code traceparent} is null where there is none. */
    record Command<C>(Received<C> received, @Nullable String traceparent) implements Content<C> {}

    /** No command, and never will be; or one whose effect cannot be stored. */
    record Dead<C>(String reason) implements Content<C> {}

    /** A command of another partition's aggregate, which has been sent there. */
    record SentHome<C>() implements Content<C> {}

    /** A command of a later version: the partition waits for that version. */
    record Unknown<C>(String type) implements Content<C> {}

    int partition() {
        return record.partition();
    }

    long offset() {
        return record.offset();
    }

    /** The same, as it is to be decided at another time. */
    Entry<C> at(Instant now) {
        if (!(content instanceof Command<C>(Received<C> in, String traceparent))) {
            return this;
        }
        var received = new Received<>(in.id(), in.key(), in.at(), now, in.command(), in.asker(), in.validUntil());
        return new Entry<>(record, new Command<>(received, traceparent));
    }

    Entry<C> sentHome() {
        return new Entry<>(record, new SentHome<>());
    }

    Entry<C> dead(String reason) {
        return new Entry<>(record, new Dead<>(reason));
    }

    static <C extends Message> Entry<C> of(ConsumerRecord<byte[], byte[]> record, MessageTypes<C> types, Instant now) {
        return new Entry<>(record, content(record, types, now));
    }

    private static <C extends Message> Content<C> content(
            ConsumerRecord<byte[], byte[]> record, MessageTypes<C> types, Instant now) {
        var headers = record.headers();
        var id = Ce.text(headers, Ce.ID);
        var type = Ce.text(headers, Ce.TYPE);
        if (record.key() == null || record.value() == null || id == null || type == null) {
            return new Dead<>("no key, value, " + Ce.ID + " or " + Ce.TYPE);
        }
        var known = types.named(type);
        if (known.isEmpty()) {
            return new Unknown<>(type);
        }
        try {
            var key = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(record.key()))
                    .toString();
            var validUntil =
                    Optional.ofNullable(Ce.text(headers, Ce.VALIDUNTIL)).map(Instant::parse);
            C command = Wire.read(record.value(), known.get());
            return new Command<>(
                    new Received<>(
                            id,
                            key,
                            Instant.ofEpochMilli(record.timestamp()),
                            now,
                            command,
                            Optional.ofNullable(Ce.asker(headers)),
                            validUntil),
                    Ce.text(headers, Ce.TRACEPARENT));
        } catch (Wire.Unreadable e) {
            return new Dead<>(String.valueOf(e.getMessage()));
        } catch (CharacterCodingException _) {
            return new Dead<>("the key is not UTF-8");
        } catch (DateTimeException _) {
            return new Dead<>(Ce.VALIDUNTIL + " is not an instant");
        }
    }
}
