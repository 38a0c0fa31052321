package dev.hookswitch.access;

/** What is wrong with a token; each is one problem type of the API. */
public enum TokenFault {
    MISSING("token-missing", "This needs an access token in the header Authorization: Bearer."),
    MALFORMED("token-malformed", "The access token is not a JWT of this platform."),
    WRONG_ALGORITHM("token-wrong-algorithm", "The access token is not signed with ES256."),
    WRONG_TYPE("token-wrong-type", "The JWT is not an access token: its typ must be at+jwt."),
    UNKNOWN_KEY("token-unknown-key", "The access token is signed with a key that this platform does not have."),
    FORGED("token-forged", "The access token's signature is wrong."),
    WRONG_ISSUER("token-wrong-issuer", "The access token was issued by somebody else."),
    WRONG_AUDIENCE("token-wrong-audience", "The access token is meant for somebody else."),
    EXPIRED("token-expired", "The access token has expired; get a new one."),
    NOT_YET("token-not-yet", "The access token was issued in the future; check the clocks."),
    REVOKED("token-revoked", "The access token's subject has been disabled."),
    REPLACED("token-replaced", "The access token has given way to a newer one of its app; use that one."),
    /** Not the token's fault: auth-service is away and nothing is cached. */
    KEYS_AWAY("keys-away", "The keys to check access tokens with cannot be had at the moment; try again.");

    private final String slug;
    private final String sentence;

    TokenFault(String slug, String sentence) {
        this.slug = slug;
        this.sentence = sentence;
    }

    public String slug() {
        return slug;
    }

    public String sentence() {
        return sentence;
    }
}
