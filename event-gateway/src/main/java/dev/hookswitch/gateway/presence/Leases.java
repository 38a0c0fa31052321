package dev.hookswitch.gateway.presence;

import dev.hookswitch.contracts.Wire;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.hash.HashCommands;
import io.quarkus.redis.datasource.keys.KeyCommands;
import io.quarkus.redis.datasource.value.ValueCommands;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The incarnations' leases in Redis, and what each of them holds. Throws whatever the client throws while Redis is away. A
 * singleton, so that its Redis client is made when the service starts and not by the presence thread: two threads that make
 * clients at the same time break Quarkus's registry of them.
 *
 * <p>Keys: {@code gateway:incarnations} (hash: incarnation to instance), {@code gateway:lease:<incarnation>} (expires),
 * {@code gateway:held:<incarnation>} (hash: connection and room to {@link Held} as JSON).
 */
@Singleton
class Leases {
    private static final String INCARNATIONS = "gateway:incarnations";
    private static final String LEASE = "gateway:lease:";
    private static final String HELD = "gateway:held:";

    /** @param alive whether its lease is there */
    record Listed(String instance, boolean alive) {}

    private final HashCommands<String, String, String> hashes;
    private final ValueCommands<String, String> values;
    private final KeyCommands<String> keys;

    Leases(RedisDataSource redis) {
        this.hashes = redis.hash(String.class);
        this.values = redis.value(String.class);
        this.keys = redis.key();
    }

    /** What it holds is there before its name is, and its name before its lease. */
    boolean register(String incarnation, String instance, Duration lease, Collection<Held> held) {
        replace(incarnation, held);
        hashes.hset(INCARNATIONS, incarnation, instance);
        values.psetex(LEASE + incarnation, lease.toMillis(), instance);
        return true;
    }

    /** False if the lease is gone. */
    boolean renew(String incarnation, Duration lease) {
        return keys.pexpire(LEASE + incarnation, lease.toMillis());
    }

    Map<String, Listed> listed() {
        var listed = new HashMap<String, Listed>();
        hashes.hgetall(INCARNATIONS)
                .forEach((incarnation, instance) ->
                        listed.put(incarnation, new Listed(instance, keys.exists(LEASE + incarnation))));
        return listed;
    }

    boolean put(String incarnation, Collection<Held> held) {
        if (!held.isEmpty()) {
            hashes.hset(HELD + incarnation, fields(held));
        }
        return true;
    }

    boolean drop(String incarnation, Collection<Held> held) {
        hashes.hdel(HELD + incarnation, held.stream().map(Held::field).toArray(String[]::new));
        return true;
    }

    /** Adds before it removes: a crash in between leaves too much, never too little. */
    boolean replace(String incarnation, Collection<Held> held) {
        put(incarnation, held);
        var gone = new HashSet<>(hashes.hkeys(HELD + incarnation));
        held.forEach(one -> gone.remove(one.field()));
        if (!gone.isEmpty()) {
            hashes.hdel(HELD + incarnation, gone.toArray(String[]::new));
        }
        return true;
    }

    List<Held> held(String incarnation) {
        return hashes.hgetall(HELD + incarnation).values().stream()
                .map(text -> Wire.read(text, Held.class))
                .toList();
    }

    boolean remove(String incarnation) {
        keys.del(LEASE + incarnation, HELD + incarnation);
        hashes.hdel(INCARNATIONS, incarnation);
        return true;
    }

    private static Map<String, String> fields(Collection<Held> held) {
        return held.stream().collect(Collectors.toMap(Held::field, Wire::text, (_, last) -> last));
    }
}
