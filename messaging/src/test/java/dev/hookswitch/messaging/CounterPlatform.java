package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.engines.Database;
import dev.hookswitch.engines.KafkaAddress;
import dev.hookswitch.engines.TestEngines;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.flywaydb.core.Flyway;

/**
 * Fresh topics and a fresh database for the counters of one test, and what has to hold at its end. The topics' names
 * are the platform's, so one test at a time.
 */
final class CounterPlatform implements AutoCloseable {
    static final int PARTITIONS = 2;
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ANSWERS_PARTITIONS = 4;

    private final int partitions;
    final KafkaAddress kafka;
    final String bootstrapServers;
    final Database database;
    final AgroalDataSource dataSource;
    /** A group of its own, so that no earlier test's offsets count. */
    final String service = "counter-" + UUID.randomUUID().toString().substring(0, 8);

    Commands commands;
    private final List<AutoCloseable> open = new ArrayList<>();

    CounterPlatform() {
        this(PARTITIONS);
    }

    CounterPlatform(int partitions) {
        this(TestEngines.kafka(), TestEngines.freshDatabase("counter"), partitions);
    }

    CounterPlatform(KafkaAddress kafka, Database database) {
        this(kafka, database, PARTITIONS);
    }

    private CounterPlatform(KafkaAddress kafka, Database database, int partitions) {
        this.partitions = partitions;
        this.kafka = kafka;
        this.bootstrapServers = kafka.bootstrapServers();
        this.database = database;
        freshTopics();
        migrate(database);
        this.dataSource = pool(database);
        this.commands = new Commands(bootstrapServers, "test");
    }

    /** As a sender that was started again: it knows how many partitions there are now. */
    void senderAnew() {
        commands.close();
        commands = new Commands(bootstrapServers, "test");
    }

