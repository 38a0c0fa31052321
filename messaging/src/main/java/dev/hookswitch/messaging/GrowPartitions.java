package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Service;
import dev.hookswitch.contracts.Topic;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives every command log, its events and its dead letters more partitions, while the services are stopped and nothing
 * waits in a log (design §2: stop producers, drain, grow, start). What is not so is refused by name, before anything
 * changes. May be run again after a failure, and services may start after any of its steps.
 *
 * <p>Aggregates keep their partition: a command that its key leads elsewhere is sent home by the log. Drained it must be
 * all the same, because an aggregate that does not exist yet begins where its command stands.
 */
public final class GrowPartitions {
    private static final Duration ENDING = Duration.ofSeconds(3);

    /** Of {@code progress}, as it must stand. */
    private record Row(UUID topicId, long next) {}

    /** A step that is safe to repeat. */
    record Step(String name, Work work) {
        interface Work {
            void run() throws ExecutionException, InterruptedException, SQLException;
        }
    }

    /** Why the logs may not be grown now. */
    public static final class Refused extends RuntimeException {
        Refused(String why) {
            super(why);
        }
    }

    /** Opens a connection to a service's database. */
    @FunctionalInterface
    public interface Database {
        Connection connect() throws SQLException;
    }

    /**
     * One service's log.
     *
     * @param service its consumer group
     */
    public record OwnedLog(String service, Topic commands, Topic events, Database database) {}

    private final int partitions;
    private final List<OwnedLog> logs;
    private final Consumer<String> told;

    /** @param told hears of each step that is done */
    public GrowPartitions(int partitions, List<OwnedLog> logs, Consumer<String> told) {
        this.partitions = partitions;
        this.logs = List.copyOf(logs);
        this.told = told;
    }

    /**
     * Argument: how many partitions each log shall have. Addresses from {@code KAFKA_BOOTSTRAP_SERVERS} and, for each service
     * that owns a log, {@code AUTH_DATABASE_URL}, {@code …_USER} and {@code …_PASSWORD}.
     */
    public static void main(String[] args) {
        try {
            if (args.length != 1 || !args[0].matches("[1-9][0-9]{0,3}")) {
                throw new Refused("say how many partitions each log shall have, for example: grow 12");
            }
            var bootstrapServers = environment("KAFKA_BOOTSTRAP_SERVERS");
            var logs = Service.owners().stream().map(GrowPartitions::owned).toList();
            new GrowPartitions(Integer.parseInt(args[0]), logs, System.out::println).run(bootstrapServers);
            System.out.printf(
                    """
                    Every log has %1$s partitions. Now:
                      1. wherever topics are created, set HOOKSWITCH_LOG_PARTITIONS=%1$s;
                      2. start the services in this order: %2$s;
                      3. restart every event-gateway that was not stopped: one that ran all the time does not hear the new partitions.
                    """,
                    args[0], Service.owners().stream().map(Service::program).collect(Collectors.joining(", ")));
        } catch (Refused refused) {
            System.err.println("Nothing was changed: " + refused.getMessage());
            System.exit(1);
        }
    }

    private static OwnedLog owned(Service service) {
        var prefix = service.wireName().toUpperCase(Locale.ROOT) + "_DATABASE_";
        var url = environment(prefix + "URL");
        var user = environment(prefix + "USER");
        var password = environment(prefix + "PASSWORD");
        var log = service.log().orElseThrow();
        return new OwnedLog(
                service.wireName(),
                log.commands(),
                log.events(),
                () -> DriverManager.getConnection(url, user, password));
    }

    private static String environment(String name) {
        return Optional.ofNullable(System.getenv(name)).orElseThrow(() -> new Refused(name + " is not set"));
    }

