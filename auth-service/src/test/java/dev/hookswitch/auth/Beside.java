package dev.hookswitch.auth;

import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.messaging.CreateTopics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What auth-service needs around it: a real broker with topics, an empty database, a real Redis. */
public final class Beside implements QuarkusTestResourceLifecycleManager {
    static final String OPERATOR_SECRET = "the-operators-secret-of-this-test";
    static final String ROOM_SECRET = "the-rooms-secret-of-this-test";

    @Override
    public Map<String, String> start() {
        var engines = TestEngines.shared();
        var kafka = engines.kafkaAddress().bootstrapServers();
        CreateTopics.onOneMachine().run(kafka);
        var database = TestEngines.freshDatabase("auth");
        var settings = new HashMap<String, String>();
        settings.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
        settings.put("AUTH_DATABASE_URL", database.jdbcUrl());
        settings.put("AUTH_DATABASE_USER", database.user());
        settings.put("AUTH_DATABASE_PASSWORD", database.password());
        settings.put("REDIS_HOSTS", engines.redisAddress().url());
        // On a busy machine Redis takes its time; only its absence may let requests pass.
        settings.put("ACCESS_LIMIT_WAIT", "5s");
        settings.put("HOOKSWITCH_INSTANCE", "auth-test");
        settings.put("HOOKSWITCH_KEY_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("HOOKSWITCH_SERVICE_SECRETS", "push=another-secret,room=" + ROOM_SECRET);
        settings.put("HOOKSWITCH_OPERATOR_SECRET", OPERATOR_SECRET);
        settings.put("auth.grants-of-user-max", "5");
        return settings;
    }

    /** The engines end with the JVM. */
    @Override
    public void stop() {}
}
