package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.Problem;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.util.Map;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** A device's public key as it was registered. */
public record DeviceKey(String text) {
    /** Reads a JWK; what is not a public P-256 key is a 400 problem. */
    public static DeviceKey of(Map<String, Object> jwk) {
        try {
            if (PublicJsonWebKey.Factory.newPublicJwk(jwk) instanceof EllipticCurveJsonWebKey key
                    && EllipticCurves.P_256.equals(key.getCurveName())
                    && isOnCurve(key.getECPublicKey().getW())) {
                if (key.getPrivateKey() != null) {
                    throw wrong("publicKey holds a private key; keep it on the device and make a new one.");
                }
                return new DeviceKey(key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
            }
        } catch (JoseException | ClassCastException _) {
            // Said below, as for every other kind of key; what jose4j says may hold the key.
        }
        throw wrong("publicKey must be a JWK of kty EC and crv P-256 with x and y.");
    }

    /** y² = x³ + ax + b (mod p); the JDK and jose4j take any two numbers. */
    private static boolean isOnCurve(ECPoint point) {
        if (!(EllipticCurves.P256.getCurve().getField() instanceof ECFieldFp field)) {
            throw new IllegalStateException("P-256 is over a prime field");
        }
        var p = field.getP();
        var x = point.getAffineX();
        var y = point.getAffineY();
        var right = x.pow(3)
                .add(EllipticCurves.P256.getCurve().getA().multiply(x))
                .add(EllipticCurves.P256.getCurve().getB());
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(right.mod(p));
    }

    private static RuntimeException wrong(String rule) {
        return Problem.ofField("publicKey", rule).asException();
    }

    ECPublicKey key() {
        try {
            if (PublicJsonWebKey.Factory.newPublicJwk(text).getPublicKey() instanceof ECPublicKey key) {
                return key;
            }
        } catch (JoseException e) {
            throw new IllegalStateException("a stored key is unreadable", e);
        }
        throw new IllegalStateException("a stored key is no EC key");
    }
}
