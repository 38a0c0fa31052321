package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Topic;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Reads an event log as a member of a group, so that each event reaches one of the group's processes at least once.
 *
 * <p>The handler gets one event at a time, in each partition's order, on one platform thread; the offset is committed
 * behind it. {@link RetryLater} and passing database errors are tried again without end, with growing waits, while the
 * membership is kept. Any other exception is a bug and stops that partition until a restart. Types that are not among
 * {@code types} are skipped and counted. A new group starts with the oldest event there is.
 */
public final class EventFollower<E extends Message> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration BACKOFF_MIN = Duration.ofMillis(50);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);

    /** What is done with an event; may be called again with the same one. */
    @FunctionalInterface
    public interface Handler<E> {
        void on(E event, TailedEvent record) throws Exception;
    }

    private final String topic;
    private final MessageTypes<E> types;
    private final Handler<E> handler;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deque<ConsumerRecord<byte[], byte[]>> pending = new ArrayDeque<>();
    private final Map<Integer, String> stopped = new ConcurrentHashMap<>();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong retries = new AtomicLong();
    private final Backoff backoff = new Backoff(BACKOFF_MIN, BACKOFF_MAX);
    private final Thread reader;
    private volatile boolean closing;

    /** @param group shared by the processes among which the events are divided */
    public EventFollower(
            String bootstrapServers, String group, Topic topic, MessageTypes<E> types, Handler<E> handler) {
        this.topic = topic.wireName();
        this.types = types;
        this.handler = handler;
        this.consumer = Clients.member(bootstrapServers, group, group, Optional.empty(), "earliest", 500, SESSION);
        this.reader = Thread.ofPlatform().name(group).unstarted(this::read);
    }

    public void start() {
        reader.start();
    }

    /** Partitions that a bug has stopped, and why. */
    public Map<Integer, String> stopped() {
        return Map.copyOf(stopped);
    }

    /** Events of unknown type. */
    public long skipped() {
        return skipped.get();
    }

    /** Attempts that failed and were, or will be, repeated. */
    public long retries() {
        return retries.get();
    }

    private void read() {
        consumer.subscribe(List.of(topic), new Rebalance());
        while (!closing) {
            try {
                for (var event : consumer.poll(backoff.isWaiting() ? backoff.remaining(POLL) : POLL)) {
                    pending.add(event);
                }
                handlePending();
            } catch (RuntimeException e) {
                LOG.warnf(e, "event follower waits topic=%s", topic);
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
        consumer.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    private void handlePending() {
        if (backoff.isWaiting()) {
            return;
        }
        var done = new TreeMap<Integer, Long>();
        while (!pending.isEmpty() && !closing) {
            var event = pending.peekFirst();
            if (!stopped.containsKey(event.partition()) && !handle(event)) {
                break;
            }
            pending.removeFirst();
            if (!stopped.containsKey(event.partition())) {
                done.put(event.partition(), event.offset() + 1);
            }
        }
        commit(done);
        if (pending.isEmpty()) {
            consumer.resume(consumer.paused().stream()
                    .filter(paused -> !stopped.containsKey(paused.partition()))
                    .toList());
        }
    }

    /** Whether the event is dealt with; if not it is to be tried again. */
    private boolean handle(ConsumerRecord<byte[], byte[]> record) {
        var event = new TailedEvent(record);
        try {
            var known = event.as(types);
            if (known.isEmpty()) {
                skipped.incrementAndGet();
            } else {
                handler.on(known.get(), event);
            }
            backoff.succeeded();
            return true;
        } catch (Exception e) {
            if (isPassing(e)) {
                retries.incrementAndGet();
                backoff.failed();
                consumer.pause(consumer.assignment());
                LOG.warnf(
                        "event tried again later topic=%s partition=%d offset=%d: %s",
                        topic, event.partition(), event.offset(), e.getMessage());
                return false;
            }
            LOG.errorf(
                    e, "partition stopped topic=%s partition=%d offset=%d", topic, event.partition(), event.offset());
            stopped.put(event.partition(), "offset " + event.offset() + ": " + e);
            consumer.pause(List.of(new TopicPartition(topic, event.partition())));
            return true;
        }
    }

    private static boolean isPassing(Exception e) {
        return e instanceof RetryLater
                || (e instanceof SQLException sql && SqlErrors.kindOf(sql) == SqlErrors.Kind.PASSING)
                || (e.getCause() instanceof SQLException cause && SqlErrors.kindOf(cause) == SqlErrors.Kind.PASSING);
    }

    private void commit(Map<Integer, Long> done) {
        if (done.isEmpty()) {
            return;
        }
        var offsets = new java.util.HashMap<TopicPartition, OffsetAndMetadata>();
        done.forEach(
                (partition, next) -> offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(next)));
        try {
            consumer.commitSync(offsets);
        } catch (KafkaException e) {
            // Another member will get these events again, which a handler bears.
            LOG.infof("events not committed topic=%s: %s", topic, e.getMessage());
        }
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            pending.removeIf(event -> revoked.contains(new TopicPartition(topic, event.partition())));
            revoked.forEach(partition -> stopped.remove(partition.partition()));
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            if (!pending.isEmpty()) {
                consumer.pause(assigned);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            reader.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
