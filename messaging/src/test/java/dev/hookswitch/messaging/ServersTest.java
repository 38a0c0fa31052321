package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.engines.KafkaEngine;
import dev.hookswitch.engines.PostgresEngine;
import dev.hookswitch.engines.TestEngines;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Database and broker die and come back: the log waits, goes on where it was, and buries nobody. */
class ServersTest {
    @Test
    void databaseKilledAndRestarted(@TempDir Path directory) throws Exception {
        try (var postgres = new PostgresEngine(directory)) {
            postgres.start();
            try (var platform = new CounterPlatform(TestEngines.kafka(), postgres.database("counter"))) {
                var log = platform.log("counter-0", config -> config.batchMax(20));
                platform.sendAdditions("a", 200);
                await().atMost(CounterPlatform.PATIENCE).until(() -> platform.total() > 0);
                postgres.killForcibly();
                platform.sendAdditions("b", 200);
                await().atMost(CounterPlatform.PATIENCE)
                        .until(() -> log.health().retrying().stream().anyMatch(what -> what.startsWith("database")));
                assertThat(log.health().partitions()).hasSize(CounterPlatform.PARTITIONS);
                postgres.start();

                platform.awaitTotal(400);
                platform.awaitPublished();
                platform.verify();
                await().atMost(CounterPlatform.PATIENCE)
                        .until(() -> log.health().isWell());
                assertThat(DeadLetters.list(platform.bootstrapServers)).isEmpty();
            }
        }
    }

    @Test
    void brokerKilledAndRestarted(@TempDir Path directory) throws Exception {
        try (var kafka = new KafkaEngine(directory)) {
            kafka.start();
            try (var platform = new CounterPlatform(kafka.address(), TestEngines.freshDatabase("counter"))) {
                var log = platform.log("counter-0", config -> config.batchMax(20));
                platform.sendAdditions("a", 400);
                await().atMost(CounterPlatform.PATIENCE).until(() -> platform.total() > 0);
                kafka.killForcibly();
                kafka.start();
                platform.send("c1", new Counter.Add(1), "late")
                        .handle((_, _) -> "sent, or perhaps not")
                        .join();
                platform.send("c1", new Counter.Add(1), "late").join();

                platform.awaitTotal(401);
                platform.awaitPublished();
                platform.verify();
                await().atMost(CounterPlatform.PATIENCE)
                        .until(() -> log.health().isWell());
            }
        }
    }
}
