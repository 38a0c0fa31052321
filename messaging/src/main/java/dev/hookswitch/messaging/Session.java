package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.messaging.Aggregates.Change;
import dev.hookswitch.messaging.Aggregates.Live;
import dev.hookswitch.messaging.CommandLogConfig.Timings;
import dev.hookswitch.messaging.Deadlines.Due;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One membership in the log's group, from its first poll until something makes it start again from the progress rows.
 * Rebalance, batch, publish and commit happen on one thread in one order.
 */
final class Session<S, C extends Message, E extends Message, F> implements ConsumerRebalanceListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Session.class);
    /** The client answers such requests from the broker; while it is away the loop must go on polling. */
    private static final Duration ASK_MAX = Duration.ofSeconds(5);

    private static final Duration WORK_AGAIN_MIN = Duration.ofSeconds(1);
    /** How soon a finished piece of outside work is seen. */
    private static final Duration WORK_POLL = Duration.ofMillis(5);

    /** What all sessions of a thread share. */
    record Parts<S, C extends Message, E extends Message, F>(
            CommandLogConfig<C, E> config,
            Aggregates<S, C, E, F> aggregates,
            Consumer<Alarm> onAlarm,
            Supplier<UUID> topicId,
            Executor workers,
            Semaphore workersFree) {}

    private record Done<C>(Due<?> due, UUID owner, Optional<C> command) {}

    private final Parts<S, C, E, F> parts;
    private final CommandLogConfig<C, E> config;
    private final Timings timings;
    private final String topic;
    private final UUID topicId;
    private final Consumer<List<LogHealth.Partition>> report;
    private final Consumer<Optional<String>> waits;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Publisher publisher;
    private final Outputs<C, E> outputs;
    private final Batch<S, C, E, F> batch;
    private final Takeover<S, C, E, F> takeover;

    private final Map<Integer, Owned> owned = new TreeMap<>();
    private final Deque<List<Entry<C>>> work = new ArrayDeque<>();
    private final Deadlines<S> deadlines = new Deadlines<>();
    private final ConcurrentLinkedQueue<Done<C>> done = new ConcurrentLinkedQueue<>();
    /** Published, but Kafka has not said that it took the offset; it refuses while the group is being divided anew. */
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();

    private final Backoff batchBackoff;
    private final Backoff takeBackoff;
    private final Backoff commitBackoff;
    private int working;
    private boolean commitRefused;
    private boolean leaving;

    Session(
            Parts<S, C, E, F> parts,
            int thread,
            Consumer<List<LogHealth.Partition>> report,
            Consumer<Optional<String>> waits) {
        this.parts = parts;
        this.config = parts.config();
        this.timings = config.timings();
        this.topic = config.commands().wireName();
        this.report = report;
        this.waits = waits;
        this.batchBackoff = new Backoff(timings.backoffMin(), timings.backoffMax());
        this.takeBackoff = new Backoff(timings.backoffMin(), timings.backoffMax());
        this.commitBackoff = new Backoff(timings.backoffMin(), timings.backoffMax());
        this.topicId = parts.topicId().get();
        var member = config.member(thread);
        this.publisher = new Publisher(config.bootstrapServers(), member, timings, config.failpoints());
        this.outputs = new Outputs<>(config, parts.aggregates()::outgoing, answersPartitions());
        this.consumer = Clients.member(
                config.bootstrapServers(),
                member,
                config.service(),
                Optional.of(member),
                "none",
                config.batchMax(),
                timings.session());
        var store = new LogStore<>(config.eventTypes());
        this.batch = new Batch<>(config, parts.aggregates(), store, outputs);
        this.takeover = new Takeover<>(config, parts.aggregates(), parts.onAlarm(), store, outputs, publisher);
    }

    /** The first thing asked of the broker, and so what fails while it is away: then nothing may stay open. */
    private int answersPartitions() {
        try {
            return publisher.partitions(Topic.ANSWERS.wireName());
        } catch (KafkaException e) {
            publisher.close();
            throw e;
        }
    }

    /** Returns at a planned stop, with all that was begun done. */
    void run(BooleanSupplier stopping) {
        var commands = publisher.partitions(topic);
        var events = publisher.partitions(config.events().wireName());
        // While a log grows, its events have more already.
        if (commands > events) {
            throw new GiveUp("%s has %d partitions, %s has only %d"
                    .formatted(topic, commands, config.events().wireName(), events));
        }
        consumer.subscribe(List.of(topic), this);
        while (!stopping.getAsBoolean()) {
            poll();
            take();
            work();
            commitAgain();
            if (work.isEmpty()) {
                fireDeadlines();
                publishDone();
            }
            report.accept(health());
        }
        leaving = true;
        commit(Map.of());
    }

    private void poll() {
        try {
            var records = consumer.poll(pollTime());
            if (records.isEmpty()) {
                return;
            }
            var now = config.clock().instant();
            var entries = new ArrayList<Entry<C>>(records.count());
            for (var record : records) {
                entries.add(Entry.of(record, config.commandTypes(), now));
            }
            work.addLast(entries);
        } catch (LogTruncationException e) {
            e.divergentOffsets().forEach((partition, cut) -> lost(partition, OptionalLong.of(cut.offset())));
        } catch (OffsetOutOfRangeException e) {
            e.offsetOutOfRangePartitions().keySet().forEach(partition -> lost(partition, OptionalLong.empty()));
        }
    }

    private Duration pollTime() {
        var most = working > 0 ? WORK_POLL : timings.poll();
        if (commitRefused) {
            most = commitBackoff.remaining(most);
        }
        if (!work.isEmpty()) {
            return batchBackoff.remaining(most);
        }
        if (owned.values().stream().anyMatch(Owned::isTaking)) {
            return takeBackoff.remaining(most);
        }
        return done.isEmpty() ? deadlines.untilNext(config.clock().instant(), most) : Duration.ZERO;
    }

    private void lost(TopicPartition partition, OptionalLong cutAt) {
        hold(partition);
        deadlines.drop(partition.partition());
        uncommitted.remove(partition);
        var mine = owned.get(partition.partition());
        if (mine != null) {
            mine.lost(cutAt);
        }
    }

    /** Paused and at a position, so that nothing is read and no position is asked for until the progress is known. */
    private void hold(TopicPartition partition) {
        consumer.pause(List.of(partition));
        consumer.seek(partition, 0);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        for (var partition : assigned) {
            hold(partition);
            owned.put(partition.partition(), new Owned(partition.partition()));
        }
        // Also called for an empty share: one that owns nothing waits for nothing.
        report.accept(health());
        waits.accept(Optional.empty());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        commit(Map.of());
        // From now on another's to move.
        uncommitted.keySet().removeAll(revoked);
        for (var partition : revoked) {
            LOG.infof("partition given up log=%s partition=%d", topic, partition.partition());
            owned.remove(partition.partition());
            deadlines.drop(partition.partition());
            removeFromWork(partition.partition());
        }
    }

    private void removeFromWork(int partition) {
        var rest = new ArrayList<List<Entry<C>>>();
        for (var segment : work) {
            var others = segment.stream()
                    .filter(entry -> entry.partition() != partition)
                    .toList();
            if (!others.isEmpty()) {
                rest.add(others);
            }
        }
        work.clear();
        work.addAll(rest);
    }

    private void take() {
        for (var partition : owned.values()) {
            if (!partition.isTaking() || takeBackoff.isWaiting()) {
                continue;
            }
            try {
                take(partition);
                takeBackoff.succeeded();
                waits.accept(Optional.empty());
            } catch (SQLException e) {
                if (SqlErrors.kindOf(e) == SqlErrors.Kind.PASSING) {
                    takeBackoff.failed();
                    waits("database", SqlErrors.describe(e));
                } else {
                    stop(partition, "could not be taken: " + SqlErrors.describe(e), e);
                }
            } catch (TimeoutException e) {
                takeBackoff.failed();
                waits("broker", String.valueOf(e.getMessage()));
            } catch (GiveUp | FencedInstanceIdException e) {
                throw e;
            } catch (KafkaException e) {
                throw new GiveUp("a partition could not be taken", e);
            } catch (RuntimeException e) {
                stop(partition, "could not be taken: " + e, e);
            }
        }
    }

    private void take(Owned partition) throws SQLException {
        if (!parts.topicId().get().equals(topicId)) {
            throw new GiveUp("the topic has been made anew");
        }
        var mine = new TopicPartition(topic, partition.partition);
        var all = new ArrayList<TopicPartition>();
        for (var info : consumer.partitionsFor(topic, ASK_MAX)) {
            all.add(new TopicPartition(topic, info.partition()));
        }
        var committed = consumer.committed(java.util.Set.copyOf(all), ASK_MAX);
        var published = Optional.ofNullable(committed.get(mine)).map(OffsetAndMetadata::offset);
        var broker = new Takeover.AtBroker(
                topicId,
                all.size(),
                consumer.beginningOffsets(List.of(mine), ASK_MAX).getOrDefault(mine, 0L),
                consumer.endOffsets(List.of(mine), ASK_MAX).getOrDefault(mine, 0L),
                published,
                committed.values().stream().anyMatch(java.util.Objects::nonNull),
                partition.cutAt().isPresent() ? Optional.of(partition.cutAt().getAsLong()) : Optional.empty());
        switch (takeover.take(partition.partition, partition.owner, broker)) {
            case Takeover.Result.Stopped<S> stopped ->
                partition.stop(stopped.alarm().text());
            case Takeover.Result.Taken<S> taken -> {
                partition.taken(taken.next(), taken.leaderEpoch());
                if (!published.equals(Optional.of(taken.next()))) {
                    commit(Map.of(mine, position(partition)));
                }
                consumer.seek(mine, position(partition));
                for (Live<S> live : taken.live()) {
                    deadlines.set(
                            partition.partition,
                            live.key(),
                            live.state(),
                            parts.aggregates().deadlines(live.state()));
                }
                if (work.isEmpty()) {
                    consumer.resume(List.of(mine));
                }
                LOG.infof("partition taken log=%s partition=%d next=%d", topic, partition.partition, taken.next());
            }
        }
    }

    private static OffsetAndMetadata position(Owned partition) {
        return new OffsetAndMetadata(partition.next(), Optional.ofNullable(partition.leaderEpoch()), "");
    }

    private void work() {
        while (!work.isEmpty() && !batchBackoff.isWaiting()) {
            var segment = work.removeFirst();
            try {
                apply(segment);
                batchBackoff.succeeded();
                waits.accept(Optional.empty());
            } catch (SQLException e) {
                switch (SqlErrors.kindOf(e)) {
                    case PASSING -> tryAgain(segment, e);
                    case DATA -> isolate(segment, culprit -> bury(culprit, SqlErrors.describe(e)));
                    case VIOLATION -> {
                        if (config.onViolation() == OnViolation.DEAD_LETTER) {
                            isolate(segment, culprit -> bury(culprit, SqlErrors.describe(e)));
                        } else {
                            isolate(segment, culprit -> stopAt(culprit, SqlErrors.describe(e), e));
                        }
                    }
                    case BUG -> isolate(segment, culprit -> stopAt(culprit, SqlErrors.describe(e), e));
                }
            } catch (Batch.Astray e) {
                sendHome(segment, e);
            } catch (GiveUp | KafkaException e) {
                throw e;
            } catch (RuntimeException | StackOverflowError | AssertionError | LinkageError e) {
                isolate(segment, culprit -> stopAt(culprit, e.toString(), e));
            }
        }
        if (work.isEmpty() && !consumer.paused().isEmpty()) {
            consumer.resume(owned.values().stream()
                    .filter(Owned::isApplying)
                    .map(partition -> new TopicPartition(topic, partition.partition))
                    .toList());
        }
    }

    private void apply(List<Entry<C>> segment) throws SQLException {
        if (!mayBeApplied(segment)) {
            return;
        }
        var applied = applied(segment);
        config.failpoints().hit(Failpoints.Point.COMMITTED);
        var offsets = advance(segment);
        publisher.publish(applied.records());
        config.failpoints().hit(Failpoints.Point.PUBLISHED);
        uncommitted.putAll(offsets);
        consumer.commitAsync(offsets, this::answered);
        for (Change<S> change : applied.changes()) {
            var state = change.after().state();
            deadlines.set(
                    change.partition(), change.key(), state, parts.aggregates().deadlines(state));
        }
    }

    private Batch.Applied<S> applied(List<Entry<C>> segment) throws SQLException {
        try {
            return batch.apply(segment, owned, topicId);
        } catch (GiveUp.NotMine e) {
            // Perhaps a process under the same name has taken this one's place in the group. To join again would throw
            // that one out; the commit, of what is published anyway, fails as fenced then.
            var published = new HashMap<TopicPartition, OffsetAndMetadata>();
            owned.values().stream()
                    .filter(Owned::isApplying)
                    .forEach(mine -> published.put(new TopicPartition(topic, mine.partition), position(mine)));
            commit(published);
            throw e;
        }
    }

    /** What needs no transaction to be seen: commands of a later version, and too many dead letters. */
    private boolean mayBeApplied(List<Entry<C>> segment) {
        for (var entry : segment) {
            if (entry.content() instanceof Entry.Unknown<C> unknown) {
                isolate(
                        segment,
                        culprit -> stopAt(
                                culprit, "unknown type " + unknown.type() + "; run a version that knows it", null));
                return false;
            }
        }
        var now = config.clock().instant();
        var dead = new HashMap<Integer, Integer>();
        segment.stream()
                .filter(entry -> entry.content() instanceof Entry.Dead<C>)
                .forEach(entry -> dead.merge(entry.partition(), 1, Integer::sum));
        for (var partition : owned.values()) {
            var more = dead.getOrDefault(partition.partition, 0);
            if (more > 0 && !partition.mayBury(more, config.deadLettersPerMinuteMax(), now)) {
                isolate(segment, culprit -> {
                    if (culprit.content() instanceof Entry.Dead<C>) {
                        stopAt(
                                culprit,
                                "more than " + config.deadLettersPerMinuteMax() + " dead letters a minute",
                                null);
                    }
                });
                return false;
            }
        }
        return true;
    }

    /** The progress as the committed transaction has it. */
    private Map<TopicPartition, OffsetAndMetadata> advance(List<Entry<C>> segment) {
        var now = config.clock().instant();
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (var entry : segment) {
            var partition = owned.get(entry.partition());
            if (partition == null) {
                throw new GiveUp("a partition was lost in mid-batch");
            }
            partition.advanced(entry.offset() + 1, entry.record().leaderEpoch().orElse(null));
            if (entry.content() instanceof Entry.Dead<C> dead) {
                partition.buried(now);
                LOG.errorf(
                        "dead letter log=%s partition=%d offset=%d: %s",
                        topic, entry.partition(), entry.offset(), dead.reason());
            }
            offsets.put(new TopicPartition(topic, entry.partition()), position(partition));
        }
        return offsets;
    }

    private void tryAgain(List<Entry<C>> segment, SQLException cause) {
        work.addFirst(segment);
        batchBackoff.failed();
        consumer.pause(consumer.assignment());
        waits("database", SqlErrors.describe(cause));
    }

    private void waits(String forWhat, String why) {
        LOG.warnf("waiting log=%s for=%s: %s", topic, forWhat, why);
        waits.accept(Optional.of(forWhat + ": " + why));
    }

    /** Halves what failed as a whole until what is at fault stands alone; the rest is applied in order. */
    private void isolate(List<Entry<C>> segment, Consumer<Entry<C>> alone) {
        if (segment.size() == 1) {
            alone.accept(segment.getFirst());
            return;
        }
        var half = segment.size() / 2;
        work.addFirst(List.copyOf(segment.subList(half, segment.size())));
        work.addFirst(List.copyOf(segment.subList(0, half)));
    }

    /**
     * What stands here and belongs elsewhere is written there, as it is and in its order, and counts as applied here only
     * then: a crash between the two sends it again, which its receiver bears like any repeat.
     */
    private void sendHome(List<Entry<C>> segment, Batch.Astray astray) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        var rest = new ArrayList<Entry<C>>();
        for (var entry : segment) {
            var home = astray.home(entry);
            if (home.isPresent()) {
                var record = entry.record();
                records.add(
                        new ProducerRecord<>(topic, home.getAsInt(), record.key(), record.value(), record.headers()));
                rest.add(entry.sentHome());
            } else {
                rest.add(entry);
            }
        }
        publisher.publish(records);
        config.failpoints().hit(Failpoints.Point.SENT_HOME);
        work.addFirst(List.copyOf(rest));
    }

    private void bury(Entry<C> culprit, String reason) {
        work.addFirst(List.of(culprit.dead(reason)));
    }

    private void stopAt(Entry<C> culprit, String reason, @Nullable Throwable cause) {
        var partition = owned.get(culprit.partition());
        if (partition != null) {
            stop(partition, "offset " + culprit.offset() + ": " + reason, cause);
        }
    }

    private void stop(Owned partition, String reason, @Nullable Throwable cause) {
        LOG.errorf(cause, "partition stopped log=%s partition=%d: %s", topic, partition.partition, reason);
        partition.stop(reason);
        deadlines.drop(partition.partition);
        removeFromWork(partition.partition);
        consumer.pause(List.of(new TopicPartition(topic, partition.partition)));
    }

    /**
     * The next batch does not wait for the broker to store an offset. One that is behind what is published costs a successor a
     * repetition and nothing else.
     */
    private void answered(Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception refusal) {
        if (refusal == null) {
            // What a later batch has published meanwhile stays.
            offsets.forEach(uncommitted::remove);
            config.failpoints().hit(Failpoints.Point.OFFSET_COMMITTED);
        } else {
            refused(refusal);
        }
    }

    private void refused(Exception refusal) {
        commitRefused = true;
        commitBackoff.failed();
        LOG.infof("offset not committed yet log=%s: %s", topic, refusal.getMessage());
    }

    /** A commit that fails is tried again for as long as the partition is this member's. */
    private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        uncommitted.putAll(offsets);
        if (uncommitted.isEmpty()) {
            commitRefused = false;
            return;
        }
        try {
            consumer.commitSync(Map.copyOf(uncommitted), ASK_MAX);
            uncommitted.clear();
            commitRefused = false;
            commitBackoff.succeeded();
        } catch (RebalanceInProgressException | CommitFailedException | TimeoutException e) {
            refused(e);
        }
    }

    private void commitAgain() {
        if (commitRefused && !commitBackoff.isWaiting()) {
            commit(Map.of());
        }
    }

    private void fireDeadlines() {
        var now = config.clock().instant();
        var due = deadlines.take(now, config.batchMax());
        if (due.isEmpty()) {
            return;
        }
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var one : due) {
            try {
                report(one, now, records);
            } catch (RuntimeException e) {
                var partition = owned.get(one.partition());
                if (partition != null) {
                    stop(partition, "deadline " + one.deadline().which() + ": " + e, e);
                }
            }
        }
        publisher.publish(records);
    }

    private void report(Due<S> due, Instant now, List<ProducerRecord<byte[], byte[]>> records) {
        var outside = parts.aggregates().work(due.key(), due.state(), due.deadline());
        if (outside.isPresent()) {
            begin(due, outside.get(), now);
        } else {
            var command = parts.aggregates().deadlinePassed(due.key(), due.deadline());
            records.add(outputs.passed(due.partition(), due.key(), due.deadline(), command, now));
        }
    }

    private void begin(Due<S> due, java.util.concurrent.Callable<C> outside, Instant now) {
        var partition = owned.get(due.partition());
        if (partition == null) {
            return;
        }
        if (!parts.workersFree().tryAcquire()) {
            deadlines.again(due.partition(), due.key(), due.deadline(), now.plus(WORK_POLL));
            return;
        }
        working++;
        var owner = partition.owner;
        parts.workers().execute(() -> {
            Optional<C> verdict = Optional.empty();
            try {
                verdict = Optional.of(outside.call());
            } catch (Exception e) {
                LOG.errorf(
                        e,
                        "outside work failed, tried again key=%s which=%s",
                        due.key(),
                        due.deadline().which());
            } finally {
                parts.workersFree().release();
                done.add(new Done<>(due, owner, verdict));
            }
        });
    }

    /** What a former owner's workers bring is dropped: the present one does the same work. */
    private void publishDone() {
        var now = config.clock().instant();
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var one = done.poll(); one != null; one = done.poll()) {
            working--;
            var due = one.due();
            var partition = owned.get(due.partition());
            if (partition == null || !partition.owner.equals(one.owner())) {
                continue;
            }
            if (one.command().isPresent()) {
                records.add(outputs.passed(
                        due.partition(),
                        due.key(),
                        due.deadline(),
                        one.command().get(),
                        now));
            } else {
                deadlines.again(due.partition(), due.key(), due.deadline(), now.plus(WORK_AGAIN_MIN));
            }
        }
        publisher.publish(records);
    }

    private List<LogHealth.Partition> health() {
        var partitions = new ArrayList<LogHealth.Partition>();
        for (var partition : owned.values()) {
            partitions.add(new LogHealth.Partition(
                    partition.partition,
                    partition.isApplying(),
                    partition.next(),
                    consumer.currentLag(new TopicPartition(topic, partition.partition))
                            .orElse(0),
                    partition.stopped(),
                    partition.deadLetters(),
                    deadlines.waiting(partition.partition)));
        }
        return partitions;
    }

    /** Leaves the group only at a planned stop; after a failure the same member comes back at once. */
    @Override
    public void close() {
        report.accept(List.of());
        publisher.close();
        consumer.close(CloseOptions.timeout(ASK_MAX)
                .withGroupMembershipOperation(
                        leaving
                                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
    }
}
