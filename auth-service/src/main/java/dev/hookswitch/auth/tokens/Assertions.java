package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.AccessConfig;
import dev.hookswitch.access.Caller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.codes.ShortLived;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.Reason;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * Reads the assertions by which devices prove that they hold their key (RFC 7523 §3): iss and sub are
 * {@code <appid>/<sn>}, aud is this platform's issuer, exp at most five minutes ahead, jti used once.
 */
@Singleton
final class Assertions {
    private static final int CHARS_MAX = 4096;
    private static final int ID_CHARS_MAX = 128;
    /** How far a device's clock may be ahead. */
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final Rights rights;
    private final ShortLived used;
    private final String issuer;
    private final Duration lifeMax;
    private final InstantSource clock;

    Assertions(Rights rights, ShortLived used, AccessConfig access, AuthConfig config, InstantSource clock) {
        this.rights = rights;
        this.used = used;
        this.issuer = access.issuer();
        this.lifeMax = config.assertionLife();
        this.clock = clock;
    }

    Caller.Device device(String assertion) {
        if (assertion.length() > CHARS_MAX) {
            throw wrong("It is too long.");
        }
        try {
            return read(assertion);
        } catch (JoseException | InvalidJwtException | MalformedClaimException | Bounds.Broken _) {
            throw wrong("It is not a signed JWT with iss, sub, aud, exp and jti.");
        }
    }

    private Caller.Device read(String assertion) throws JoseException, InvalidJwtException, MalformedClaimException {
        var jws = new JsonWebSignature();
        jws.setAlgorithmConstraints(new AlgorithmConstraints(
                ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
        jws.setCompactSerialization(assertion);
        if (!AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256.equals(jws.getAlgorithmHeaderValue())) {
            throw wrong("It is not signed with ES256.");
        }
        // The issuer names the key, so it has to be read before the signature is; nothing else is believed yet.
        var claims = JwtClaims.parse(jws.getUnverifiedPayload());
        var subject = claims.getSubject();
        int slash = subject == null ? -1 : subject.indexOf('/');
        if (subject == null || slash < 0 || !subject.equals(claims.getIssuer())) {
            throw wrong("iss and sub must both be <appid>/<sn>.");
        }
        var app = new AppId(subject.substring(0, slash));
        var sn = new Sn(subject.substring(slash + 1));
        var device = rights.device(app, sn)
                .orElseThrow(
                        () -> Problem.of(401, Reason.DEVICE_NOT_REGISTERED, "This device has not registered its key.")
                                .asException());
        jws.setKey(device.key().key());
        if (!jws.verifySignature()) {
            throw wrong("Its signature is not by the device's registered key.");
        }
        checkClaims(claims);
        var id = claims.getJwtId();
        if (id == null || id.isEmpty() || id.length() > ID_CHARS_MAX) {
            throw wrong("jti must be there and have at most %d characters.".formatted(ID_CHARS_MAX));
        }
        rights.demandDevice(app, sn);
        if (!used.isFirstUse("assertion", subject + "/" + id, lifeMax.plus(SKEW))) {
            throw wrong("Its jti has been used; make a new assertion for each token.");
        }
        return new Caller.Device(app, sn, device.model());
    }

    private void checkClaims(JwtClaims claims) throws MalformedClaimException {
        if (!claims.getAudience().contains(issuer)) {
            throw wrong("aud must be " + issuer + ".");
        }
        var expiry = claims.getExpirationTime();
        if (expiry == null) {
            throw wrong("exp is missing.");
        }
        var expiresAt = Instant.ofEpochSecond(expiry.getValue());
        var now = clock.instant();
        if (!now.isBefore(expiresAt)) {
            throw wrong("It has expired.");
        }
        if (expiresAt.isAfter(now.plus(lifeMax).plus(SKEW))) {
            throw wrong("exp is more than %d s ahead.".formatted(lifeMax.toSeconds()));
        }
    }

    private static ProblemException wrong(String sentence) {
        return Problem.of(401, Reason.ASSERTION_WRONG, "The assertion is not accepted. " + sentence)
                .asException();
    }
}
