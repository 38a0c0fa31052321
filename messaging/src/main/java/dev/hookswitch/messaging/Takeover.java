package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.messaging.Aggregates.Live;
import dev.hookswitch.messaging.LogStore.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes a process the owner of a partition: claims its progress row, judges whether broker and database fit together,
 * and publishes again what may not have been published (design §2, Applied once).
 */
final class Takeover<S, C extends Message, E extends Message, F> {
    private static final Logger LOG = Logger.getLogger(Takeover.class);
    private static final int ROWS_MAX = 2000;

    /**
     * What the broker knows of the partition.
     *
     * @param published Kafka's committed offset
     * @param anyPublished whether any partition of the log has one
     * @param cutAt where the log now ends differently from what was read of it, as far as the broker told
     */
    record AtBroker(
            UUID topicId,
            int partitions,
            long first,
            long end,
            Optional<Long> published,
            boolean anyPublished,
            Optional<Long> cutAt) {}

    sealed interface Result<S> {
        record Taken<S>(long next, @Nullable Integer leaderEpoch, List<Live<S>> live) implements Result<S> {}

        record Stopped<S>(Alarm alarm) implements Result<S> {}
    }

    /** Where the row stands, and the loss that was found. */
    private record Claim(Optional<Progress> progress, Optional<Alarm> alarm) {}

    private final CommandLogConfig<C, E> config;
    private final Aggregates<S, C, E, F> aggregates;
    private final Consumer<Alarm> onAlarm;
    private final LogStore<E> store;
    private final Outputs<C, E> outputs;
    private final Publisher publisher;

    Takeover(
            CommandLogConfig<C, E> config,
            Aggregates<S, C, E, F> aggregates,
            Consumer<Alarm> onAlarm,
            LogStore<E> store,
            Outputs<C, E> outputs,
            Publisher publisher) {
        this.config = config;
        this.aggregates = aggregates;
        this.onAlarm = onAlarm;
        this.store = store;
        this.outputs = outputs;
        this.publisher = publisher;
    }

    Result<S> take(int partition, UUID owner, AtBroker broker) throws SQLException {
        var claim = transaction(tx -> claim(tx, partition, owner, broker));
        if (claim.alarm().isPresent()) {
            var alarm = claim.alarm().get();
            LOG.errorf("data missing log=%s partition=%d: %s", alarm.topic(), partition, alarm.text());
            onAlarm.accept(alarm);
            if (config.afterLoss() == AfterLoss.STOP) {
                return new Result.Stopped<>(alarm);
            }
        }
        config.failpoints().hit(Failpoints.Point.OWNER_TAKEN);
        claim.progress().ifPresent(progress -> publishAgain(progress, broker));
        config.failpoints().hit(Failpoints.Point.REPUBLISHED);
        if (claim.alarm().isPresent()) {
            goOn(claim.alarm().get(), claim.progress(), partition, owner, broker);
        }
        return transaction(tx -> {
            var now = store.lockProgress(tx, partition)
                    .orElseThrow(() -> new GiveUp("the progress row of partition " + partition + " is gone"));
            return new Result.Taken<>(now.next(), now.leaderEpoch(), aggregates.live(tx, partition));
        });
    }

    private <T> T transaction(Transaction.Work<T> work) throws SQLException {
        return Transaction.run(config.dataSource(), work);
    }

    private Claim claim(Connection tx, int partition, UUID owner, AtBroker broker) throws SQLException {
        var progress = store.lockProgress(tx, partition);
        if (progress.isEmpty()) {
            progress = first(tx, partition, broker);
        }
        var alarm = progress.isPresent() ? judge(progress.get(), broker) : Optional.of(missing(partition, broker));
        if (alarm.isEmpty() || config.afterLoss() == AfterLoss.GO_ON) {
            store.claim(tx, partition, owner);
        }
        return new Claim(progress, alarm);
    }

