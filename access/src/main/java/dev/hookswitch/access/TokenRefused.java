package dev.hookswitch.access;

import dev.hookswitch.contracts.problem.ErrCode;
import java.io.Serial;
import java.time.Duration;

/** A token was not accepted, and why; never holds the token. */
public final class TokenRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final TokenFault fault;
    private final ErrCode code;

    public TokenRefused(TokenFault fault) {
        this(fault, ErrCode.BAD_TOKEN);
    }

    private TokenRefused(TokenFault fault, ErrCode code) {
        // The fault says everything, and a flood of bad tokens should not pay for stack traces.
        super(fault.sentence(), null, false, false);
        this.fault = fault;
        this.code = code;
    }

    /** The same about what wants to be a device's token, for which the contract has a code of its own. */
    TokenRefused ofDevice() {
        return new TokenRefused(fault, ErrCode.DEVICE_TOKEN_WRONG);
    }

    public TokenFault fault() {
        return fault;
    }

    /** The same as a problem for the sender: 401, or 503 where it is not the sender's fault. */
    public ProblemException asProblem() {
        return switch (fault) {
            case KEYS_AWAY ->
                Problem.of(503, fault.reason(), fault.sentence()).asException().retryAfter(Duration.ofSeconds(1));
            // RFC 6750 §3.1: a request without any credentials is told no error code.
            case MISSING ->
                Problem.of(401, fault.reason(), fault.sentence()).asException().header("WWW-Authenticate", "Bearer");
            case MALFORMED,
                    WRONG_ALGORITHM,
                    WRONG_TYPE,
                    UNKNOWN_KEY,
                    FORGED,
                    WRONG_ISSUER,
                    WRONG_AUDIENCE,
                    EXPIRED,
                    NOT_YET,
                    REVOKED,
                    REPLACED ->
                Problem.of(401, fault.reason(), code, fault.sentence())
                        .asException()
                        .header(
                                "WWW-Authenticate",
                                "Bearer error=\"invalid_token\", error_description=\"" + fault.sentence() + "\"");
        };
    }
}
