package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.codes.ShortLived;
import dev.hookswitch.auth.codes.ShortLived.Fate;
import dev.hookswitch.auth.guesses.Guesses;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.problem.Reason;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Login codes (contract §4.9): five minutes, for one user of one app, counting once. A code of the app's server may let a
 * phone in, or be exchanged by the server. A code that a phone asked for ({@code wx.login}) is for the server alone: a
 * phone that could turn its own codes into tokens would stay a user without its app's word.
 */
@Singleton
public final class LoginCodes {
    private final ShortLived codes;
    private final Guesses guesses;
    private final Rights rights;
    private final ShortLived.Kind kind;

    LoginCodes(ShortLived codes, Guesses guesses, Rights rights, AuthConfig config) {
        this.codes = codes;
        this.guesses = guesses;
        this.rights = rights;
        this.kind = new ShortLived.Kind("login-code", config.loginCodeLife(), true);
    }

    /** Who a code is for. */
    private enum For {
        SERVER_OR_PHONE,
        SERVER;

        String of(AppId app) {
            return app.value() + "/" + name();
        }
    }

    Duration life() {
        return kind.life();
    }

    /** At the word of the app's server. */
    String byServer(AppId app, OpenId openId) {
        return issue(For.SERVER_OR_PHONE, app, openId);
    }

    /** At the word of the user's phone. */
    String byPhone(AppId app, OpenId openId) {
        return issue(For.SERVER, app, openId);
    }

    private String issue(For whom, AppId app, OpenId openId) {
        rights.demandUser(app, openId);
        return codes.issue(kind, whom.of(app), openId.value());
    }

    /** The user that a phone is let in as; a code that does not count is a 401 problem that says why. */
    OpenId letIn(AppId app, String code) {
        // Only codes that nobody was ever given are guesses: the fate of the others is known to their holders alone.
        var fate = guesses.attempt(
                        "login-code",
                        app.value(),
                        () -> Optional.of(codes.show(kind, code, List.of(For.SERVER_OR_PHONE.of(app))))
                                .filter(found -> !(found instanceof Fate.Unknown)))
                .orElseGet(Fate.Unknown::new);
        return user(app, fate);
    }

    /** The user that the app's server learns of. A phone gave it the code, so a wrong one slows nobody down. */
    public OpenId exchange(AppId app, String code) {
        return user(app, codes.show(kind, code, List.of(For.SERVER_OR_PHONE.of(app), For.SERVER.of(app))));
    }

    private OpenId user(AppId app, Fate fate) {
        var openId = switch (fate) {
            case Fate.Good(var value) -> new OpenId(value);
            case Fate.Used _ ->
                throw wrong(Reason.LOGIN_CODE_USED, "The login code has been used; a code counts once.");
            case Fate.Expired _ -> throw wrong(Reason.LOGIN_CODE_EXPIRED, "The login code has expired; get a new one.");
            case Fate.Foreign _ ->
                throw wrong(
                        Reason.LOGIN_CODE_FOREIGN,
                        "The login code belongs to another app, or a phone asked for it, and it is for the app's"
                                + " server alone.");
            case Fate.Unknown _ ->
                throw wrong(Reason.LOGIN_CODE_UNKNOWN, "There is no such login code; get a new one.");
        };
        rights.demandUser(app, openId);
        return openId;
    }

    private static ProblemException wrong(Reason reason, String sentence) {
        return Problem.of(401, reason, sentence).field("code").asException();
    }
}
