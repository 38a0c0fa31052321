package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.call.AppId;
import java.time.Instant;

/** An open socket whose client has said hello. */
sealed interface Socket permits PartySocket, AppSocket {
    /** Its number at this gateway; with the incarnation it is the connection's id. */
    long number();

    AppId app();

    /** The token's {@code sub}. */
    String subject();

    Link link();

    Lifetime lifetime();

    /** How long the socket may stay: its token's expiry, and when its client was last heard. Thread-safe. */
    final class Lifetime {
        private volatile Instant tokenUntil;
        private volatile boolean warned;
        private volatile Instant heardAt;

        Lifetime(Instant tokenUntil, Instant now) {
            this.tokenUntil = tokenUntil;
            this.heardAt = now;
        }

        Instant tokenUntil() {
            return tokenUntil;
        }

        void renewed(Instant until) {
            tokenUntil = until;
            warned = false;
        }

        /** Whether the client has not yet been told that this token expires. */
        boolean warnOnce() {
            if (warned) {
                return false;
            }
            warned = true;
            return true;
        }

        void heard(Instant now) {
            heardAt = now;
        }

        Instant heardAt() {
            return heardAt;
        }
    }
}
