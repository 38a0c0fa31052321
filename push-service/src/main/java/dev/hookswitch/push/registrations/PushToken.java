package dev.hookswitch.push.registrations;

import dev.hookswitch.contracts.Sha256;
import java.security.SecureRandom;
import java.util.Base64;

/** A pushToken: 256 random bits that stand for a registration. Its text is shown once and written nowhere. */
record PushToken(String value) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    /** 43 characters of base64url. */
    static PushToken random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new PushToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What is kept of it. No salt and no slowness: nobody guesses 256 bits. */
    String digest() {
        return Sha256.hex(value);
    }

    @Override
    public String toString() {
        return "PushToken";
    }
}