    static void migrate(Database database) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations("classpath:db/messaging", "classpath:db/counter")
                .load()
                .migrate();
    }

    static AgroalDataSource pool(Database database) {
        try {
            return AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                    .connectionPoolConfiguration(pool -> pool.maxSize(8)
                            .acquisitionTimeout(Duration.ofSeconds(3))
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(database.jdbcUrl())
                                    .principal(new NamePrincipal(database.user()))
                                    .credential(new SimplePassword(database.password())))));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void freshTopics() {
        try (var admin = kafka.admin()) {
            deleteTopics(admin);
            new CreateTopics(partitions, ANSWERS_PARTITIONS, (short) 1).run(admin);
        }
    }

    static void deleteTopics(Admin admin) {
        var names = Arrays.stream(Topic.values())
                .flatMap(topic -> List.of(topic.wireName(), topic.deadWireName()).stream())
                .toList();
        for (var deleted : admin.deleteTopics(names).topicNameValues().values()) {
            try {
                deleted.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw new IllegalStateException(e.getCause());
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        // Deleted for clients at once, but the name is free only when the broker has heard of it.
        await().atMost(PATIENCE)
                .until(() -> admin.listTopics().names().get().stream().noneMatch(names::contains));
    }

    CommandLogConfig.Builder<Counter.Command, Counter.Event> config() {
        return CommandLogConfig.of(
                        service, Counter.COMMANDS, Counter.COMMAND_TYPES, Counter.EVENTS, Counter.EVENT_TYPES)
                .failpoints(Failpoints.off())
                .afterLoss(AfterLoss.STOP)
                .onFenced(() -> {
                    throw new AssertionError("fenced");
                });
    }

    CommandLog<?, ?, ?, ?> log() {
        return log("counter-0", builder -> builder);
    }

    CommandLog<?, ?, ?, ?> log(
            String instance, UnaryOperator<CommandLogConfig.Builder<Counter.Command, Counter.Event>> settings) {
        return started(settings.apply(config()).build(instance, bootstrapServers, dataSource), new Counters());
    }

    CommandLog<?, ?, ?, ?> started(
            CommandLogConfig<Counter.Command, Counter.Event> config,
            Aggregates<Counter, Counter.Command, Counter.Event, Integer> counters) {
        var log = closing(new CommandLog<>(config, counters));
        log.start();
        return log;
    }

    <T extends AutoCloseable> T closing(T resource) {
        open.addLast(resource);
        return resource;
    }

    /** Another process that works on the same log, with the failpoints given. */
    CounterProcess process(String instance, String failpoints) {
        return closing(CounterProcess.start(this, instance, failpoints));
    }

    CompletableFuture<Void> send(String counter, Counter.Command command, String id) {
        return commands.send(CommandToSend.of(Counter.COMMANDS, counter, command, id)
                .askedBy(Asker.instance("nobody", id))
                .traced(Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")));
    }

    /** So many additions of 1, asked for by one that is gone, spread over ten counters. */
    void sendAdditions(String prefix, int count) {
        sendAdditions("c", prefix, count);
    }

    void sendAdditions(String counters, String prefix, int count) {
        var sent = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < count; i++) {
            sent.add(send(counters + i % 10, new Counter.Add(1), prefix + i));
        }
        sent.forEach(CompletableFuture::join);
    }

    /** A command as its bytes are, well-formed or not. */
    void sendRaw(String key, String type, String id, String value) throws Exception {
        var patience = Duration.ofSeconds(10);
        try (var producer = Clients.producer(bootstrapServers, "raw", patience, patience, Duration.ZERO)) {
            producer.send(new ProducerRecord<>(
                            Counter.COMMANDS.wireName(),
                            null,
                            Ce.bytes(key),
                            Ce.bytes(value),
                            Ce.headers(id, type, "test", Instant.now(), key)))
                    .get();
        }
    }

    void awaitTotal(long total) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(total()).isEqualTo(total));
    }

    long total() throws SQLException {
        return number("SELECT coalesce(sum(total), 0) FROM counter");
    }

    long number(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until Kafka's offsets have reached the log's end, so that everything is published. */
    void awaitPublished() {
        try (var admin = kafka.admin();
                var reader = Clients.reader(bootstrapServers, "test-ends", "earliest", 1)) {
            var ofLog = partitions(reader, Counter.COMMANDS.wireName());
            await().atMost(PATIENCE).untilAsserted(() -> {
                var committed = admin.listConsumerGroupOffsets(service)
                        .partitionsToOffsetAndMetadata()
                        .get();
                reader.endOffsets(ofLog).forEach((partition, end) -> {
                    if (end > 0) {
                        assertThat(committed.get(partition)).isNotNull();
                        assertThat(committed.get(partition).offset()).isEqualTo(end);
                    }
                });
            });
        }
    }

    /** Kafka's committed offset of a partition of the log. */
    Optional<Long> committed(int partition) throws Exception {
        try (var admin = kafka.admin()) {
            var offsets = admin.listConsumerGroupOffsets(service)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return Optional.ofNullable(offsets.get(new TopicPartition(Counter.COMMANDS.wireName(), partition)))
                    .map(OffsetAndMetadata::offset);
        }
    }

    long endOf(int partition) {
        var commands = new TopicPartition(Counter.COMMANDS.wireName(), partition);
        try (var reader = Clients.reader(bootstrapServers, "test-ends", "earliest", 1)) {
            return reader.endOffsets(List.of(commands)).getOrDefault(commands, 0L);
        }
    }

    /** Members of the log's group that have joined. */
    int members() throws Exception {
        var group = group();
        return group.groupState() == GroupState.STABLE ? group.members().size() : 0;
    }

    ConsumerGroupDescription group() throws Exception {
        try (var admin = kafka.admin()) {
            return admin.describeConsumerGroups(List.of(service))
                    .describedGroups()
                    .get(service)
                    .get();
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> reader, String topic) {
        return reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /** Every record of a topic, in each partition's order. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        try (var reader = Clients.reader(bootstrapServers, "test-records", "earliest", 1000)) {
            var all = partitions(reader, topic);
            reader.assign(all);
            reader.seekToBeginning(all);
            var ends = reader.endOffsets(all);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /**
     * What must hold whatever happened: gap-free events, each command folded once, and the topics, after dropping
     * repeats, equal to the tables.
     */
    void verify() throws SQLException {
        assertThat(number("SELECT count(*) FROM (SELECT aggregate FROM event GROUP BY aggregate "
                        + "HAVING count(*) <> max(seq) OR min(seq) <> 1) AS gap"))
                .as("aggregates with a gap")
                .isZero();
        assertThat(number("SELECT count(*) FROM (SELECT aggregate FROM event GROUP BY aggregate "
                        + "HAVING count(DISTINCT partition) > 1) AS moved"))
                .as("aggregates with events on two partitions")
                .isZero();
        assertThat(number("SELECT count(*) FROM (SELECT value::jsonb ->> 'command' FROM event WHERE type = 'Added' "
                        + "GROUP BY 1 HAVING count(*) > 1) AS twice"))
                .as("commands folded twice")
                .isZero();
        assertThat(number(
                        "SELECT count(*) FROM counter c WHERE c.seq <> (SELECT max(seq) FROM event WHERE aggregate = c.key)"
                                + " OR c.total <> (SELECT coalesce(sum((value::jsonb ->> 'by')::bigint), 0) FROM event"
                                + " WHERE aggregate = c.key AND type = 'Added')"))
                .as("counters that differ from their events")
                .isZero();
        assertThat(eventsOnTopic()).isEqualTo(eventsInTable());
        assertThat(onceById(Topic.ANSWERS.wireName())).isEqualTo(outcomesInTable());
        assertThat(onceById(Counter.NOTES.wireName()).keySet())
                .isEqualTo(texts("SELECT aggregate || '/' || seq || '/1' FROM event WHERE type = 'Added'"));
    }

    /** By aggregate, after dropping what a reader drops; a hole or another order is seen at once. */
    private Map<String, List<String>> eventsOnTopic() {
        var events = new LinkedHashMap<String, List<String>>();
        for (var record : records(Counter.EVENTS.wireName())) {
            var event = new TailedEvent(record);
            var known = events.computeIfAbsent(event.key(), _ -> new ArrayList<>());
            assertThat(event.seq()).as("seq of %s", event.id()).isLessThanOrEqualTo(known.size() + 1L);
            var text = event.type() + " " + new String(event.value(), java.nio.charset.StandardCharsets.UTF_8) + " "
                    + event.app() + " " + event.header(Ce.PARTIES) + " " + event.header(Ce.AUDIENCE) + " "
                    + event.time();
            if (event.seq() == known.size() + 1L) {
                known.add(text);
            } else {
                assertThat(text).as("a repeat is identical").isEqualTo(known.get((int) event.seq() - 1));
            }
        }
        return events;
    }

    private Map<String, List<String>> eventsInTable() throws SQLException {
        var events = new LinkedHashMap<String, List<String>>();
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT aggregate, type, value, app, parties, audience, at FROM event ORDER BY aggregate, seq")) {
            while (rows.next()) {
                events.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>())
                        .add(String.join(
                                " ",
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getString(6),
                                rows.getObject(7, java.time.OffsetDateTime.class)
                                        .toInstant()
                                        .toString()));
            }
        }
        return events;
    }

    /** Type and value by id; a repeat that differs fails. */
    private Map<String, String> onceById(String topic) {
        var byId = new LinkedHashMap<String, String>();
        for (var record : records(topic)) {
            var answer = new TailedEvent(record);
            var text = answer.type() + " " + answer.header(Ce.VERDICT) + " "
                    + new String(answer.value(), java.nio.charset.StandardCharsets.UTF_8);
            var before = byId.put(answer.id(), text);
            assertThat(before == null || before.equals(text))
                    .as("a repeat of %s is identical", answer.id())
                    .isTrue();
        }
        return byId;
    }

    private Map<String, String> outcomesInTable() throws SQLException {
        var outcomes = new LinkedHashMap<String, String>();
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT command_id, type, verdict, value FROM outcome")) {
            while (rows.next()) {
                outcomes.put(
                        rows.getString(1) + "/answer",
                        Optional.ofNullable(rows.getString(2)).orElse("Accepted") + " " + rows.getString(3) + " "
                                + Optional.ofNullable(rows.getString(4)).orElse("{}"));
            }
        }
        return outcomes;
    }

    java.util.Set<String> texts(String sql) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new java.util.LinkedHashSet<String>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }

    @Override
    public void close() throws Exception {
        for (var resource : open.reversed()) {
            resource.close();
        }
        commands.close();
        dataSource.close();
    }
}