    /** Throws {@link Refused} while something still works on a log or waits in it. */
    public void run(String bootstrapServers) {
        try (var admin = Admin.create(Clients.common(bootstrapServers, "grow-partitions"))) {
            for (var step : steps(admin)) {
                step.work().run();
                told.accept(step.name());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not do it; run this again", e.getCause());
        } catch (SQLException e) {
            throw new IllegalStateException("a database did not do it; run this again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** All checks of all logs come first. The commands grow last: until then nothing but spare room has changed. */
    List<Step> steps(Admin admin) {
        var steps = new ArrayList<Step>();
        steps.add(new Step("no service works on a log", () -> demandNobodyWorks(admin)));
        for (var log : logs) {
            steps.add(new Step(
                    "all of " + log.commands().wireName() + " is applied and published",
                    () -> demandDrained(admin, log)));
        }
        for (var log : logs) {
            steps.add(new Step(
                    log.commands().wireName() + " has progress for " + partitions + " partitions",
                    () -> addProgress(admin, log)));
            for (var topic : topics(log)) {
                steps.add(new Step(topic + " has " + partitions + " partitions", () -> grow(admin, topic)));
            }
        }
        return steps;
    }

    private static List<String> topics(OwnedLog log) {
        return List.of(
                log.commands().deadWireName(),
                log.events().wireName(),
                log.commands().wireName());
    }

    private void demandNobodyWorks(Admin admin) throws ExecutionException, InterruptedException, SQLException {
        var topics = logs.stream().flatMap(log -> topics(log).stream()).collect(Collectors.toSet());
        var groups = admin.listGroups().all().get().stream()
                .map(GroupListing::groupId)
                .toList();
        for (var group : admin.describeConsumerGroups(groups).all().get().values()) {
            if (!group.members().isEmpty() && reads(group, topics)) {
                throw new Refused("the group %s still has %d members; stop their service and wait until it has left"
                        .formatted(group.groupId(), group.members().size()));
            }
        }
        for (var log : logs) {
            var others = others(log);
            // A connection that was closed a moment ago is seen until its server process has ended.
            for (var until = System.nanoTime() + ENDING.toNanos(); others > 0 && System.nanoTime() < until; ) {
                Thread.sleep(CreateTopics.KNOWN_POLL);
                others = others(log);
            }
            if (others > 0) {
                throw new Refused(
                        "%s still has %d connections to its database; stop it, and whatever else uses its role"
                                .formatted(log.service(), others));
            }
        }
    }

    /** A group that is being divided anew shows no shares. */
    private static boolean reads(ConsumerGroupDescription group, Collection<String> topics) {
        return group.groupState() != GroupState.STABLE
                || group.members().stream()
                        .flatMap(member -> member.assignment().topicPartitions().stream())
                        .anyMatch(partition -> topics.contains(partition.topic()));
    }

    private static long others(OwnedLog log) throws SQLException {
        try (var connection = log.database().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
                        """)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void demandDrained(Admin admin, OwnedLog log)
            throws ExecutionException, InterruptedException, SQLException {
        var name = log.commands().wireName();
        var commands = describe(admin, name);
        var now = commands.partitions().size();
        if (now > partitions) {
            throw new Refused("%s has %d partitions; a log cannot shrink".formatted(name, now));
        }
        for (var topic : topics(log)) {
            var its = describe(admin, topic).partitions().size();
            if (its != now && its != partitions) {
                throw new Refused(
                        "%s has %d partitions, neither %d like %s nor %d".formatted(topic, its, now, name, partitions));
            }
        }
        var progress = progress(log);
        var ends = ends(admin, name, now);
        var published = admin.listConsumerGroupOffsets(log.service())
                .partitionsToOffsetAndMetadata()
                .get();
        ends.forEach((partition, end) -> demandDrained(
                log,
                partition,
                end,
                Optional.ofNullable(progress.get(partition)),
                Optional.ofNullable(published.get(new TopicPartition(name, partition)))
                        .map(OffsetAndMetadata::offset),
                id(commands)));
    }

    private static void demandDrained(
            OwnedLog log, int partition, long end, Optional<Row> row, Optional<Long> published, UUID topicId) {
        var place = log.commands().wireName() + "/" + partition;
        if (row.isPresent() && !row.get().topicId().equals(topicId)) {
            throw new Refused("%s: the progress is of a topic that is gone; start %s, see to its alarm, stop it again"
                    .formatted(place, log.service()));
        }
        var next = row.map(Row::next).orElse(0L);
        if (next != end) {
            throw new Refused(
                    "%s: applied up to %d, but the log ends at %d; start %s alone, let it drain, stop it again"
                            .formatted(place, next, end, log.service()));
        }
        if (published.orElse(0L) != end) {
            throw new Refused(
                    "%s: published up to %d, but applied up to %d; start %s alone, let it drain, stop it again"
                            .formatted(place, published.orElse(0L), end, log.service()));
        }
    }

    /** A service that never ran makes all its rows at its first start. */
    private void addProgress(Admin admin, OwnedLog log) throws ExecutionException, InterruptedException, SQLException {
        var commands = describe(admin, log.commands().wireName());
        var there = progress(log);
        if (there.isEmpty()) {
            return;
        }
        try (var connection = log.database().connect()) {
            connection.setAutoCommit(false);
            var store = new LogStore<>(Messages.ANSWERS);
            for (int partition = commands.partitions().size(); partition < partitions; partition++) {
                if (!there.containsKey(partition)) {
                    store.insertProgress(connection, partition, id(commands), 0);
                }
            }
            connection.commit();
        }
    }

    private void grow(Admin admin, String topic) throws ExecutionException, InterruptedException {
        if (describe(admin, topic).partitions().size() < partitions) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
        // Who asks a broker that has not heard of it would go on with the old number for minutes.
        var until = System.nanoTime() + CreateTopics.KNOWN_WITHIN.toNanos();
        while (describe(admin, topic).partitions().size() < partitions) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException(topic + " does not show its partitions yet; run this again");
            }
            Thread.sleep(CreateTopics.KNOWN_POLL);
        }
    }

    private static Map<Integer, Row> progress(OwnedLog log) throws SQLException {
        var progress = new TreeMap<Integer, Row>();
        try (var connection = log.database().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT partition, topic_id, next_offset FROM progress")) {
            while (row.next()) {
                progress.put(row.getInt(1), new Row(row.getObject(2, UUID.class), row.getLong(3)));
            }
        }
        return progress;
    }

    private static Map<Integer, Long> ends(Admin admin, String topic, int count)
            throws ExecutionException, InterruptedException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        for (int partition = 0; partition < count; partition++) {
            wanted.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        var ends = new TreeMap<Integer, Long>();
        admin.listOffsets(wanted)
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    private static TopicDescription describe(Admin admin, String topic)
            throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    }

    private static UUID id(TopicDescription topic) {
        return new UUID(
                topic.topicId().getMostSignificantBits(), topic.topicId().getLeastSignificantBits());
    }
}
