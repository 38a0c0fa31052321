package dev.hookswitch.access.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hookswitch.access.Caller;
import dev.hookswitch.access.TokenSigner;
import dev.hookswitch.access.Verified;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/**
 * Stands in for auth-service: a real P-256 key, its JWKS and service tokens on a loopback HTTP server, and signed tokens
 * for every kind of caller. {@link #url()} is what {@code AUTH_URL} is set to.
 */
public final class TestIssuer implements AutoCloseable {
    public static final String ISSUER = "hookswitch";

    private static final Duration LIFE = Duration.ofHours(1);

    private final HttpServer server;
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile EllipticCurveJsonWebKey key;

    private TestIssuer(HttpServer server) {
        this.server = server;
        this.key = newKey();
    }

    /** Listens on a free loopback port until it is closed. */
    public static TestIssuer start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var issuer = new TestIssuer(server);
            server.createContext("/.well-known/jwks.json", issuer::jwks);
            server.createContext("/v1/tokens", issuer::serviceToken);
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The base URL, for {@code AUTH_URL}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** How often the JWKS was fetched. */
    public int fetches() {
        return fetches.get();
    }

    /** From now on signs with a new key and forgets the old one. */
    public void rotate() {
        key = newKey();
    }

    public String token(Caller caller) {
        return token(caller, LIFE);
    }

    /** A token that expires after {@code life}, which may be negative. */
    public String token(Caller caller, Duration life) {
        return sign(claims(caller, life), key);
    }

    public String app(String appid) {
        return token(new Caller.App(new AppId(appid)));
    }

    public String user(String appid, String openId) {
        return token(new Caller.User(new AppId(appid), new OpenId(openId)));
    }

    public String device(String appid, String sn, String modelId) {
        return token(new Caller.Device(new AppId(appid), new Sn(sn), new ModelId(modelId)));
    }

    public String service(String name) {
        return token(new Caller.Service(name));
    }

    public String operator() {
        return token(new Caller.Operator());
    }

    /** Well signed, expired so long ago. */
    public String expired(Caller caller, Duration ago) {
        return token(caller, ago.negated());
    }

    /** Names the right key, but is signed with another one. */
    public String forged(Caller caller) {
        var other = newKey();
        other.setKeyId(key.getKeyId());
        return sign(claims(caller, LIFE), other);
    }

    /** Signed with a key that nobody knows. */
    public String ofUnknownKey(Caller caller) {
        return sign(claims(caller, LIFE), newKey());
    }

    public String ofOtherAudience(Caller caller) {
        var claims = claims(caller, LIFE);
        claims.setAudience("somebody-else");
        return sign(claims, key);
    }

    public String ofOtherIssuer(Caller caller) {
        var claims = claims(caller, LIFE);
        claims.setIssuer("somebody-else");
        return sign(claims, key);
    }

    /** The well-known trick: the public key as the secret of a symmetric algorithm. */
    public String ofOtherAlgorithm(Caller caller) {
        var jws = new JsonWebSignature();
        jws.setPayload(claims(caller, LIFE).toJson());
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        jws.setHeader("typ", "at+jwt");
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setKey(new HmacKey(key.getECPublicKey().getEncoded()));
        return compact(jws);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static JwtClaims claims(Caller caller, Duration life) {
        var now = Instant.now();
        // An expired token was issued before it expired.
        var issuedAt = life.isNegative() ? now.plus(life).minus(LIFE) : now;
        return TokenSigner.claims(
                ISSUER,
                new Verified(caller, issuedAt, now.plus(life), UUID.randomUUID().toString()));
    }

    private static String sign(JwtClaims claims, EllipticCurveJsonWebKey key) {
        return TokenSigner.sign(claims, key.getKeyId(), (ECPrivateKey) key.getPrivateKey());
    }

    private static String compact(JsonWebSignature jws) {
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EllipticCurveJsonWebKey newKey() {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(UUID.randomUUID().toString());
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private void jwks(HttpExchange exchange) throws IOException {
        fetches.incrementAndGet();
        answer(exchange, new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
    }

    private void serviceToken(HttpExchange exchange) throws IOException {
        var clientId =
                Wire.json().readTree(exchange.getRequestBody()).path("clientId").asText();
        answer(
                exchange,
                Wire.text(Map.of(
                        "accessToken", service(clientId.substring(clientId.indexOf(':') + 1)),
                        "tokenType", "Bearer",
                        "expiresInMs", LIFE.toMillis())));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        var body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
