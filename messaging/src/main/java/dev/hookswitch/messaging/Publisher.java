package dev.hookswitch.messaging;

import dev.hookswitch.messaging.CommandLogConfig.Timings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes in order, and returns only when all is acknowledged. The first failure closes the producer, so that nothing
 * behind it can overtake, and is a {@link GiveUp}.
 */
final class Publisher implements AutoCloseable {
    /** While the broker is away its absence shall be seen soon; the outer loop tries again. */
    private static final Duration BLOCK_MAX = Duration.ofSeconds(5);

    /**
     * Longer than it takes to hand over a batch, which the flush behind it sends at once. Without it the first record
     * would go alone, and all others behind its answer.
     */
    private static final Duration LINGER = Duration.ofMillis(50);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Failpoints failpoints;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    Publisher(String bootstrapServers, String clientId, Timings timings, Failpoints failpoints) {
        this.producer = Clients.producer(bootstrapServers, clientId, BLOCK_MAX, timings.send(), LINGER);
        this.failpoints = failpoints;
    }

    int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    void publish(List<ProducerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return;
        }
        var half = records.size() / 2;
        for (int i = 0; i < records.size(); i++) {
            if (i == half && failpoints.isArmed(Failpoints.Point.HALF_PUBLISHED)) {
                producer.flush();
                failpoints.hit(Failpoints.Point.HALF_PUBLISHED);
            }
            send(records.get(i));
        }
        producer.flush();
        check();
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        check();
        try {
            var _ = producer.send(record, (_, failed) -> {
                if (failed != null && failure.compareAndSet(null, failed)) {
                    producer.close(Duration.ZERO);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            // Closed by the callback of an earlier one, or refused before it was under way.
            failure.compareAndSet(null, e);
            producer.close(Duration.ZERO);
            check();
        }
    }

    private void check() {
        var failed = failure.get();
        if (failed != null) {
            throw new GiveUp("a send failed", failed);
        }
    }

    @Override
    public void close() {
        // All that was to be acknowledged has been: whatever is left is what nobody waits for any more.
        producer.close(Duration.ZERO);
    }
}
