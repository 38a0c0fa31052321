package dev.hookswitch.auth.guesses;

import dev.hookswitch.access.Problem;
import dev.hookswitch.auth.guesses.core.Pace;
import dev.hookswitch.contracts.problem.Reason;
import io.netty.util.NetUtil;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Slows down who guesses secrets, tickets and codes. Wrong attempts are counted for the client at its source, for the
 * source, and for the client from anywhere; each count has its {@link Pace}, and an attempt that comes too early is a 429
 * problem with {@code Retry-After}, not compared and not counted.
 *
 * <p>Nobody can lock a right holder out for long: what others do wrong never delays a source from which this client was
 * right within a day; elsewhere a right holder waits at most for the paces' bounds, and its own count is forgotten with
 * its first right attempt. Counts are in Redis for all instances and in memory, bounded, for this one; Redis away: memory.
 */
@Singleton
public final class Guesses {
    private static final Logger LOG = Logger.getLogger(Guesses.class);

    private static final Pace CLIENT_AT_SOURCE = new Pace(5, Duration.ofSeconds(60));
    /** Many sit behind one address of a company or of a mobile network. */
    private static final Pace SOURCE = new Pace(50, Duration.ofSeconds(30));
    /** Guessed from many places at once; short, because it meets the right holder at a new place. */
    private static final Pace CLIENT = new Pace(100, Duration.ofSeconds(5));

    /** Since the last wrong one; then all is forgotten. */
    private static final Duration REMEMBERED = Duration.ofMinutes(15);
    /** Longer than any token lives, so that a server that renews its token stays known. */
    private static final Duration KNOWN = Duration.ofDays(1);

    private static final int IN_MEMORY_MAX = 10_000;
    private static final Duration REDIS_WAIT = Duration.ofMillis(250);
    /** After a failure Redis is left alone for so long, so that its absence costs each attempt nothing. */
    private static final Duration REDIS_REST = Duration.ofSeconds(1);
    /** Attempts of one client at one source are made one after the other, or a burst would be compared uncounted. */
    private static final int LOCKS = 64;

    private static final int IPV4_BYTES = 4;
    private static final int NETWORK_BYTES = 8;

    /** Longest of the three waits; the latter two only for a client that is not known at its source. */
    private static final String WAIT = """
            local wait = redis.call('PTTL', KEYS[1])
            if redis.call('EXISTS', KEYS[2]) == 0 then
                wait = math.max(wait, redis.call('PTTL', KEYS[3]), redis.call('PTTL', KEYS[4]))
            end
            return wait""";

    private static final String COUNT = """
            local n = redis.call('INCR', KEYS[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            return n""";

    /** What is counted and what waits, by the same names in Redis and in memory. */
    private record Names(String clientAtSource, String source, String client) {
        static Names of(String kind, String client, String source) {
            return new Names(kind + "/" + client + "@" + source, kind + "/@" + source, kind + "/" + client);
        }
    }

    private record Count(long wrong, Instant last, Instant waitUntil) {}

