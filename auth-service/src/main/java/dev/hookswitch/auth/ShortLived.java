package dev.hookswitch.auth;

import dev.hookswitch.access.ErrCode;
import dev.hookswitch.access.Problem;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Codes that live for minutes, in Redis under their SHA-256, so that who reads Redis cannot use them. Redis away is a
 * 503 problem: unlike a rate limit, a code cannot be waved through.
 */
@Singleton
public final class ShortLived {
    private static final Logger LOG = Logger.getLogger(ShortLived.class);
    private static final Duration WAIT = Duration.ofSeconds(2);

    private final Instance<ReactiveRedisDataSource> redis;

    ShortLived(Instance<ReactiveRedisDataSource> redis) {
        this.redis = redis;
    }

    public void put(String kind, String code, String value, Duration life) {
        run("SET", key(kind, code), value, "PX", Long.toString(life.toMillis()));
    }

    public Optional<String> get(String kind, String code) {
        return Optional.ofNullable(run("GET", key(kind, code))).map(Response::toString);
    }

    /** Whether this is the code's first use. */
    public boolean isFirstUse(String kind, String code, Duration life) {
        return run("SET", key(kind, code), "1", "NX", "PX", Long.toString(life.toMillis())) != null;
    }

    private @Nullable Response run(String command, String... args) {
        try {
            return redis.get().execute(command, args).await().atMost(WAIT);
        } catch (RuntimeException e) {
            // A timeout, a refused connection, a server that loads: each has a type of its own.
            LOG.warnf("Redis away: reason=%s", e.toString());
            throw Problem.of(503, "codes-away", ErrCode.BUSY, "Codes cannot be kept at the moment; try again.")
                    .asException()
                    .retryAfter(Duration.ofSeconds(1));
        }
    }

    private static String key(String kind, String code) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return "auth/" + kind + "/" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
