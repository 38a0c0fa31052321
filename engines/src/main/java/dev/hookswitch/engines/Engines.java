package dev.hookswitch.engines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Kafka, PostgreSQL and Redis below one data directory, started side by side; a server that the environment names
 * ({@code KAFKA_BOOTSTRAP_SERVERS}, {@code DATABASE_URL}, {@code REDIS_HOSTS}) takes its engine's place.
 */
public final class Engines implements AutoCloseable {
    /** The environment variables that name such servers. */
    public static final Set<String> VARIABLES = External.VARIABLES;

    private final External external;
    private final Optional<KafkaEngine> kafka;
    private final Optional<PostgresEngine> postgres;
    private final Optional<RedisEngine> redis;

    private Engines(External external, Path dataDirectory, List<String> kafkaOptions) {
        this.external = external;
        this.kafka = external.kafka().isPresent()
                ? Optional.empty()
                : Optional.of(new KafkaEngine(dataDirectory, kafkaOptions));
        this.postgres =
                external.postgres().isPresent() ? Optional.empty() : Optional.of(new PostgresEngine(dataDirectory));
        this.redis = external.redis().isPresent() ? Optional.empty() : Optional.of(new RedisEngine(dataDirectory));
    }

    /** The engines of this directory, none of them started. */
    public static Engines of(Path dataDirectory) {
        return of(dataDirectory, List.of());
    }

    /** The same with further options for Kafka's JVM. */
    public static Engines of(Path dataDirectory, List<String> kafkaOptions) {
        return new Engines(External.of(System.getenv()), dataDirectory, kafkaOptions);
    }

    /**
     * Returns when all serve.
     *
     * @throws EngineFailed if one does not; the others are stopped again
     */
    public static Engines start(Path dataDirectory) {
        var engines = of(dataDirectory);
        try {
            sideBySide(engines.engines(), Engine::start);
        } catch (EngineFailed e) {
            engines.close();
            throw e;
        }
        return engines;
    }

    /** Those that run on this machine. */
    public List<Engine> engines() {
        var here = new ArrayList<Engine>();
        kafka.ifPresent(here::add);
        postgres.ifPresent(here::add);
        redis.ifPresent(here::add);
        return List.copyOf(here);
    }

    public KafkaAddress kafkaAddress() {
        return external.kafka().orElseGet(() -> kafka().address());
    }

    public PostgresAddress postgresAddress() {
        return external.postgres().orElseGet(() -> postgres().address());
    }

    public RedisAddress redisAddress() {
        return external.redis().orElseGet(() -> redis().address());
    }

    /** The engine of this machine; fails if the environment names a Kafka. */
    public KafkaEngine kafka() {
        return kafka.orElseThrow(() -> isElsewhere("Kafka"));
    }

    /** The engine of this machine; fails if the environment names a PostgreSQL. */
    public PostgresEngine postgres() {
        return postgres.orElseThrow(() -> isElsewhere("PostgreSQL"));
    }

    /** The engine of this machine; fails if the environment names a Redis. */
    public RedisEngine redis() {
        return redis.orElseThrow(() -> isElsewhere("Redis"));
    }

    private static EngineFailed isElsewhere(String what) {
        return new EngineFailed(what + " is not run here: the environment names another one.");
    }

    /** Stops all of this machine's engines, side by side; their data stay. */
    @Override
    public void close() {
        sideBySide(engines(), Engine::stop);
    }

    interface Step {
        void on(Engine engine);
    }

    static void sideBySide(List<? extends Engine> engines, Step step) {
        var failures = new ArrayList<EngineFailed>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var engine : engines) {
                running.add(threads.submit(() -> step.on(engine)));
            }
            for (var one : running) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof EngineFailed failed)) {
                        throw new CompletionException(e.getCause());
                    }
                    failures.add(failed);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineFailed("Interrupted while waiting for the engines.", e);
        }
        if (!failures.isEmpty()) {
            var first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }
}
