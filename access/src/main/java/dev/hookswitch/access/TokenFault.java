package dev.hookswitch.access;

import dev.hookswitch.contracts.problem.Reason;

/** What is wrong with a token; each is one problem type of the API. */
public enum TokenFault {
    MISSING(Reason.TOKEN_MISSING, "This needs an access token in the header Authorization: Bearer."),
    MALFORMED(Reason.TOKEN_MALFORMED, "The access token is not a JWT of this platform."),
    WRONG_ALGORITHM(Reason.TOKEN_WRONG_ALGORITHM, "The access token is not signed with ES256."),
    WRONG_TYPE(Reason.TOKEN_WRONG_TYPE, "The JWT is not an access token: its typ must be at+jwt."),
    UNKNOWN_KEY(Reason.TOKEN_UNKNOWN_KEY, "The access token is signed with a key that this platform does not have."),
    FORGED(Reason.TOKEN_FORGED, "The access token's signature is wrong."),
    WRONG_ISSUER(Reason.TOKEN_WRONG_ISSUER, "The access token was issued by somebody else."),
    WRONG_AUDIENCE(Reason.TOKEN_WRONG_AUDIENCE, "The access token is meant for somebody else."),
    EXPIRED(Reason.TOKEN_EXPIRED, "The access token has expired; get a new one."),
    NOT_YET(Reason.TOKEN_NOT_YET, "The access token was issued in the future; check the clocks."),
    REVOKED(Reason.TOKEN_REVOKED, "The access token's subject has been disabled."),
    REPLACED(Reason.TOKEN_REPLACED, "The access token has given way to a newer one of its app; use that one."),
    /** Not the token's fault: auth-service is away and nothing is cached. */
    KEYS_AWAY(Reason.KEYS_AWAY, "The keys to check access tokens with cannot be had at the moment; try again.");

    private final Reason reason;
    private final String sentence;

    TokenFault(Reason reason, String sentence) {
        this.reason = reason;
        this.sentence = sentence;
    }

    public Reason reason() {
        return reason;
    }

    public String sentence() {
        return sentence;
    }
}
