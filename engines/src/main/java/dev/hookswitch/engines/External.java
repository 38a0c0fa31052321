package dev.hookswitch.engines;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The servers that the environment names instead of engines of this machine. */
record External(Optional<KafkaAddress> kafka, Optional<PostgresAddress> postgres, Optional<RedisAddress> redis) {
    private static final String KAFKA = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String POSTGRES = "DATABASE_URL";
    private static final String REDIS = "REDIS_HOSTS";

    /** All that is looked at. */
    static final Set<String> VARIABLES = Set.of(KAFKA, POSTGRES, REDIS);

    static External of(Map<String, String> environment) {
        return new External(
                named(environment, KAFKA).map(KafkaAddress::new),
                named(environment, POSTGRES).map(PostgresAddress::parse),
                named(environment, REDIS).map(External::redis));
    }

    private static Optional<String> named(Map<String, String> environment, String key) {
        return Optional.ofNullable(environment.get(key)).filter(value -> !value.isBlank());
    }

    private static RedisAddress redis(String url) {
        var uri = URI.create(url);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("REDIS_HOSTS must look like redis://:password@host:port.");
        }
        var userInfo = uri.getUserInfo();
        var password = userInfo == null ? "" : userInfo.substring(userInfo.indexOf(':') + 1);
        return new RedisAddress(uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort(), password);
    }
}
