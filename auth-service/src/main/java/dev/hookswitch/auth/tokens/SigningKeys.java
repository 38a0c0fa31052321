package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.KeySource;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.Sql;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * The keys that tokens are signed with: the newest signs, the one before still counts, so that a rotation ends no token.
 * Two rotations within a token's life do, which is how to withdraw a key that has leaked. Thread-safe; shared by all
 * instances through the database.
 */
@Singleton
public final class SigningKeys implements KeySource {
    private static final Logger LOG = Logger.getLogger(SigningKeys.class);
    private static final int LIVE = 2;
    /** How late an instance notices another one's rotation when it signs. */
    private static final Duration REREAD = Duration.ofSeconds(30);
    /** At most one look into the database in this time for keys that nobody has. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Any number will do, as long as only this is locked with it. */
    private static final long ROTATION_LOCK = 0x686f6f6b_0001L;

    private final Sql sql;
    private final InstantSource clock;
    private final Duration age;
    private final KeySeal seal;
    private final ReentrantLock reading = new ReentrantLock();

    /** Newest first; keys of another seal never get here. */
    private record Keys(List<EllipticCurveJsonWebKey> live, Instant readAt) {}

    private volatile Keys keys = new Keys(List.of(), Instant.EPOCH);

    SigningKeys(Sql sql, InstantSource clock, AuthConfig config) {
        this.sql = sql;
        this.clock = clock;
        this.age = config.signingKeyAge();
        this.seal = new KeySeal(config.keyEncryptionKey());
    }

    /** A wrong key encryption key is noticed here, and not at the first token. */
    void start(@Observes @Priority(1) StartupEvent event) {
        rotateIf(newest -> newest.isBefore(clock.instant().minus(age)));
    }

    /** Signs from now on with a new key; returns its id. */
    String rotate() {
        rotateIf(_ -> true);
        return signing().getKeyId();
    }

    @FunctionalInterface
    private interface IsOld {
        boolean test(Instant newest);
    }

    private void rotateIf(IsOld isOld) {
        sql.transaction(tx -> {
            Sql.list(tx, "SELECT pg_advisory_xact_lock(?)", row -> 1, ROTATION_LOCK);
            var newest = Sql.list(
                            tx,
                            "SELECT created_at FROM signing_key ORDER BY created_at DESC LIMIT 1",
                            row -> Sql.instant(row, "created_at"))
                    .stream()
                    .findFirst();
            if (newest.isEmpty() || isOld.test(newest.get())) {
                insert(tx);
            }
            return true;
        });
        read();
    }

    private void insert(Connection tx) throws SQLException {
        var key = newKey();
        Sql.update(
                tx,
                "INSERT INTO signing_key (kid, public_jwk, sealed, created_at) VALUES (?, ?, ?, ?)",
                key.getKeyId(),
                key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY),
                seal.seal(key.getKeyId(), key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE)),
                clock.instant());
        Sql.update(tx, """
                DELETE FROM signing_key WHERE kid NOT IN
                    (SELECT kid FROM signing_key ORDER BY created_at DESC, kid LIMIT ?)""", LIVE);
        LOG.infof("signing key made: kid=%s", key.getKeyId());
    }

    private static EllipticCurveJsonWebKey newKey() {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(UUID.randomUUID().toString());
            key.setUse("sig");
            key.setAlgorithm("ES256");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    private Keys read() {
        reading.lock();
        try {
            var live = sql.list(
                    "SELECT kid, sealed FROM signing_key ORDER BY created_at DESC, kid LIMIT ?",
                    row -> parse(seal.open(row.getString("kid"), row.getBytes("sealed"))),
                    LIVE);
            keys = new Keys(live, clock.instant());
            return keys;
        } finally {
            reading.unlock();
        }
    }

    private static EllipticCurveJsonWebKey parse(String jwk) {
        try {
            if (PublicJsonWebKey.Factory.newPublicJwk(jwk) instanceof EllipticCurveJsonWebKey key) {
                return key;
            }
            throw new IllegalStateException("a signing key is no EC key");
        } catch (JoseException _) {
            // The cause might show the key.
            throw new IllegalStateException("a signing key is unreadable");
        }
    }

    private Keys fresh(Duration maxAge) {
        var known = keys;
        return clock.instant().isBefore(known.readAt().plus(maxAge)) ? known : read();
    }

    private EllipticCurveJsonWebKey signing() {
        return fresh(REREAD).live().getFirst();
    }

    /** What signs now: key id and key. */
    Signer signer() {
        var key = signing();
        if (key.getPrivateKey() instanceof ECPrivateKey privateKey) {
            return new Signer(key.getKeyId(), privateKey);
        }
        throw new IllegalStateException("a signing key without its private part");
    }

    record Signer(String kid, ECPrivateKey key) {
        @Override
        public String toString() {
            return "Signer[" + kid + "]";
        }
    }

    @Override
    public Optional<ECPublicKey> key(String kid) {
        var known = find(keys, kid);
        return known.isPresent() ? known : find(fresh(PAUSE), kid);
    }

    private static Optional<ECPublicKey> find(Keys keys, String kid) {
        return keys.live().stream()
                .filter(key -> kid.equals(key.getKeyId()))
                .map(EllipticCurveJsonWebKey::getECPublicKey)
                .findFirst();
    }

    /** The JWKS, public parts only. */
    String jwks() {
        return new JsonWebKeySet(fresh(REREAD).live()).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    public int live() {
        return keys.live().size();
    }
}
