package dev.hookswitch.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * The engines that all tests of one JVM share: each started on first use, below one temporary directory that goes with
 * the JVM. Tests keep apart by topics and databases of their own; one that breaks a server starts its own engine.
 */
public final class TestEngines {
    private static final String PREFIX = "hookswitch-engines-";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable Engines engines;

    private TestEngines() {}

    /** All three, started side by side. */
    public static Engines shared() {
        var shared = unstarted();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            shared.engines().forEach(engine -> threads.execute(engine::start));
        }
        // Does nothing for those that run; one that failed tells its reason here.
        shared.engines().forEach(Engine::start);
        return shared;
    }

    /** Only Kafka. */
    public static KafkaAddress kafka() {
        return with(unstarted(), "kafka").kafkaAddress();
    }

    /** Only PostgreSQL, as the user who may do everything. */
    public static PostgresAddress postgres() {
        return with(unstarted(), "postgres").postgresAddress();
    }

    /** Only Redis. */
    public static RedisAddress redis() {
        return with(unstarted(), "redis").redisAddress();
    }

    private static Engines with(Engines engines, String name) {
        engines.engines().stream().filter(engine -> engine.name().equals(name)).forEach(Engine::start);
        return engines;
    }

    /** An empty database with a role of its own; the name is a hint and gets a number. */
    public static Database freshDatabase(String name) {
        var unique = name + "_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        try {
            return postgres()
                    .create(unique, "testOnlyPassword" + ProcessHandle.current().pid());
        } catch (SQLException e) {
            throw new EngineFailed("The database " + unique + " could not be made: " + e.getMessage(), e);
        }
    }

    /** Creates topics of one replica; those that exist stay as they are. Returns when all are there. */
    public static void createTopics(int partitions, String... names) {
        try (var admin = kafka().admin()) {
            for (var name : names) {
                try {
                    admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                            .all()
                            .get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new EngineFailed("The topic " + name + " could not be made.", e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailed("Interrupted while making topics.", e);
        }
    }

    private static synchronized Engines unstarted() {
        var known = engines;
        if (known != null) {
            return known;
        }
        try {
            removeOrphans();
            var directory =
                    Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
            var made = Engines.of(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made, directory), "remove-test-engines"));
            engines = made;
            return made;
        } catch (IOException e) {
            throw new EngineFailed("There is no directory for the tests' engines.", e);
        }
    }

    private static void remove(Engines engines, Path directory) {
        // Nothing of this is wanted again, so nobody waits for an orderly end.
        for (var engine : engines.engines()) {
            engine.killForcibly();
        }
        try {
            Binaries.deleteAll(directory);
        } catch (IOException e) {
            System.err.println("The tests' engines left " + directory + " behind: " + e.getMessage());
        }
    }

    /** A killed JVM leaves its directory behind; the next one removes it. */
    private static void removeOrphans() throws IOException {
        var orphans = new ArrayList<Path>();
        try (var temporary = Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), PREFIX + "*")) {
            for (var directory : temporary) {
                if (pidOf(directory).flatMap(ProcessHandle::of).isEmpty()) {
                    orphans.add(directory);
                }
            }
        }
        for (var orphan : orphans) {
            Binaries.deleteAll(orphan);
        }
    }

    private static Optional<Long> pidOf(Path directory) {
        var name = directory.getFileName().toString().substring(PREFIX.length());
        var end = name.indexOf('-');
        try {
            return end < 0 ? Optional.empty() : Optional.of(Long.parseLong(name.substring(0, end)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
