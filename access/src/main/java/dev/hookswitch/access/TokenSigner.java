package dev.hookswitch.access;

import dev.hookswitch.contracts.Wire;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Writes access tokens (RFC 9068): the one place that knows their claims, beside {@link TokenVerifier} which reads them. */
public final class TokenSigner {
    static final String TYPE = "at+jwt";
    public static final String AUDIENCE = "hookswitch";

    private TokenSigner() {}

    /** The claims of a token for this caller. */
    public static JwtClaims claims(String issuer, Verified token) {
        var caller = token.caller();
        var claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(AUDIENCE);
        claims.setSubject(caller.subject());
        claims.setIssuedAt(NumericDate.fromSeconds(token.issuedAt().getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(token.expiresAt().getEpochSecond()));
        claims.setJwtId(token.tokenId());
        claims.setStringClaim("kind", Wire.name(caller.kind()));
        caller.appOf().ifPresent(app -> claims.setStringClaim("app", app.value()));
        switch (caller) {
            case Caller.User user ->
                claims.setStringClaim("openid", user.openId().value());
            case Caller.Device device -> {
                claims.setStringClaim("sn", device.sn().value());
                claims.setStringClaim("model_id", device.model().value());
            }
            case Caller.App _, Caller.Service _, Caller.Operator _ -> {}
        }
        return claims;
    }

    public static String sign(JwtClaims claims, String kid, ECPrivateKey key) {
        var jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        jws.setHeader("typ", TYPE);
        jws.setKeyIdHeaderValue(kid);
        jws.setKey(key);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a P-256 key that does not sign", e);
        }
    }

    public static String sign(String issuer, String kid, ECPrivateKey key, Verified token) {
        return sign(claims(issuer, token), kid, key);
    }

    static Instant instant(NumericDate date) {
        return Instant.ofEpochSecond(date.getValue());
    }
}
