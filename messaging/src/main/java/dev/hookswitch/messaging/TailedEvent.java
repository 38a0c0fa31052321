package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Wire;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** An event as it stands on its topic; headers and value are read only when asked for, so that filtering is cheap. */
public final class TailedEvent {
    private final ConsumerRecord<byte[], byte[]> source;

    TailedEvent(ConsumerRecord<byte[], byte[]> source) {
        this.source = source;
    }

    /** The aggregate it happened to. */
    public String key() {
        return source.key() == null ? "" : new String(source.key(), java.nio.charset.StandardCharsets.UTF_8);
    }

    public String id() {
        return header(Ce.ID);
    }

    public String type() {
        return header(Ce.TYPE);
    }

    /** Its number among the aggregate's events, from 1; 0 on a record that is no event. */
    public long seq() {
        var seq = header(Ce.SEQ);
        return seq.isEmpty() ? 0 : Long.parseLong(seq);
    }

    /** When it happened; throws for a record that is no event. */
    public Instant time() {
        return Instant.parse(header(Ce.TIME));
    }

    /** The appid, empty for what belongs to no app. */
    public String app() {
        return header(Ce.APP);
    }

    public List<String> parties() {
        return Ce.split(Ce.text(source.headers(), Ce.PARTIES));
    }

    public List<String> audience() {
        return Ce.split(Ce.text(source.headers(), Ce.AUDIENCE));
    }

    public Optional<String> traceparent() {
        return Optional.ofNullable(Ce.text(source.headers(), Ce.TRACEPARENT));
    }

    /** Any other header's text, empty where there is none. */
    public String header(String name) {
        var text = Ce.text(source.headers(), name);
        return text == null ? "" : text;
    }

    /** The JSON, not copied. */
    public byte[] value() {
        return source.value() == null ? new byte[0] : source.value();
    }

    /** The event itself where its type is one of these; throws {@link Wire.Unreadable} when it is not what it says. */
    public <E extends Message> Optional<E> as(MessageTypes<E> types) {
        return types.named(type()).map(type -> Wire.read(value(), type));
    }

    public int partition() {
        return source.partition();
    }

    public long offset() {
        return source.offset();
    }

    /** When the broker appended it. */
    public Instant appendedAt() {
        return Instant.ofEpochMilli(source.timestamp());
    }
}
