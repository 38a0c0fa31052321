package dev.hookswitch.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaEngineTest {
    private static final String TOPIC = "calls";

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedSurvivesAKillAndAStopAtTheSameAddress() throws Exception {
        try (var kafka = new KafkaEngine(directory)) {
            kafka.start();
            var address = kafka.address();
            createTopic(kafka);
            send(kafka, "before the kill");

            kafka.killForcibly();
            assertThat(kafka.isRunning()).isFalse();
            kafka.start();
            assertThat(kafka.address()).isEqualTo(address);
            send(kafka, "after the kill");

            kafka.stop();
            assertThat(kafka.isRunning()).isFalse();
            kafka.start();

            assertThat(kafka.address()).isEqualTo(address);
            assertThat(read(kafka, 2)).containsExactly("before the kill", "after the kill");
        }
        try (var next = new KafkaEngine(directory)) {
            next.start();
            assertThat(read(next, 2)).containsExactly("before the kill", "after the kill");
        }
    }

    @Test
    void theBrokersClockDatesRecordsAndNoTopicComesOfATypo() throws Exception {
        try (var kafka = new KafkaEngine(directory)) {
            kafka.start();
            createTopic(kafka);
            var sent = Instant.now();
            send(kafka, "dated in the past by its sender");

            try (var consumer = consumer(kafka)) {
                consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
                consumer.seekToBeginning(consumer.assignment());
                var record = consumer.poll(Duration.ofSeconds(60)).iterator().next();
                assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
                assertThat(record.timestamp()).isGreaterThanOrEqualTo(sent.toEpochMilli());
            }
            try (var admin = kafka.address().admin()) {
                assertThatThrownBy(() -> admin.describeTopics(List.of("cals"))
                                .allTopicNames()
                                .get())
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
                var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
                var config = admin.describeConfigs(List.of(broker)).all().get().get(broker);
                assertThat(config.get("auto.create.topics.enable").value()).isEqualTo("false");
                assertThat(config.get("offsets.retention.minutes").value()).isEqualTo("43200");
            }
        }
    }

    @Test
    void secondEngineOfOneDirectoryIsRefused() {
        try (var kafka = new KafkaEngine(directory);
                var second = new KafkaEngine(directory)) {
            kafka.start();
            assertThatThrownBy(second::start)
                    .isInstanceOf(EngineFailed.class)
                    .hasMessageContaining(directory.resolve("kafka").toString());
            assertThat(kafka.isRunning()).isTrue();
        }
    }

    private static void createTopic(KafkaEngine kafka) throws Exception {
        try (var admin = kafka.address().admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    private static void send(KafkaEngine kafka, String value) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.address().bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, 0, 1_000L, "room", value)).get();
        }
    }

    private static KafkaConsumer<String, String> consumer(KafkaEngine kafka) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.address().bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer());
    }

    private static List<String> read(KafkaEngine kafka, int count) {
        var values = new ArrayList<String>();
        try (var consumer = consumer(kafka)) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            consumer.seekToBeginning(consumer.assignment());
            var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
