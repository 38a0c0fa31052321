package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates every topic with its partitions and retention, before any service starts. May be run again and again; never
 * changes how many partitions a topic has: {@link GrowPartitions} does, while nothing runs.
 *
 * @param logPartitions of each command and event log: 6 on one machine, 48 in production
 * @param answersPartitions 32
 * @param replicas 1 on one machine, 3 in production
 */
public record CreateTopics(int logPartitions, int answersPartitions, short replicas) {
    private static final Duration COMMANDS_KEPT = Duration.ofDays(14);
    private static final Duration EVENTS_KEPT = Duration.ofDays(7);
    private static final Duration ANSWERS_KEPT = Duration.ofMinutes(10);
    private static final Duration DEAD_KEPT = Duration.ofDays(30);
    /** A hundred partitions on a machine at its limits; what an attempt that was given up has made is there for the next. */
    private static final Duration CREATED_WITHIN = Duration.ofMinutes(3);

    static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
    static final Duration KNOWN_POLL = Duration.ofMillis(50);

    public static CreateTopics onOneMachine() {
        return new CreateTopics(6, 32, (short) 1);
    }

    /** From {@code KAFKA_BOOTSTRAP_SERVERS}, {@code HOOKSWITCH_LOG_PARTITIONS} and {@code HOOKSWITCH_REPLICAS}. */
    public static void main(String[] args) {
        var bootstrapServers = Optional.ofNullable(System.getenv("KAFKA_BOOTSTRAP_SERVERS"))
                .orElseThrow(() -> new IllegalStateException("KAFKA_BOOTSTRAP_SERVERS is not set"));
        var partitions = Integer.parseInt(System.getenv().getOrDefault("HOOKSWITCH_LOG_PARTITIONS", "6"));
        var replicas = Short.parseShort(System.getenv().getOrDefault("HOOKSWITCH_REPLICAS", "1"));
        new CreateTopics(partitions, 32, replicas).run(bootstrapServers);
    }

    /** Throws {@link IllegalStateException} that names the topic when one exists with another number of partitions. */
    public void run(String bootstrapServers) {
        try (var admin = Admin.create(Clients.common(bootstrapServers, "create-topics"))) {
            run(admin);
        }
    }

    void run(Admin admin) {
        var wanted = topics();
        try {
            var options = new CreateTopicsOptions().timeoutMs((int) CREATED_WITHIN.toMillis());
            var created = admin.createTopics(wanted, options).values();
            for (var topic : wanted) {
                try {
                    Objects.requireNonNull(created.get(topic.name())).get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
            check(wanted, describe(admin, wanted));
            admin.incrementalAlterConfigs(settings(wanted)).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("topics not created", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A topic just made is not known to every broker at once. */
    private static Map<String, TopicDescription> describe(Admin admin, List<NewTopic> wanted)
            throws ExecutionException, InterruptedException {
        var names = wanted.stream().map(NewTopic::name).toList();
        var until = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (true) {
            try {
                return admin.describeTopics(names).allTopicNames().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > until) {
                    throw e;
                }
                Thread.sleep(KNOWN_POLL);
            }
        }
    }

    private static void check(List<NewTopic> wanted, Map<String, TopicDescription> existing) {
        for (var topic : wanted) {
            var partitions = Objects.requireNonNull(existing.get(topic.name()))
                    .partitions()
                    .size();
            if (partitions != topic.numPartitions()) {
                throw new IllegalStateException(
                        "topic %s has %d partitions, not %d; to have more, stop the services and run GrowPartitions"
                                .formatted(topic.name(), partitions, topic.numPartitions()));
            }
        }
    }

    /** What is created: deployments that let an operator make the topics are held to it. */
    public List<NewTopic> topics() {
        var topics = new ArrayList<NewTopic>();
        for (var topic : Topic.values()) {
            topics.add(
                    new NewTopic(topic.wireName(), topic == Topic.ANSWERS ? answersPartitions : logPartitions, replicas)
                            .configs(config(kept(topic))));
            if (isCommandLog(topic)) {
                topics.add(new NewTopic(topic.deadWireName(), logPartitions, replicas).configs(config(DEAD_KEPT)));
            }
        }
        return topics;
    }

    /** Only commands can become dead letters. */
    static boolean isCommandLog(Topic topic) {
        return topic.wireName().endsWith(".commands");
    }

    static List<String> deadTopics() {
        return Arrays.stream(Topic.values())
                .filter(CreateTopics::isCommandLog)
                .map(Topic::deadWireName)
                .toList();
    }

    private static Duration kept(Topic topic) {
        if (topic == Topic.ANSWERS) {
            return ANSWERS_KEPT;
        }
        return isCommandLog(topic) ? COMMANDS_KEPT : EVENTS_KEPT;
    }

    private Map<String, String> config(Duration kept) {
        var config = new HashMap<String, String>();
        config.put("retention.ms", Long.toString(kept.toMillis()));
        config.put("cleanup.policy", "delete");
        config.put("message.timestamp.type", "LogAppendTime");
        config.put("max.message.bytes", Integer.toString(Clients.RECORD_BYTES_MAX));
        config.put("min.insync.replicas", replicas >= 3 ? "2" : "1");
        // Only whole segments expire.
        config.put(
                "segment.ms",
                Long.toString(Math.min(kept.toMillis(), Duration.ofDays(1).toMillis())));
        return config;
    }

    private static Map<ConfigResource, java.util.Collection<AlterConfigOp>> settings(List<NewTopic> topics) {
        var settings = new HashMap<ConfigResource, java.util.Collection<AlterConfigOp>>();
        for (var topic : topics) {
            settings.put(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                    topic.configs().entrySet().stream()
                            .map(entry -> new AlterConfigOp(
                                    new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                            .toList());
        }
        return settings;
    }
}
