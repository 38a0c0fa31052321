package dev.hookswitch.access;

import dev.hookswitch.contracts.problem.Reason;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * At most so many per time and subject, counted in Redis over all instances, in fixed windows that begin with a
 * subject's first request. Redis away: allowed (design §6).
 */
@Singleton
public final class RateLimit {
    private static final Logger LOG = Logger.getLogger(RateLimit.class);

    /** Count and expiry in one step: a crash between the two would lock the subject out for ever. */
    private static final String COUNT = """
        local n = redis.call('INCR', KEYS[1])
        if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
        return {n, redis.call('PTTL', KEYS[1])}\
        """;

    /** After a failure Redis is left alone for so long, so that its absence costs each request nothing. */
    private static final Duration REST = Duration.ofSeconds(1);

    private final Instance<ReactiveRedisDataSource> redis;
    private final Duration wait;
    private volatile long restUntilNanos = System.nanoTime();

    RateLimit(Instance<ReactiveRedisDataSource> redis, AccessConfig config) {
        this.redis = redis;
        this.wait = config.limitWait();
    }

    /** Whether a request may pass. */
    public sealed interface Allowance {
        record Allowed() implements Allowance {}

        record Denied(Duration retryAfter) implements Allowance {}
    }

    /**
     * Counts one request; blocks for Redis's answer.
     *
     * @param subject what is limited and for whom: {@code open/<app>/user:<openId>}
     */
    public Allowance allow(String subject, int limit, Duration window) {
        if (System.nanoTime() - restUntilNanos < 0) {
            return new Allowance.Allowed();
        }
        try {
            var counted = redis.get()
                    .execute("EVAL", COUNT, "1", "limit/" + subject, Long.toString(window.toMillis()))
                    .await()
                    .atMost(wait);
            return counted.get(0).toLong() <= limit
                    ? new Allowance.Allowed()
                    : new Allowance.Denied(
                            Duration.ofMillis(Math.max(0, counted.get(1).toLong())));
        } catch (RuntimeException e) {
            restUntilNanos = System.nanoTime() + REST.toNanos();
            LOG.warnf("limits not counted, all allowed: reason=%s", e.toString());
            return new Allowance.Allowed();
        }
    }

    /** The same; a request too many is a 429 problem with {@code Retry-After}. */
    public void demand(String subject, int limit, Duration window) {
        switch (allow(subject, limit, window)) {
            case Allowance.Allowed _ -> {}
            case Allowance.Denied denied ->
                throw Problem.of(
                                429,
                                Reason.TOO_OFTEN,
                                "At most %d in %d s; wait and try again.".formatted(limit, window.toSeconds()))
                        .asException()
                        .retryAfter(denied.retryAfter());
        }
    }
}
