package dev.hookswitch.billing;

import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.engines.Database;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.messaging.CreateTopics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * What the service under test needs around it: real engines, and somebody who signs tokens. Kafka and the database stay
 * the same for all tests of a JVM, also when the service starts again, or the log would rightly miss what it has lost.
 */
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
        database = database("billing");
        CreateTopics.onOneMachine().run(kafka());
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka(),
                "BILLING_DATABASE_URL", database.jdbcUrl(),
                "BILLING_DATABASE_USER", database.user(),
                "BILLING_DATABASE_PASSWORD", database.password(),
                "AUTH_URL", issuer.url());
    }

    /** Quarkus loads this class anew for each start; system properties are what stays. */
    private static Database database(String name) {
        var known = "dev.hookswitch.test." + name;
        var url = System.getProperty(known + ".url");
        if (url != null) {
            return new Database(url, System.getProperty(known + ".user"), System.getProperty(known + ".password"));
        }
        var fresh = TestEngines.freshDatabase(name);
        System.setProperty(known + ".url", fresh.jdbcUrl());
        System.setProperty(known + ".user", fresh.user());
        System.setProperty(known + ".password", fresh.password());
        return fresh;
    }

    @Override
    public void stop() {
        issuer.close();
    }
}
