package dev.hookswitch.room;

import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.messaging.CreateTopics;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;

/** What the service under test needs around it: real engines, somebody who signs tokens, and peers that answer. */
public final class Platform implements QuarkusTestResourceLifecycleManager {
    private static TestIssuer issuer;
    private static Peers peers;

    public static TestIssuer issuer() {
        return issuer;
    }

    public static Peers peers() {
        return peers;
    }

    @Override
    public Map<String, String> start() {
        issuer = TestIssuer.start();
        var database = TestEngines.freshDatabase("room");
        var kafka = TestEngines.kafka().bootstrapServers();
        CreateTopics.onOneMachine().run(kafka);
        peers = Peers.start(kafka);
        var config = new HashMap<String, String>();
        config.put("KAFKA_BOOTSTRAP_SERVERS", kafka);
        config.put("ROOM_DATABASE_URL", database.jdbcUrl());
        config.put("ROOM_DATABASE_USER", database.user());
        config.put("ROOM_DATABASE_PASSWORD", database.password());
        config.put("REDIS_HOSTS", TestEngines.redis().url());
        // On a busy machine Redis takes its time; only its absence may let requests pass.
        config.put("ACCESS_LIMIT_WAIT", "30s");
        config.put("AUTH_URL", issuer.url());
        config.put("TURN_URLS", "turn:turn.example:3478,stun:turn.example:3478");
        config.put("TURN_SECRET", "shared");
        // One test waits for the checks and one for the reach; all others must be done within.
        config.put("room.check-time", "6s");
        config.put("room.open-valid", "7s");
        config.put("room.answer-wait", "30s");
        config.put("room.reach-time", "8s");
        config.put("room.settle-time", "500ms");
        return config;
    }

    @Override
    public void stop() {
        peers.close();
        issuer.close();
    }
}
