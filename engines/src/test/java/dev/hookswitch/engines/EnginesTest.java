package dev.hookswitch.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {
    @TempDir
    Path directory;

    @Test
    void testsShareEnginesAndKeepApartByDatabasesAndTopics() throws Exception {
        var shared = TestEngines.shared();
        assertThat(shared.engines()).allMatch(Engine::isRunning);
        assertThat(TestEngines.shared()).isSameAs(shared);

        TestEngines.createTopics(3, "room.commands", "room.events");
        TestEngines.createTopics(3, "room.commands");
        try (var admin = TestEngines.kafka().admin()) {
            assertThat(admin.listTopics().names().get()).contains("room.commands", "room.events");
        }
        var one = TestEngines.freshDatabase("room");
        var other = TestEngines.freshDatabase("room");
        assertThat(one.jdbcUrl()).isNotEqualTo(other.jdbcUrl());
        try (var session = one.dataSource().getConnection()) {
            assertThat(session.isValid(5)).isTrue();
        }
        assertThat(TestEngines.redis().url()).startsWith("redis://:");
    }

    /** Quarkus loads a test and its resources by different class loaders. */
    @Test
    void copiesOfTheClassInOneJvmShareTheEngines() throws Exception {
        var here = TestEngines.kafka();
        var path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var urls = new ArrayList<URL>();
        for (var entry : path.split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (var other = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            var copy = other.loadClass(TestEngines.class.getName());
            assertThat(copy).isNotSameAs(TestEngines.class);
            assertThat(copy.getMethod("kafka").invoke(null)).hasToString(here.toString());
            assertThat(copy.getMethod("redis").invoke(null))
                    .hasToString(TestEngines.redis().toString());
        }
    }

    /** Neither an orderly end nor a kill of the JVM leaves a server behind. */
    @Test
    void serversDoNotOutliveAKilledJvm() throws IOException {
        var jvm = launchOwner();
        var pids = awaitPids();
        assertThat(pids).hasSize(3).allMatch(EnginesTest::isAlive);

        jvm.destroyForcibly();

        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> pids.stream().noneMatch(EnginesTest::isAlive));
        try (var next = Engines.start(directory)) {
            assertThat(next.engines()).allMatch(Engine::isRunning);
        }
    }

    @Test
    void serversThatOutlivedTheirJvmAreEndedByTheNextStart() throws Exception {
        var jvm = launchOwner();
        var pids = awaitPids();
        // A stopped server cannot follow the guard's signal, as on a machine that hangs.
        pids.forEach(pid -> Signals.send(pid, "STOP"));
        jvm.destroyForcibly().waitFor();
        assertThat(pids).allMatch(EnginesTest::isAlive);

        try (var next = Engines.start(directory)) {
            assertThat(pids).noneMatch(EnginesTest::isAlive);
            assertThat(next.engines()).allMatch(Engine::isRunning);
        }
    }

    @Test
    void environmentTakesAnEnginesPlace() {
        var external = External.of(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092",
                "DATABASE_URL", "postgresql://hookswitch:p%40ss@db.internal:6432/postgres",
                "REDIS_HOSTS", "redis://:secret@redis.internal"));

        assertThat(external.kafka()).contains(new KafkaAddress("kafka-1:9092,kafka-2:9092"));
        assertThat(external.postgres()).contains(new PostgresAddress("db.internal", 6432, "hookswitch", "p@ss"));
        assertThat(external.redis()).contains(new RedisAddress("redis.internal", 6379, "secret"));
        assertThat(External.of(Map.of("REDIS_HOSTS", " ")).redis()).isEqualTo(Optional.empty());
    }

    private Process launchOwner() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("owner.log").toFile())
                .start();
    }

    private List<Long> awaitPids() {
        var file = directory.resolve("pids");
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> Files.exists(file));
        try (var lines = Files.lines(file)) {
            return lines.map(Long::parseLong).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** A JVM that starts the engines and stays. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            var directory = Path.of(arguments[0]);
            var engines = Engines.start(directory);
            var pids = engines.engines().stream()
                    .map(engine -> Long.toString(engine.pid()))
                    .toList();
            Files.write(directory.resolve("pids.new"), pids);
            Files.move(directory.resolve("pids.new"), directory.resolve("pids"));
            Thread.currentThread().join();
        }
    }
}
