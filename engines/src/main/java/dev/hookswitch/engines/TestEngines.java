package dev.hookswitch.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * The engines that all tests of one JVM share: each started on first use, below one temporary directory that goes with
 * the JVM. Tests keep apart by topics and databases of their own; one that breaks a server starts its own engine.
 *
 * <p>Quarkus loads a test and its resources by several class loaders, each with its own copy of this class. They find
 * one another's engines by system properties, so the addresses are right everywhere; the engine objects themselves
 * know their process only in the copy that started them.
 */
public final class TestEngines {
    private static final String PREFIX = "hookswitch-engines-";

    /** Names the directory to the other copies. */
    private static final String DIRECTORY_PROPERTY = "dev.hookswitch.engines.directory";

    /** Followed by the engine's name: some copy has started it. */
    private static final String STARTED_PROPERTY = "dev.hookswitch.engines.started.";

    /** A literal is one object in the whole JVM, which a class or a field is not. */
    private static final String JVM_WIDE = "dev.hookswitch.engines.TestEngines";

    private static @Nullable Engines engines;

    private TestEngines() {}

    /** All three, started side by side. */
    public static Engines shared() {
        synchronized (JVM_WIDE) {
            return started("kafka", "postgres", "redis");
        }
    }

    /** Only Kafka. */
    public static KafkaAddress kafka() {
        synchronized (JVM_WIDE) {
            return started("kafka").kafkaAddress();
        }
    }

    /** Only PostgreSQL, as the user who may do everything. */
    public static PostgresAddress postgres() {
        synchronized (JVM_WIDE) {
            return started("postgres").postgresAddress();
        }
    }

    /** Only Redis. */
    public static RedisAddress redis() {
        synchronized (JVM_WIDE) {
            return started("redis").redisAddress();
        }
    }

    /** An empty database with a role of its own; the name is a hint and gets a suffix. */
    public static Database freshDatabase(String name) {
        var unique = name + "_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        try {
            return postgres().create(unique, UUID.randomUUID().toString().replace("-", ""));
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

    private static Engines started(String... names) {
        var known = known();
        var missing = known.engines().stream()
                .filter(engine -> List.of(names).contains(engine.name()))
                .filter(engine -> System.getProperty(STARTED_PROPERTY + engine.name()) == null)
                .toList();
        Engines.sideBySide(missing, Engine::start);
        missing.forEach(engine -> System.setProperty(STARTED_PROPERTY + engine.name(), "true"));
        return known;
    }

    private static Engines known() {
        var known = engines;
        if (known != null) {
            return known;
        }
        var directory = directory();
        var made = Engines.of(directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made, directory), "remove-test-engines"));
        engines = made;
        return made;
    }

    /** What this copy has started goes at once, since nobody wants it again; the last copy removes the directory. */
    private static void remove(Engines engines, Path directory) {
        for (var engine : engines.engines()) {
            var home = directory.resolve(engine.name());
            try {
                if (engine.isRunning()) {
                    engine.killForcibly();
                    Binaries.deleteAll(home);
                }
                Files.deleteIfExists(home);
            } catch (IOException _) {
                // Another copy's engine is there, or its last children still write: removeOrphans of the next JVM.
            }
        }
        try {
            Files.deleteIfExists(directory);
        } catch (IOException _) {
            // As above.
        }
    }

    private static Path directory() {
        var named = System.getProperty(DIRECTORY_PROPERTY);
        if (named != null) {
            return Path.of(named);
        }
        try {
            removeOrphans();
            var directory =
                    Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
            System.setProperty(DIRECTORY_PROPERTY, directory.toString());
            return directory;
        } catch (IOException e) {
            throw new EngineFailed("There is no directory for the tests' engines.", e);
        }
    }

    /** What a killed JVM left behind, or one whose servers were still writing. */
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
