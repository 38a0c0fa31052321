package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.Topic;
import dev.hookswitch.gateway.GatewayConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Which offsets a topic has: at its end, and at a time. Throws {@link IllegalStateException} while the broker is away. */
@ApplicationScoped
class Offsets {
    private static final long WAIT_S = 10;

    private final Admin admin;

    Offsets(GatewayConfig config) {
        this.admin = Admin.create(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                config.kafka(),
                CommonClientConfigs.CLIENT_ID_CONFIG,
                config.instance() + "-offsets",
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                5_000));
    }

    @PreDestroy
    void close() {
        admin.close(java.time.Duration.ofSeconds(1));
    }

    /** The next offset of each partition. */
    Map<Integer, Long> ends(Topic topic) {
        return offsets(topic, OffsetSpec.latest());
    }

    /** The first offset of each partition that was appended at {@code time} or later; its end where there is none. */
    Map<Integer, Long> since(Topic topic, Instant time) {
        var ends = ends(topic);
        var since = new HashMap<>(offsets(topic, OffsetSpec.forTimestamp(time.toEpochMilli())));
        since.replaceAll((partition, offset) -> offset < 0 ? ends.getOrDefault(partition, 0L) : offset);
        return since;
    }

    private Map<Integer, Long> offsets(Topic topic, OffsetSpec which) {
        try {
            var described = admin.describeTopics(List.of(topic.wireName()))
                    .topicNameValues()
                    .get(topic.wireName());
            if (described == null) {
                throw new IllegalStateException("no topic " + topic.wireName());
            }
            var partitions = described.get(WAIT_S, TimeUnit.SECONDS).partitions();
            var wanted = new HashMap<TopicPartition, OffsetSpec>();
            partitions.forEach(
                    partition -> wanted.put(new TopicPartition(topic.wireName(), partition.partition()), which));
            var found = new HashMap<Integer, Long>();
            admin.listOffsets(wanted)
                    .all()
                    .get(WAIT_S, TimeUnit.SECONDS)
                    .forEach((partition, at) -> found.put(partition.partition(), at.offset()));
            return found;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the offsets of " + topic.wireName() + " are not known now", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