    private final Instance<ReactiveRedisDataSource> redis;
    private final CurrentVertxRequest request;
    private final InstantSource clock;
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);
    private final Map<String, Count> counts = bounded();
    private final Map<String, Instant> known = bounded();
    private volatile long redisRestsUntilNanos = System.nanoTime();

    Guesses(Instance<ReactiveRedisDataSource> redis, CurrentVertxRequest request, InstantSource clock) {
        this.redis = redis;
        this.request = request;
        this.clock = clock;
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > IN_MEMORY_MAX;
            }
        };
    }

    /**
     * Makes an attempt from the source of the request at hand; empty says that it was wrong.
     *
     * @param kind what is guessed: {@code secret}
     * @param client whose it is, of bounded length
     */
    public <T> Optional<T> attempt(String kind, String client, Supplier<Optional<T>> compare) {
        var names = Names.of(kind, client, source());
        var lock = locks[Math.floorMod(names.clientAtSource().hashCode(), LOCKS)];
        lock.lock();
        try {
            demandPatience(names);
            var right = compare.get();
            if (right.isPresent()) {
                right(names);
            } else {
                wrong(names.clientAtSource(), CLIENT_AT_SOURCE);
                wrong(names.source(), SOURCE);
                wrong(names.client(), CLIENT);
            }
            return right;
        } finally {
            lock.unlock();
        }
    }

    private void demandPatience(Names names) {
        var here = waitHere(names);
        var everywhere = redis(
                        "EVAL",
                        WAIT,
                        "4",
                        slow(names.clientAtSource()),
                        known(names.clientAtSource()),
                        slow(names.source()),
                        slow(names.client()))
                .map(response -> Duration.ofMillis(response.toLong()))
                .orElse(Duration.ZERO);
        var wait = here.compareTo(everywhere) > 0 ? here : everywhere;
        if (wait.isPositive()) {
            throw Problem.of(
                            429,
                            Reason.TOO_MANY_WRONG,
                            "Too many wrong attempts; wait %d s before the next one."
                                    .formatted(Math.max(1, Math.ceilDiv(wait.toMillis(), 1000))))
                    .asException()
                    .retryAfter(wait);
        }
    }

    private synchronized Duration waitHere(Names names) {
        var now = clock.instant();
        var until = waitUntil(names.clientAtSource());
        if (!known.getOrDefault(names.clientAtSource(), Instant.MIN).isAfter(now)) {
            until = Stream.of(until, waitUntil(names.source()), waitUntil(names.client()))
                    .max(Instant::compareTo)
                    .orElseThrow();
        }
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }

    private Instant waitUntil(String name) {
        var count = counts.get(name);
        return count == null ? Instant.EPOCH : count.waitUntil();
    }

    private void wrong(String name, Pace pace) {
        var everywhere = redis("EVAL", COUNT, "1", count(name), Long.toString(REMEMBERED.toMillis()))
                .map(Response::toLong)
                .orElse(0L);
        var delay = pace.after(Math.max(everywhere, wrongHere(name, pace)));
        if (delay.isPositive()) {
            redis("SET", slow(name), "1", "PX", Long.toString(delay.toMillis()));
        }
    }

    private synchronized long wrongHere(String name, Pace pace) {
        var now = clock.instant();
        var before = counts.get(name);
        var wrong = before == null || before.last().plus(REMEMBERED).isBefore(now) ? 1 : before.wrong() + 1;
        counts.put(name, new Count(wrong, now, now.plus(pace.after(wrong))));
        return wrong;
    }

    private void right(Names names) {
        rightHere(names);
        redis("SET", known(names.clientAtSource()), "1", "PX", Long.toString(KNOWN.toMillis()));
        redis("DEL", count(names.clientAtSource()));
    }

    private synchronized void rightHere(Names names) {
        counts.remove(names.clientAtSource());
        known.put(names.clientAtSource(), clock.instant().plus(KNOWN));
    }

    private Optional<Response> redis(String command, String... args) {
        if (System.nanoTime() - redisRestsUntilNanos < 0) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    redis.get().execute(command, args).await().atMost(REDIS_WAIT));
        } catch (RuntimeException e) {
            redisRestsUntilNanos = System.nanoTime() + REDIS_REST.toNanos();
            LOG.warnf("wrong attempts are counted here alone: reason=%s", e.toString());
            return Optional.empty();
        }
    }

    private static String count(String name) {
        return "auth/wrong/" + name;
    }

    private static String slow(String name) {
        return "auth/slow/" + name;
    }

    private static String known(String name) {
        return "auth/known/" + name;
    }

    /** The client's address as the front door says; of IPv6 the network, within which a client may choose. */
    private String source() {
        var host = request.getCurrent().request().remoteAddress().hostAddress();
        var bytes = host == null ? null : NetUtil.createByteArrayFromIpAddressString(host);
        return bytes == null
                ? "nowhere"
                : HexFormat.of().formatHex(bytes.length == IPV4_BYTES ? bytes : Arrays.copyOf(bytes, NETWORK_BYTES));
    }
}
