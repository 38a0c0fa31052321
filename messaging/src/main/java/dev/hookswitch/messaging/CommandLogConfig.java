package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Everything a {@link CommandLog} has to know about its service.
 *
 * @param service the service's name: its consumer group, and {@code ce_source} of what it publishes
 * @param instance this process among the service's processes, stable over restarts; thread {@code n} is the group member
 *     {@code <instance>-<n>}
 * @param threads 1 or 2; each has its own consumer, producer and database connection
 * @param answersTo where verdicts go for askers that are aggregates of another log, by the asker's kind
 * @param batchMax commands in one transaction
 * @param deadLettersPerMinuteMax more than this many in a minute stop the partition: then it is not the data
 * @param workersMax pieces of outside work that run at a time
 * @param outcomesKept how long verdicts stay readable; for ever without
 * @param onFenced ends the process when another one runs under the same instance name
 * @param onAlarm hears of every alarm, stopping or not; runs on the log's thread
 */
public record CommandLogConfig<C extends Message, E extends Message>(
        String service,
        String instance,
        String bootstrapServers,
        DataSource dataSource,
        Topic commands,
        MessageTypes<C> commandTypes,
        Topic events,
        MessageTypes<E> eventTypes,
        int threads,
        Map<String, Topic> answersTo,
        Recall recall,
        OnViolation onViolation,
        AfterLoss afterLoss,
        int batchMax,
        int deadLettersPerMinuteMax,
        int workersMax,
        Optional<Duration> outcomesKept,
        Timings timings,
        Failpoints failpoints,
        InstantSource clock,
        Runnable onFenced,
        Consumer<Alarm> onAlarm) {

    /**
     * How long the log waits for what.
     *
     * @param session after this silence the broker gives a dead process's partitions away; the broker's least is 6 s
     * @param poll the longest wait for records, and so the longest a stop is not noticed
     * @param send a record that is not acknowledged by then has failed
     * @param backoffMin the first wait after a failure, doubled up to {@code backoffMax}
     */
    public record Timings(
            Duration session, Duration poll, Duration send, Duration backoffMin, Duration backoffMax, Duration close) {
        public static Timings usual() {
            return new Timings(
                    Duration.ofSeconds(6),
                    Duration.ofMillis(100),
                    Duration.ofSeconds(20),
                    Duration.ofMillis(20),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20));
        }
    }

    public CommandLogConfig {
        if (threads < 1 || threads > 2) {
            throw new IllegalArgumentException("threads must be 1 or 2, not " + threads);
        }
        if (batchMax < 1) {
            throw new IllegalArgumentException("batchMax must be at least 1, not " + batchMax);
        }
        if (answersTo.containsKey(Asker.INSTANCE)) {
            throw new IllegalArgumentException("instances are always answered on " + Topic.ANSWERS.wireName());
        }
        answersTo = Map.copyOf(answersTo);
    }

    /** The group member of one of the threads. */
    String member(int thread) {
        return instance + "-" + thread;
    }

    public static <C extends Message, E extends Message> Builder<C, E> of(
            String service, Topic commands, MessageTypes<C> commandTypes, Topic events, MessageTypes<E> eventTypes) {
        return new Builder<>(service, commands, commandTypes, events, eventTypes);
    }

    /** Collects a {@link CommandLogConfig}; what is not set has the design's default. */
    public static final class Builder<C extends Message, E extends Message> {
        private final String service;
        private final Topic commands;
        private final MessageTypes<C> commandTypes;
        private final Topic events;
        private final MessageTypes<E> eventTypes;
        private int threads = 1;
        private final Map<String, Topic> answersTo = new HashMap<>();
        private Recall recall = Recall.FIRST_VERDICT;
        private OnViolation onViolation = OnViolation.DEAD_LETTER;
        private AfterLoss afterLoss = AfterLoss.fromEnvironment();
        private int batchMax = 500;
        private int deadLettersPerMinuteMax = 10;
        private int workersMax = 64;
        private Optional<Duration> outcomesKept = Optional.empty();
        private Timings timings = Timings.usual();
        private Failpoints failpoints = Failpoints.fromEnvironment();
        private InstantSource clock = InstantSource.system();
        /** 70 is EX_SOFTWARE; no shutdown hook may commit anything any more. */
        private Runnable onFenced = () -> Runtime.getRuntime().halt(70);

        private Consumer<Alarm> onAlarm = _ -> {};

        private Builder(
                String service,
                Topic commands,
                MessageTypes<C> commandTypes,
                Topic events,
                MessageTypes<E> eventTypes) {
            this.service = service;
            this.commands = commands;
            this.commandTypes = commandTypes;
            this.events = events;
            this.eventTypes = eventTypes;
        }

        public Builder<C, E> threads(int value) {
            threads = value;
            return this;
        }

        /** Verdicts for askers of this kind become commands on {@code log}, keyed by the asker's name. */
        public Builder<C, E> answersTo(String kind, Topic log) {
            answersTo.put(kind, log);
            return this;
        }

        public Builder<C, E> recall(Recall value) {
            recall = value;
            return this;
        }

        public Builder<C, E> onViolation(OnViolation value) {
            onViolation = value;
            return this;
        }

        public Builder<C, E> afterLoss(AfterLoss value) {
            afterLoss = value;
            return this;
        }

        public Builder<C, E> batchMax(int value) {
            batchMax = value;
            return this;
        }

        public Builder<C, E> deadLettersPerMinuteMax(int value) {
            deadLettersPerMinuteMax = value;
            return this;
        }

        public Builder<C, E> workersMax(int value) {
            workersMax = value;
            return this;
        }

        public Builder<C, E> outcomesKept(Duration value) {
            outcomesKept = Optional.of(value);
            return this;
        }

        public Builder<C, E> timings(Timings value) {
            timings = value;
            return this;
        }

        public Builder<C, E> failpoints(Failpoints value) {
            failpoints = value;
            return this;
        }

        public Builder<C, E> clock(InstantSource value) {
            clock = value;
            return this;
        }

        public Builder<C, E> onFenced(Runnable value) {
            onFenced = value;
            return this;
        }

        public Builder<C, E> onAlarm(Consumer<Alarm> value) {
            onAlarm = value;
            return this;
        }

        public CommandLogConfig<C, E> build(String instance, String bootstrapServers, DataSource dataSource) {
            return new CommandLogConfig<>(
                    service,
                    instance,
                    bootstrapServers,
                    dataSource,
                    commands,
                    commandTypes,
                    events,
                    eventTypes,
                    threads,
                    answersTo,
                    recall,
                    onViolation,
                    afterLoss,
                    batchMax,
                    deadLettersPerMinuteMax,
                    workersMax,
                    outcomesKept,
                    timings,
                    failpoints,
                    clock,
                    onFenced,
                    onAlarm);
        }
    }
}
