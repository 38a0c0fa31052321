package dev.hookswitch.auth.codes;

import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.Sha256;
import dev.hookswitch.contracts.problem.Reason;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.vertx.mutiny.redis.client.Response;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Codes that live for minutes, in Redis under their SHA-256, so that who reads Redis cannot use them. What became of one
 * is known for an hour longer, so that its holder can be told. Redis away is a 503 problem: unlike a rate limit, a code
 * cannot be waved through.
 */
@Singleton
public final class ShortLived {
    private static final Logger LOG = Logger.getLogger(ShortLived.class);
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration FATE_KEPT = Duration.ofHours(1);

    /** The form of the contract's {@code sn_ticket} (§4.2), and 190 bits. */
    private static final int CHARS = 32;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static final String ISSUE = """
            redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'value', ARGV[2], 'until', ARGV[3])
            return redis.call('PEXPIRE', KEYS[1], ARGV[4])""";

    /** Now, once or not, and the owners for whom the code may be. Used and expired are told to its owners only. */
    private static final String SHOW = """
            local code = redis.call('HMGET', KEYS[1], 'owner', 'value', 'until', 'used')
            if not code[1] then return {'unknown'} end
            local own = false
            for i = 3, #ARGV do own = own or ARGV[i] == code[1] end
            if not own then return {'foreign'} end
            if code[4] then return {'used'} end
            if tonumber(ARGV[1]) >= tonumber(code[3]) then return {'expired'} end
            if ARGV[2] == 'once' then redis.call('HSET', KEYS[1], 'used', '1') end
            return {'good', code[2]}""";

    /** What there is to say about a code that somebody shows. */
    public sealed interface Fate {
        /** It counts. */
        record Good(String value) implements Fate {}

        /** It counted once, and that was it. */
        record Used() implements Fate {}

        record Expired() implements Fate {}

        /** Somebody else's. */
        record Foreign() implements Fate {}

        /** Never issued, or forgotten. */
        record Unknown() implements Fate {}
    }

    /**
     * Codes of one kind.
     *
     * @param once whether a code counts for its first use only
     */
    public record Kind(String name, Duration life, boolean once) {}

    private final Instance<ReactiveRedisDataSource> redis;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    ShortLived(Instance<ReactiveRedisDataSource> redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
    }

    /** A new code: 32 letters and digits. */
    public String issue(Kind kind, String owner, String value) {
        var code = new StringBuilder(CHARS);
        for (int i = 0; i < CHARS; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        run(
                "EVAL",
                ISSUE,
                "1",
                key(kind.name(), code.toString()),
                owner,
                value,
                Long.toString(clock.instant().plus(kind.life()).toEpochMilli()),
                Long.toString(kind.life().plus(FATE_KEPT).toMillis()));
        return code.toString();
    }

    /**
     * What became of a code, which may use it up.
     *
     * @param owners for whom it may have been issued
     */
    public Fate show(Kind kind, String code, List<String> owners) {
        var args = Stream.concat(
                Stream.of(
                        SHOW,
                        "1",
                        key(kind.name(), code),
                        Long.toString(clock.instant().toEpochMilli()),
                        kind.once() ? "once" : "often"),
                owners.stream());
        var fate = Optional.ofNullable(run("EVAL", args.toArray(String[]::new))).orElseThrow();
        return switch (fate.get(0).toString()) {
            case "good" -> new Fate.Good(fate.get(1).toString());
            case "used" -> new Fate.Used();
            case "expired" -> new Fate.Expired();
            case "foreign" -> new Fate.Foreign();
            default -> new Fate.Unknown();
        };
    }

    /** Whether something with an id of its own is seen for the first time within its life. */
    public boolean isFirstUse(String kind, String id, Duration life) {
        return run("SET", key(kind, id), "1", "NX", "PX", Long.toString(life.toMillis())) != null;
    }

    private @Nullable Response run(String command, String... args) {
        try {
            return redis.get().execute(command, args).await().atMost(WAIT);
        } catch (RuntimeException e) {
            // A timeout, a refused connection, a server that loads: each has a type of its own.
            LOG.warnf("Redis away: reason=%s", e.toString());
            throw Problem.of(503, Reason.CODES_AWAY, "Codes cannot be kept at the moment; try again.")
                    .asException()
                    .retryAfter(Duration.ofSeconds(1));
        }
    }

    private static String key(String kind, String code) {
        return "auth/" + kind + "/" + Sha256.hex(code);
    }
}