    private Alarm missing(int partition, AtBroker broker) {
        return new Alarm.ProgressMissing(
                config.commands().wireName(), partition, broker.published().orElse(broker.first()));
    }

    /** Only a service that has neither progress nor a committed offset begins at 0; added partitions have got their row. */
    private Optional<Progress> first(Connection tx, int partition, AtBroker broker) throws SQLException {
        var all = store.lockAllProgress(tx);
        if (all.isEmpty() && !broker.anyPublished()) {
            for (int each = 0; each < broker.partitions(); each++) {
                store.insertProgress(tx, each, broker.topicId(), 0);
            }
        }
        return store.lockProgress(tx, partition);
    }

    private Optional<Alarm> judge(Progress progress, AtBroker broker) {
        var log = config.commands().wireName();
        var partition = progress.partition();
        var next = progress.next();
        if (!progress.topicId().equals(broker.topicId())) {
            return Optional.of(new Alarm.OtherTopic(
                    log,
                    partition,
                    progress.topicId().toString(),
                    broker.topicId().toString(),
                    next));
        }
        var end = broker.cutAt().orElse(broker.end());
        if (end < next) {
            return Optional.of(new Alarm.LogShorter(log, partition, next, end));
        }
        if (broker.published().isPresent() && broker.published().get() > next) {
            return Optional.of(new Alarm.ProgressBehind(
                    log, partition, next, broker.published().get()));
        }
        return broker.first() > next
                ? Optional.of(new Alarm.CommandsExpired(log, partition, next, broker.first()))
                : Optional.empty();
    }

    private void goOn(Alarm alarm, Optional<Progress> progress, int partition, UUID owner, AtBroker broker)
            throws SQLException {
        LOG.warnf("going on after a loss log=%s partition=%d", alarm.topic(), partition);
        transaction(tx -> {
            switch (alarm) {
                case Alarm.OtherTopic _, Alarm.CommandsExpired _ ->
                    store.move(tx, partition, owner, broker.topicId(), broker.first());
                case Alarm.LogShorter shorter -> {
                    store.setAside(tx, broker.topicId(), partition, shorter.endOffset(), UUID.randomUUID());
                    store.move(tx, partition, owner, broker.topicId(), shorter.endOffset());
                }
                case Alarm.ProgressMissing missing -> {
                    if (progress.isEmpty()) {
                        store.insertProgress(tx, partition, broker.topicId(), missing.publishedOffset());
                        store.claim(tx, partition, owner);
                    }
                }
                // What the lost copy did is done again: the log still has those commands, or the next alarm says so.
                case Alarm.ProgressBehind behind ->
                    store.move(tx, partition, owner, broker.topicId(), Math.max(behind.nextOffset(), broker.first()));
            }
            return alarm;
        });
    }

    /**
     * Publishes what is stored behind Kafka's committed offset, or all that is stored where there is none or where it
     * belongs to another topic.
     */
    private void publishAgain(Progress progress, AtBroker broker) {
        var from =
                progress.topicId().equals(broker.topicId()) ? broker.published().orElse(0L) : 0L;
        try {
            while (from < progress.next()) {
                var start = from;
                var end = transaction(tx ->
                        store.pieceEnd(tx, progress.topicId(), progress.partition(), start, progress.next(), ROWS_MAX));
                if (end.isEmpty()) {
                    return;
                }
                var rows =
                        transaction(tx -> store.rows(tx, progress.topicId(), progress.partition(), start, end.get()));
                var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
                rows.forEach(row -> outputs.of(row, records::add));
                LOG.infof(
                        "publishing again log=%s partition=%d from=%d to=%d records=%d",
                        config.commands().wireName(), progress.partition(), start, end.get(), records.size());
                publisher.publish(records);
                from = end.get();
            }
        } catch (SQLException e) {
            throw new GiveUp("stored output could not be read: " + SqlErrors.describe(e), e);
        }
    }
}
