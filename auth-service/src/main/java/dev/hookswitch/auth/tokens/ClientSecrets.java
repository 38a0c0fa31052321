package dev.hookswitch.auth.tokens;

import dev.hookswitch.contracts.Sha256;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Makes, keeps and compares client secrets. A made one has 256 random bits, so a plain SHA-256 keeps it; a given one may
 * be guessable, and is stretched (PBKDF2, OWASP's count for HMAC-SHA256).
 */
public final class ClientSecrets {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int ITERATIONS = 600_000;
    private static final int STRETCHED_BITS = 256;

    private ClientSecrets() {}

    /** 43 characters of base64url. */
    public static String random() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(SECRET_BYTES));
    }

    /** In the alphabet of RFC 4648 §4, with padding, as the vendor writes keys. */
    public static String randomBase64(int bytes) {
        return Base64.getEncoder().encodeToString(randomBytes(bytes));
    }

    public static String randomHex(int bytes) {
        return HexFormat.of().formatHex(randomBytes(bytes));
    }

    private static byte[] randomBytes(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    public static String hashOfMade(String secret) {
        return "sha256:" + Sha256.hex(secret);
    }

    public static String hashOfGiven(String secret) {
        var salt = randomBytes(SALT_BYTES);
        return "pbkdf2:%d:%s:%s"
                .formatted(
                        ITERATIONS,
                        HexFormat.of().formatHex(salt),
                        HexFormat.of().formatHex(stretched(secret, salt, ITERATIONS)));
    }

    /** In a time that does not depend on where they differ. */
    static boolean matches(String hash, String secret) {
        var parts = hash.split(":", -1);
        return switch (parts[0]) {
            case "sha256" -> MessageDigest.isEqual(HexFormat.of().parseHex(parts[1]), Sha256.of(secret));
            case "pbkdf2" ->
                MessageDigest.isEqual(
                        HexFormat.of().parseHex(parts[3]),
                        stretched(secret, HexFormat.of().parseHex(parts[2]), Integer.parseInt(parts[1])));
            default -> throw new IllegalStateException("no hash that this version wrote");
        };
    }

    /** For secrets that are known as they are, from the environment. */
    static boolean equal(String known, String shown) {
        return MessageDigest.isEqual(Sha256.of(known), Sha256.of(shown));
    }

    private static byte[] stretched(String secret, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(secret.toCharArray(), salt, iterations, STRETCHED_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2", e);
        } finally {
            spec.clearPassword();
        }
    }
}
