package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.admin.Admin;
import org.jboss.logging.Logger;

/**
 * Works through a service's command log: applies each command once, in order, and publishes what follows (design §2).
 *
 * <p>Each thread polls a batch, applies it in one transaction, publishes what was stored, and commits Kafka's offset. A
 * crash between any two of these repeats sends and loses none. {@link #close} is a planned stop: what is begun is
 * finished, and others take the partitions over at once.
 *
 * @param <S> an aggregate's state
 * @param <C> the log's commands
 * @param <E> the events that follow
 * @param <F> what decisions need from the database besides the state
 */
public final class CommandLog<S, C extends Message, E extends Message, F> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CommandLog.class);

    private final CommandLogConfig<C, E> config;
    private final Admin admin;
    /** What the log went on behind: at most one sentence per partition and start of the broker or the database. */
    private final List<String> losses = new CopyOnWriteArrayList<>();

    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<LogThread<S, C, E, F>> threads = new ArrayList<>();
    private final Housekeeping housekeeping;

    public CommandLog(CommandLogConfig<C, E> config, Aggregates<S, C, E, F> aggregates) {
        this.config = config;
        this.admin = Admin.create(Clients.common(config.bootstrapServers(), config.instance() + "-log-admin"));
        var parts = new Session.Parts<>(
                config, aggregates, this::alarm, this::topicId, workers, new Semaphore(config.workersMax()));
        for (int thread = 0; thread < config.threads(); thread++) {
            threads.add(new LogThread<>(parts, thread));
        }
        this.housekeeping =
                new Housekeeping(config.service(), config.dataSource(), config.clock(), config.outcomesKept());
    }

    /** Returns at once; the log works as soon as broker and database are there. */
    public void start() {
        LOG.infof(
                "log starts service=%s instance=%s threads=%d", config.service(), config.instance(), config.threads());
        housekeeping.start();
        threads.forEach(LogThread::start);
    }

    public LogHealth health() {
        return new LogHealth(
                config.service(),
                threads.stream().flatMap(thread -> thread.partitions().stream()).toList(),
                List.copyOf(losses),
                threads.stream().flatMap(thread -> thread.waitsFor().stream()).toList(),
                threads.stream().allMatch(LogThread::isRunning));
    }

    private void alarm(Alarm alarm) {
        if (config.afterLoss() == AfterLoss.GO_ON) {
            losses.add("partition %d: %s".formatted(alarm.partition(), alarm.missing()));
        }
        config.onAlarm().accept(alarm);
    }

    private UUID topicId() {
        var topic = config.commands().wireName();
        try {
            var described = admin.describeTopics(List.of(topic)).allTopicNames().get();
            var id = Objects.requireNonNull(described.get(topic)).topicId();
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        } catch (ExecutionException e) {
            throw new GiveUp("no topic " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GiveUp("interrupted", e);
        }
    }

    @Override
    public void close() {
        threads.forEach(LogThread::stop);
        threads.forEach(LogThread::join);
        housekeeping.close();
        workers.shutdown();
        admin.close();
        LOG.infof("log stopped service=%s instance=%s", config.service(), config.instance());
    }
}
