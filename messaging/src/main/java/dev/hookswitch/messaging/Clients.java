package dev.hookswitch.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's clients with the settings that the design's promises rest on. */
final class Clients {
    /** An event or a dead letter may be somewhat larger than the largest command (1 MiB). */
    static final int RECORD_BYTES_MAX = 2 * 1024 * 1024;

    private Clients() {}

    static Map<String, Object> common(String bootstrapServers, String clientId) {
        var config = new HashMap<String, Object>();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        config.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        config.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return config;
    }

    /**
     * A producer that keeps the order of what it is given, per partition, up to the first failure.
     *
     * @param maxBlock how long a send may block its caller while the broker is away
     * @param send a record that is not acknowledged by then has failed
     * @param linger how long a record waits for others that go with it in one request, unless it is flushed
     */
    static KafkaProducer<byte[], byte[]> producer(
            String bootstrapServers, String clientId, Duration maxBlock, Duration send, Duration linger) {
        var config = common(bootstrapServers, clientId);
        config.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // One request at a time: behind a batch that has failed for good nothing else is under way to its partition,
        // so closing the producer in the callback leaves no hole. Costs nothing measurable, since a batch waits for
        // all.
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        config.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RECORD_BYTES_MAX);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlock.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) send.toMillis());
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int)
                Math.min(5_000, Math.max(send.toMillis() / 2, 1)));
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A member of a group that reads records in batches and commits by itself. */
    static KafkaConsumer<byte[], byte[]> member(
            String bootstrapServers,
            String clientId,
            String group,
            Optional<String> member,
            String reset,
            int recordsMax,
            Duration session) {
        var config = reading(bootstrapServers, clientId, reset, recordsMax);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        // Under the newer protocol a killed static member's successor is refused until the session times out.
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        member.ifPresent(id -> config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) session.toMillis());
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) session.toMillis() / 4);
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A reader outside any group. */
    static KafkaConsumer<byte[], byte[]> reader(
            String bootstrapServers, String clientId, String reset, int recordsMax) {
        return new KafkaConsumer<>(
                reading(bootstrapServers, clientId, reset, recordsMax),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Map<String, Object> reading(String bootstrapServers, String clientId, String reset, int recordsMax) {
        var config = common(bootstrapServers, clientId);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, recordsMax);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return config;
    }
}
