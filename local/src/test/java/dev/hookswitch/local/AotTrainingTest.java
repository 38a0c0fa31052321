package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.engines.Engine;
import dev.hookswitch.engines.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform that start-up caches are made with keeps away from the user's. */
class AotTrainingTest {
    @TempDir
    Path directory;

    /** What a user who brings servers of its own has set. */
    private static final Map<String, String> NAMED = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
            "REDIS_HOSTS", "redis://:password@127.0.0.1:1",
            "DATABASE_URL", "postgresql://user:password@127.0.0.1:1/db",
            "AUTH_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/auth",
            "BILLING_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/billing",
            "PUSH_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/push",
            "ROOM_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/room",
            "ROOM_DATABASE_USER", "user",
            "ROOM_DATABASE_PASSWORD", "password");

    @Test
    void itRunsOnServersOfItsOwnWhateverTheEnvironmentNames() throws IOException, InterruptedException {
        var supervisor = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsTraining.class.getName(),
                        directory.toString())
                .redirectErrorStream(true);
        supervisor.environment().putAll(NAMED);
        var process = supervisor.start();
        try {
            assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(directory.resolve("training.log"))
                .hasContent("runs itself: kafka, postgres, redis\ndatabases elsewhere: ");
    }

    /** In the supervisor's place: starts another program as the training is started. */
    static final class StartsTraining {
        public static void main(String[] args) throws IOException, InterruptedException {
            var directory = Path.of(args[0]);
            var training = AotTraining.process(new Checkout(directory), directory.resolve("training.log"))
                    .command(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SaysItsServers.class.getName(),
                            args[0]);
            System.exit(training.start().waitFor());
        }
    }

    /** In the training's place: which servers a platform that starts here would use. */
    static final class SaysItsServers {
        public static void main(String[] args) {
            var engines = Engines.of(Path.of(args[0]));
            System.out.println("runs itself: "
                    + engines.engines().stream().map(Engine::name).collect(Collectors.joining(", ")));
            System.out.println("databases elsewhere: "
                    + Stream.of(Service.values())
                            .filter(service -> Databases.isNamed(service, System.getenv()))
                            .map(Service::wireName)
                            .collect(Collectors.joining(", ")));
        }
    }
}
