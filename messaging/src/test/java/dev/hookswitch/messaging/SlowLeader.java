package dev.hookswitch.messaging;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The first member of a log's group, and so the one that divides its partitions; it can be held while it does. */
final class SlowLeader implements AutoCloseable {
    private static volatile Optional<CountDownLatch> held = Optional.empty();
    private static volatile CountDownLatch dividing = new CountDownLatch(0);

    /** Divides as the log's own assignor does, once it may. */
    public static final class Assignor extends CooperativeStickyAssignor {
        @Override
        public GroupAssignment assign(Cluster metadata, GroupSubscription subscriptions) {
            held.ifPresent(latch -> {
                dividing.countDown();
                awaitQuietly(latch);
            });
            return super.assign(metadata, subscriptions);
        }
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean divideAnew;
    private volatile int share;

    private SlowLeader(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name("slow-leader").unstarted(this::run);
    }

    /** Returns once it is the only member. */
    static SlowLeader join(CounterPlatform platform) {
        var config = new HashMap<>(Clients.common(platform.bootstrapServers, "slow-leader"));
        config.put(ConsumerConfig.GROUP_ID_CONFIG, platform.service);
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 200);
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, Assignor.class.getName());
        var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(Counter.COMMANDS.wireName()));
        var leader = new SlowLeader(consumer);
        leader.thread.start();
        await().atMost(CounterPlatform.PATIENCE).until(() -> leader.share == CounterPlatform.PARTITIONS);
        return leader;
    }

    private void run() {
        while (!closing) {
            if (divideAnew) {
                divideAnew = false;
                consumer.enforceRebalance();
            }
            consumer.poll(Duration.ofMillis(50));
            consumer.pause(consumer.assignment());
            share = consumer.assignment().size();
        }
        consumer.close();
    }

    /** Waits until it and the log have a partition each. */
    void awaitShared(CommandLog<?, ?, ?, ?> log) {
        await().atMost(CounterPlatform.PATIENCE)
                .until(() -> share == 1
                        && log.health().partitions().size() == 1
                        && log.health().partitions().getFirst().owned());
    }

    /** Begins to divide the partitions anew and does not end. */
    void hold() {
        dividing = new CountDownLatch(1);
        held = Optional.of(new CountDownLatch(1));
        divideAnew = true;
        awaitQuietly(dividing);
    }

    void release() {
        var latch = held;
        held = Optional.empty();
        latch.ifPresent(CountDownLatch::countDown);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(CounterPlatform.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("held for too long");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        release();
        closing = true;
        thread.join(CounterPlatform.PATIENCE);
    }
}
