package dev.hookswitch.contracts.live;

/** Why a gateway closes a socket, and whether connecting again helps. */
public enum CloseCode {
    /** The token is missing, forged or for something else. */
    UNAUTHENTICATED(4401, Reconnect.WITH_NEW_TOKEN),
    /** The token expired and was not renewed in time. */
    TOKEN_EXPIRED(4408, Reconnect.WITH_NEW_TOKEN),
    /** The subject or its app was disabled. */
    REVOKED(4403, Reconnect.NO),
    /** A frame that is not one of {@link ClientFrame}, or not in its turn. */
    BAD_FRAME(4400, Reconnect.NO),
    /** A frame larger than {@link ClientFrame#BYTES_MAX}. */
    FRAME_TOO_LARGE(4413, Reconnect.NO),
    /** No hello in time. */
    NO_HELLO(4407, Reconnect.NOW),
    /** This installation has connected anew; the older socket goes. */
    REPLACED(4409, Reconnect.NO),
    /** The subject has as many sockets as it may have. */
    TOO_MANY(4430, Reconnect.NO),
    /** The reader is too slow for its queue. */
    TOO_SLOW(4429, Reconnect.NOW),
    /** The gateway stops. */
    GOING_AWAY(4503, Reconnect.NOW);

    /** What the client should do. */
    public enum Reconnect {
        NO,
        /** At once, with its cursor and a little random delay. */
        NOW,
        WITH_NEW_TOKEN
    }

    private final int code;
    private final Reconnect reconnect;

    CloseCode(int code, Reconnect reconnect) {
        this.code = code;
        this.reconnect = reconnect;
    }

    public int code() {
        return code;
    }

    public Reconnect reconnect() {
        return reconnect;
    }
}
