package dev.hookswitch.push;

import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.messaging.CreateTopics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** What the service under test needs around it: real engines, and somebody who signs tokens. */
public final class Platform implements QuarkusTestResourceLifecycleManager {
    private static TestIssuer issuer;

    static TestIssuer issuer() {
        return issuer;
    }

    static String kafka() {
        return TestEngines.kafka().bootstrapServers();
    }

    @Override
    public Map<String, String> start() {
        issuer = TestIssuer.start();
        var database = TestEngines.freshDatabase("push");
        CreateTopics.onOneMachine().run(kafka());
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka(),
                "REDIS_HOSTS", TestEngines.redis().url(),
                "push.allow-private-addresses", "true",
                // Short, so that several attempts fit into the ring of a test.
                "push.backoff", "100ms",
                "PUSH_DATABASE_URL", database.jdbcUrl(),
                "PUSH_DATABASE_USER", database.user(),
                "PUSH_DATABASE_PASSWORD", database.password(),
                "AUTH_URL", issuer.url());
    }

    @Override
    public void stop() {
        issuer.close();
    }
}
