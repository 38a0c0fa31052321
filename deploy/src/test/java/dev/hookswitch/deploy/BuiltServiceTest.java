package dev.hookswitch.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the other tests rely on is told of each service, and told apart. */
class BuiltServiceTest {
    @Test
    void aServiceKnowsItsOwnKeysAndThoseOfWhatItIsMadeOf() {
        var room = BuiltService.of("room-service");

        assertThat(room.environment())
                .contains("KAFKA_BOOTSTRAP_SERVERS", "ROOM_DATABASE_URL", "ROOM_RING_TIME", "TURN_URLS")
                .contains("HOOKSWITCH_SERVICE_SECRET", "HOOKSWITCH_AFTER_LOSS", "QUARKUS_FLYWAY_CONNECT_RETRIES");
    }

    @Test
    void aServiceKnowsNoKeyOfAnotherNorOneThatOnlyTheBuildReads() {
        var gateway = BuiltService.of("event-gateway");

        assertThat(gateway.environment())
                .contains("ROOM_URL", "HOOKSWITCH_ORIGINS")
                .doesNotContain("ROOM_DATABASE_URL", "ROOM_RING_TIME", "QUARKUS_FLYWAY_CONNECT_RETRIES")
                .doesNotContain("QUARKUS_PACKAGE_JAR_TYPE", "QUARKUS_SHUTDOWN_DELAY_ENABLED", "HOOKSWITCH_ORIGIN");
    }
}
