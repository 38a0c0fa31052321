package dev.hookswitch.access;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * auth-service's public keys: in memory, on disk (a restart needs no auth-service), and fetched when a token names one
 * that is not known. Thread-safe; one fetch at a time, the others wait for it.
 */
final class Jwks implements KeySource {
    private static final Logger LOG = Logger.getLogger(Jwks.class);
    private static final int BYTES_MAX = 64 * 1024;

    private final URI address;
    private final Optional<Path> file;
    private final Duration pause;
    private final Duration age;
    private final Duration wait;
    private final InstantSource clock;
    private final HttpClient http;
    private final ReentrantLock fetching = new ReentrantLock();
    private final AtomicBoolean refreshing = new AtomicBoolean();

    /** When {@code keys} were had from auth-service, the epoch if they are from disk. */
    private record Known(Map<String, ECPublicKey> keys, Instant fetchedAt) {}

    private volatile Known known;
    private volatile Instant triedAt = Instant.EPOCH;
    private volatile boolean away;

    Jwks(URI authUrl, Optional<Path> file, Duration pause, Duration age, Duration wait, InstantSource clock) {
        this.address = URI.create(authUrl.toString().replaceAll("/+$", "") + "/.well-known/jwks.json");
        this.file = file;
        this.pause = pause;
        this.age = age;
        this.wait = wait;
        this.clock = clock;
        this.http = HttpClient.newBuilder().connectTimeout(wait).build();
        this.known = new Known(fromDisk(file), Instant.EPOCH);
    }

    @Override
    public Optional<ECPublicKey> key(String kid) throws TokenRefused {
        var keys = known;
        var key = keys.keys().get(kid);
        if (key != null) {
            refreshBeside(keys);
            return Optional.of(key);
        }
        fetchUnlessJustTried();
        key = known.keys().get(kid);
        if (key == null && away) {
            throw new TokenRefused(TokenFault.KEYS_AWAY);
        }
        return Optional.ofNullable(key);
    }

    /** The request at hand goes on with the key it has. */
    private void refreshBeside(Known keys) {
        var now = clock.instant();
        if (now.isBefore(keys.fetchedAt().plus(age))
                || now.isBefore(triedAt.plus(pause))
                || !refreshing.compareAndSet(false, true)) {
            return;
        }
        Thread.ofVirtual().name("jwks").start(() -> {
            try {
                fetchUnlessJustTried();
            } finally {
                refreshing.set(false);
            }
        });
    }

    private void fetchUnlessJustTried() {
        fetching.lock();
        try {
            var now = clock.instant();
            if (now.isBefore(triedAt.plus(pause))) {
                return;
            }
            triedAt = now;
            var json = fetch();
            known = new Known(parse(json), now);
            away = false;
            file.ifPresent(path -> toDisk(path, json));
        } catch (IOException | JoseException e) {
            away = true;
            LOG.warnf("keys not fetched: from=%s, reason=%s", address, e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            away = true;
        } finally {
            fetching.unlock();
        }
    }

    private String fetch() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address).timeout(wait).build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200 || response.body().length > BYTES_MAX) {
            throw new IOException("status " + response.statusCode() + ", bytes " + response.body().length);
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static Map<String, ECPublicKey> parse(String json) throws JoseException {
        var keys = new HashMap<String, ECPublicKey>();
        for (var jwk : new JsonWebKeySet(json).getJsonWebKeys()) {
            if (jwk instanceof PublicJsonWebKey key && key.getPublicKey() instanceof ECPublicKey publicKey) {
                keys.put(key.getKeyId(), publicKey);
            }
        }
        return Map.copyOf(keys);
    }

    private static Map<String, ECPublicKey> fromDisk(Optional<Path> file) {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return Map.of();
        }
        try {
            return parse(Files.readString(file.get()));
        } catch (IOException | JoseException e) {
            LOG.warnf("kept keys not readable, will be fetched: reason=%s", e.toString());
            return Map.of();
        }
    }

    /** Whole or not at all, and for this user only: who can write it can make tokens. */
    private static void toDisk(Path path, String json) {
        try {
            var directory = path.toAbsolutePath().getParent();
            if (directory == null) {
                throw new IOException("the keys file is no file: " + path);
            }
            Files.createDirectories(directory);
            var temporary = Files.createTempFile(
                    directory,
                    "keys",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(temporary, json);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warnf("keys not kept on disk: reason=%s", e.toString());
        }
    }
}
