package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads all partitions of an event log without a group, from the end, from given positions or from a time on: every
 * process that has one sees every event (design §4).
 *
 * <p>The handler gets one event at a time, in each partition's order, on one platform thread; while it blocks nothing
 * more is read. What it throws is logged and counted, and the tail goes on: a tail promises no delivery.
 */
public final class EventTail implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration START_MAX = Duration.ofSeconds(30);

    /** Hears that events between a wanted position and the first one there is are no longer on the topic. */
    @FunctionalInterface
    public interface Gap {
        void missing(int partition, long wanted, long first);
    }

    /** Where a tail begins. */
    private sealed interface Start {
        record Positions(Map<Integer, Long> first) implements Start {}

        record Since(Instant time) implements Start {}
    }

    private final String topic;
    private final Start from;
    private final Consumer<TailedEvent> handler;
    private final Gap gap;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Integer, Long> positions = new ConcurrentHashMap<>();
    private final AtomicLong failures = new AtomicLong();
    private final Thread reader;
    /** The topic's ends when this tail was started. */
    private volatile Map<Integer, Long> ends = Map.of();

    private volatile boolean started;
    private volatile boolean closing;

    /** From the end. */
    public EventTail(String bootstrapServers, String name, Topic topic, Consumer<TailedEvent> handler) {
        this(bootstrapServers, name, topic, Map.of(), handler, (_, _, _) -> {});
    }

    /** @param from the first offset wanted, by partition; a partition not named is read from its end */
    public EventTail(
            String bootstrapServers,
            String name,
            Topic topic,
            Map<Integer, Long> from,
            Consumer<TailedEvent> handler,
            Gap gap) {
        this(bootstrapServers, name, topic, new Start.Positions(Map.copyOf(from)), handler, gap);
    }

    private EventTail(
            String bootstrapServers, String name, Topic topic, Start from, Consumer<TailedEvent> handler, Gap gap) {
        this.topic = topic.wireName();
        this.from = from;
        this.handler = handler;
        this.gap = gap;
        this.consumer = Clients.reader(bootstrapServers, name + "-" + this.topic, "none", 2000);
        this.reader = Thread.ofPlatform().name(name + "-" + this.topic).unstarted(this::read);
    }

    /** From the first events that were appended at this time or later. */
    public static EventTail since(
            String bootstrapServers, String name, Topic topic, Instant time, Consumer<TailedEvent> handler) {
        return new EventTail(bootstrapServers, name, topic, new Start.Since(time), handler, (_, _, _) -> {});
    }

    /**
     * Returns when every partition's position is fixed: what is appended from now on will be seen. Throws while the
     * broker is away, and may then be called again.
     */
    public void start() {
        var partitions = consumer.partitionsFor(topic, START_MAX).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("no topic " + topic + "; run CreateTopics first");
        }
        consumer.assign(partitions);
        var last = consumer.endOffsets(partitions, START_MAX);
        var first = first(partitions);
        partitions.forEach(partition -> {
            var position = first.getOrDefault(partition.partition(), last.getOrDefault(partition, 0L));
            consumer.seek(partition, position);
            positions.put(partition.partition(), position);
        });
        ends = last.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(end -> end.getKey().partition(), Map.Entry::getValue));
        reader.start();
        started = true;
    }

    /** The first offset wanted of each partition; one that is not named is read from its end. */
    private Map<Integer, Long> first(List<TopicPartition> partitions) {
        return switch (from) {
            case Start.Positions(var first) -> first;
            case Start.Since(var time) -> {
                var first = new HashMap<Integer, Long>();
                consumer.offsetsForTimes(
                                partitions.stream()
                                        .collect(Collectors.toMap(partition -> partition, _ -> time.toEpochMilli())),
                                START_MAX)
                        .forEach((partition, found) -> {
                            if (found != null) {
                                first.put(partition.partition(), found.offset());
                            }
                        });
                yield first;
            }
        };
    }

    /** Whether all that was on the topic when this tail was started has been handled. */
    public boolean isCaughtUp() {
        return started
                && ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** The next offset of each partition: what a later tail has to start from. */
    public Map<Integer, Long> positions() {
        return new HashMap<>(positions);
    }

    /** Events whose handler threw. */
    public long failures() {
        return failures.get();
    }

    private void read() {
        while (!closing) {
            try {
                poll();
            } catch (RuntimeException e) {
                LOG.warnf(e, "event tail waits topic=%s", topic);
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
        consumer.close();
    }

    private void poll() {
        try {
            for (var event : consumer.poll(POLL)) {
                handle(new TailedEvent(event));
                positions.put(event.partition(), event.offset() + 1);
            }
        } catch (OffsetOutOfRangeException e) {
            goOn(e);
        }
    }

    private void handle(TailedEvent event) {
        try {
            handler.accept(event);
        } catch (RuntimeException e) {
            failures.incrementAndGet();
            LOG.errorf(
                    e, "event not handled topic=%s partition=%d offset=%d", topic, event.partition(), event.offset());
        }
    }

    private void goOn(OffsetOutOfRangeException lost) {
        var begins = consumer.beginningOffsets(lost.offsetOutOfRangePartitions().keySet());
        lost.offsetOutOfRangePartitions().forEach((partition, wanted) -> {
            var first = begins.getOrDefault(partition, 0L);
            LOG.warnf(
                    "events no longer on the topic topic=%s partition=%d wanted=%d first=%d",
                    topic, partition.partition(), wanted, first);
            consumer.seek(partition, first);
            gap.missing(partition.partition(), wanted, first);
        });
    }

    @Override
    public void close() {
        closing = true;
        if (!started) {
            consumer.close();
            return;
        }
        try {
            reader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
