package dev.hookswitch.gateway.testing;

import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.engines.TestEngines;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** A real Kafka and Redis, an issuer of real tokens, and room-service's door; what tests need of it they declare as fields. */
public final class Platform implements QuarkusTestResourceLifecycleManager {
    static final int PARTITIONS = 4;

    /** Where the gateway looks for the plugin's tarball; a test puts one there. */
    public static final Path NPM_PACKAGE = Path.of("target", "npm-package", "packed.tgz");

    private TestIssuer issuer;
    private RoomLog log;

    @Override
    public Map<String, String> start() {
        var kafka = TestEngines.kafka().bootstrapServers();
        createTopics();
        issuer = TestIssuer.start();
        log = RoomLog.start(kafka);
        var config = new HashMap<String, String>();
        config.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
        config.put("REDIS_HOSTS", TestEngines.redis().url());
        config.put("AUTH_URL", issuer.url());
        config.put("ROOM_URL", log.url());
        config.put("HOOKSWITCH_SERVICE_SECRET", "only-for-tests");
        config.put("HOOKSWITCH_INSTANCE", "gateway-test");
        config.put("quarkus.http.test-port", "0");
        config.put("HOOKSWITCH_ORIGINS", "https://shop.example");
        config.put("gateway.npm-package", NPM_PACKAGE.toString());
        config.put("gateway.hello-time", "2s");
        config.put("gateway.upkeep", "100ms");
        config.put("gateway.lease", "1s");
        return config;
    }

    /** With the time their writer gives, so that a test can write what happened hours ago. */
    private static void createTopics() {
        try (var admin = TestEngines.kafka().admin()) {
            for (var name : List.of("room.events", "room.commands", "auth.events")) {
                var topic = new NewTopic(name, Optional.of(PARTITIONS), Optional.of((short) 1))
                        .configs(Map.of("message.timestamp.type", "CreateTime"));
                try {
                    admin.createTopics(List.of(topic)).all().get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(issuer, new TestInjector.MatchesType(TestIssuer.class));
        injector.injectIntoFields(log, new TestInjector.MatchesType(RoomLog.class));
    }

    @Override
    public void stop() {
        if (log != null) {
            log.close();
        }
        if (issuer != null) {
            issuer.close();
        }
    }
}
