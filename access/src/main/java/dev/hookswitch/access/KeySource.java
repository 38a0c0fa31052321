package dev.hookswitch.access;

import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/** Where the public keys come from that access tokens are checked with. */
public interface KeySource {
    /**
     * The key of this id, empty if the issuer has no such key.
     *
     * @throws TokenRefused {@link TokenFault#KEYS_AWAY} if that cannot be said now
     */
    Optional<ECPublicKey> key(String kid) throws TokenRefused;
}
