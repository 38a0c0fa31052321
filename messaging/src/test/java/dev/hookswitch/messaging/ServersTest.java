package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.engines.PostgresEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database goes away and comes back: the log waits, keeps its membership, and buries nobody. */
class ServersTest {
    @Test
    void databaseKilledAndRestarted(@TempDir Path directory) throws Exception {
        try (var postgres = new PostgresEngine(directory)) {
            postgres.start();
            try (var platform = new CounterPlatform(postgres.database("counter"))) {
                var log = platform.log("counter-0", config -> config.batchMax(20));
                platform.sendAdditions("a", 200);
                postgres.killForcibly();
                platform.sendAdditions("b", 200);
                await().atMost(CounterPlatform.PATIENCE)
                        .until(() -> log.health().retrying().stream().anyMatch(what -> what.startsWith("database")));
                assertThat(log.health().partitions()).hasSize(CounterPlatform.PARTITIONS);
                postgres.start();

                platform.awaitTotal(400);
                platform.awaitPublished();
                platform.verify();
                assertThat(log.health().isWell()).isTrue();
                assertThat(DeadLetters.list(platform.bootstrapServers)).isEmpty();
            }
        }
    }
}
