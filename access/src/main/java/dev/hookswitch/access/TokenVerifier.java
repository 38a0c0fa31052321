package dev.hookswitch.access;

import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Sha256;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Says whose access token this is, or what is wrong with it; with or without HTTP around it. Thread-safe.
 *
 * <p>Algorithm, type, issuer and audience are pinned. What was verified once is remembered by the token's SHA-256 until
 * it expires, because a signature costs 0.8 ms of CPU.
 */
public final class TokenVerifier {
    /** How long past its expiry a token still lets its subject leave a call (design §6). */
    public static final Duration LEAVING = Duration.ofHours(12);

    /** No token lives longer (an app's, contract §4.9): what was revoked earlier needs no remembering. */
    public static final Duration TOKEN_LIFE_MAX = Duration.ofHours(2);

    /** A token of this platform has about 600 characters. */
    private static final int TOKEN_CHARS_MAX = 4096;

    private static final int REMEMBERED_MAX = 20_000;
    /** How far the clocks of auth-service and of this machine may differ. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final KeySource keys;
    private final String issuer;
    private final InstantSource clock;
    private final Revocations revocations;
    private final VerifiedTokens remembered = new VerifiedTokens(REMEMBERED_MAX);

    public TokenVerifier(KeySource keys, String issuer, InstantSource clock, Revocations revocations) {
        this.keys = keys;
        this.issuer = issuer;
        this.clock = clock;
        this.revocations = revocations;
    }

    public Verified verify(String token) throws TokenRefused {
        try {
            return good(token);
        } catch (TokenRefused e) {
            throw wantsToBeADevices(token) ? e.ofDevice() : e;
        }
    }

    private Verified good(String token) throws TokenRefused {
        var verified = signed(token);
        if (!clock.instant().isBefore(verified.expiresAt())) {
            throw new TokenRefused(TokenFault.EXPIRED);
        }
        if (revocations.includes(verified.caller())) {
            throw new TokenRefused(TokenFault.REVOKED);
        }
        if (revocations.isReplaced(verified.tokenId(), clock.instant())) {
            throw new TokenRefused(TokenFault.REPLACED);
        }
        return verified;
    }

    /** Also takes a token that is revoked or has expired at most {@link #LEAVING} ago. */
    public Verified verifyForLeaving(String token) throws TokenRefused {
        var verified = signed(token);
        if (!clock.instant().isBefore(verified.expiresAt().plus(LEAVING))) {
            throw new TokenRefused(TokenFault.EXPIRED);
        }
        return verified;
    }

    /** Believed only so far that the refusal has the contract's code for it. */
    private static boolean wantsToBeADevices(String token) {
        var parts = token.split("\\.", 4);
        if (parts.length != 3 || token.length() > TOKEN_CHARS_MAX) {
            return false;
        }
        try {
            var claims = JwtClaims.parse(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
            return "device".equals(claims.getStringClaimValue("kind"));
        } catch (IllegalArgumentException | InvalidJwtException | MalformedClaimException _) {
            return false;
        }
    }

    private Verified signed(String token) throws TokenRefused {
        if (token.length() > TOKEN_CHARS_MAX) {
            throw new TokenRefused(TokenFault.MALFORMED);
        }
        var digest = Sha256.hex(token);
        var known = remembered.get(digest);
        if (known != null) {
            return known;
        }
        var verified = check(token);
        remembered.put(digest, verified);
        return verified;
    }

    private Verified check(String token) throws TokenRefused {
        try {
            var jws = new JsonWebSignature();
            jws.setCompactSerialization(token);
            if (!AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256.equals(jws.getAlgorithmHeaderValue())) {
                throw new TokenRefused(TokenFault.WRONG_ALGORITHM);
            }
            if (!TokenSigner.TYPE.equals(jws.getHeader("typ"))) {
                throw new TokenRefused(TokenFault.WRONG_TYPE);
            }
            var kid = jws.getKeyIdHeaderValue();
            if (kid == null) {
                throw new TokenRefused(TokenFault.UNKNOWN_KEY);
            }
            jws.setAlgorithmConstraints(new AlgorithmConstraints(
                    ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
            jws.setKey(keys.key(kid).orElseThrow(() -> new TokenRefused(TokenFault.UNKNOWN_KEY)));
            if (!jws.verifySignature()) {
                throw new TokenRefused(TokenFault.FORGED);
            }
            return read(JwtClaims.parse(jws.getPayload()));
        } catch (JoseException | InvalidJwtException | MalformedClaimException | Bounds.Broken _) {
            throw new TokenRefused(TokenFault.MALFORMED);
        }
    }

    private Verified read(JwtClaims claims) throws TokenRefused, MalformedClaimException {
        if (!issuer.equals(claims.getIssuer())) {
            throw new TokenRefused(TokenFault.WRONG_ISSUER);
        }
        if (!claims.getAudience().contains(TokenSigner.AUDIENCE)) {
            throw new TokenRefused(TokenFault.WRONG_AUDIENCE);
        }
        var issuedAt = instant(claims.getIssuedAt());
        if (issuedAt.isAfter(clock.instant().plus(SKEW))) {
            throw new TokenRefused(TokenFault.NOT_YET);
        }
        return new Verified(caller(claims), issuedAt, instant(claims.getExpirationTime()), present(claims.getJwtId()));
    }

    private static Caller caller(JwtClaims claims) throws TokenRefused, MalformedClaimException {
        var caller = switch (text(claims, "kind")) {
            case "app" -> new Caller.App(app(claims));
            case "user" -> new Caller.User(app(claims), new OpenId(text(claims, "openid")));
            case "device" ->
                new Caller.Device(app(claims), new Sn(text(claims, "sn")), new ModelId(text(claims, "model_id")));
            case "service" -> new Caller.Service(serviceName(present(claims.getSubject())));
            case "operator" -> new Caller.Operator();
            // A kind of a later version; this one cannot know what it may do.
            default -> throw new TokenRefused(TokenFault.MALFORMED);
        };
        if (!caller.subject().equals(claims.getSubject())) {
            throw new TokenRefused(TokenFault.MALFORMED);
        }
        return caller;
    }

    private static String serviceName(String subject) throws TokenRefused {
        if (!subject.startsWith("service:")) {
            throw new TokenRefused(TokenFault.MALFORMED);
        }
        return subject.substring("service:".length());
    }

    private static AppId app(JwtClaims claims) throws TokenRefused, MalformedClaimException {
        return new AppId(text(claims, "app"));
    }

    private static String text(JwtClaims claims, String name) throws TokenRefused, MalformedClaimException {
        return present(claims.getStringClaimValue(name));
    }

    private static Instant instant(@Nullable NumericDate date) throws TokenRefused {
        return TokenSigner.instant(present(date));
    }

    private static <T> T present(@Nullable T value) throws TokenRefused {
        if (value == null) {
            throw new TokenRefused(TokenFault.MALFORMED);
        }
        return value;
    }
}
