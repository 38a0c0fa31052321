package dev.hookswitch.billing;

import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.engines.Database;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.messaging.CreateTopics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** What the service under test needs around it: real engines, and somebody who signs tokens. */
public final class Platform implements QuarkusTestResourceLifecycleManager {
    private static TestIssuer issuer;
    private static Database database;

    static TestIssuer issuer() {
        return issuer;
    }

    static Database database() {
        return database;
    }

    static String kafka() {
        return TestEngines.kafka().bootstrapServers();
    }

    @Override
    public Map<String, String> start() {
        issuer = TestIssuer.start();
        database = TestEngines.freshDatabase("billing");
        CreateTopics.onOneMachine().run(kafka());
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka(),
                "BILLING_DATABASE_URL", database.jdbcUrl(),
                "BILLING_DATABASE_USER", database.user(),
                "BILLING_DATABASE_PASSWORD", database.password(),
                "AUTH_URL", issuer.url());
    }

    @Override
    public void stop() {
        issuer.close();
    }
}
