package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.RateLimit;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.rights.RightsLog;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.auth.AppTokenLine;
import dev.hookswitch.contracts.auth.AuthCommand.RenewAppToken;
import dev.hookswitch.contracts.auth.AuthRefusal;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.problem.Reason;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * App tokens as existing programs know them (contract §4.9): an app has one at a time of each line, and the one before
 * counts a few minutes longer. Which one is current is the log's to decide, so that every service hears when another one
 * stops; a token that a crash leaves behind unannounced was shown to nobody.
 *
 * <p>The stable token has to be shown again, so its text is kept, sealed as the signing keys are.
 */
@Singleton
public final class AppTokens {
    private static final int RENEWALS_PER_MINUTE = 60;
    /** Somebody else was first; after that there is a fresh one to take. */
    private static final int TRIES = 3;

    private static final String STABLE = """
            SELECT c.token_id, c.expires_at, s.sealed
            FROM app_token c LEFT JOIN stable_token s ON s.token_id = c.token_id
            WHERE c.app = ? AND c.line = ?""";

    private final Sql sql;
    private final Issuer issuer;
    private final RightsLog log;
    private final RateLimit limit;
    private final InstantSource clock;
    private final KeySeal seal;
    private final Duration overlap;

    AppTokens(Sql sql, Issuer issuer, RightsLog log, RateLimit limit, InstantSource clock, AuthConfig config) {
        this.sql = sql;
        this.issuer = issuer;
        this.log = log;
        this.limit = limit;
        this.clock = clock;
        this.seal = new KeySeal(config.keyEncryptionKey());
        this.overlap = config.appTokenOverlap();
    }

    /** A token and what is left of its life. */
    public record AppToken(String text, Duration left) {
        @Override
        public String toString() {
            return "AppToken[" + left + "]";
        }
    }

    private record Kept(String tokenId, Instant expiresAt, Optional<byte[]> sealed) {}

    /** A new one each time. */
    public AppToken next(AppId app) {
        var signed = sign(app);
        announce(app, AppTokenLine.TOKEN, signed, Optional.empty()).ifPresent(refusal -> {
            throw new IllegalStateException("refused: " + refusal);
        });
        return shown(signed);
    }

    /** The same one until it is about to end. */
    public AppToken stable(AppId app) {
        for (int i = 0; i < TRIES; i++) {
            var kept = kept(app);
            var usable = kept.filter(token -> clock.instant().plus(overlap).isBefore(token.expiresAt()))
                    .flatMap(token -> token.sealed()
                            .map(bytes -> new AppToken(
                                    seal.open(token.tokenId(), bytes),
                                    Duration.between(clock.instant(), token.expiresAt()))));
            if (usable.isPresent()) {
                return usable.get();
            }
            var renewed = renewed(app, kept);
            if (renewed.isPresent()) {
                return renewed.get();
            }
        }
        throw Problem.of(503, Reason.NOT_NOW, "The app's token is being renewed by many at once; try again.")
                .asException()
                .retryAfter(Duration.ofSeconds(1));
    }

    /** A new one in the stable one's place; who asks at the same moment gets the same. */
    public AppToken renewedStable(AppId app) {
        return renewed(app, kept(app)).orElseGet(() -> stable(app));
    }

    private Optional<Kept> kept(AppId app) {
        return sql.one(
                STABLE,
                row -> new Kept(
                        row.getString("token_id"),
                        Sql.instant(row, "expires_at"),
                        Optional.ofNullable(row.getBytes("sealed"))),
                app.value(),
                Wire.name(AppTokenLine.STABLE));
    }

    /** Empty if somebody else was first. The text is stored before the log is told: what is current can be shown. */
    private Optional<AppToken> renewed(AppId app, Optional<Kept> before) {
        var signed = sign(app);
        sql.update(
                "INSERT INTO stable_token (token_id, app, sealed, expires_at) VALUES (?, ?, ?, ?)",
                signed.tokenId(),
                app.value(),
                seal.seal(signed.tokenId(), signed.text()),
                signed.expiresAt());
        var refusal = announce(
                app,
                AppTokenLine.STABLE,
                signed,
                Optional.of(before.map(Kept::tokenId).orElse("")));
        sql.update(
                "DELETE FROM stable_token WHERE app = ? AND (expires_at < ? OR token_id = ?)",
                app.value(),
                clock.instant(),
                refusal.isPresent() ? signed.tokenId() : "");
        return refusal.isPresent() ? Optional.empty() : Optional.of(shown(signed));
    }

    private Issuer.Signed sign(AppId app) {
        limit.demand("app-token/" + app.value(), RENEWALS_PER_MINUTE, Duration.ofMinutes(1));
        return issuer.sign(new Caller.App(app), Optional.empty());
    }

    private Optional<AuthRefusal> announce(
            AppId app, AppTokenLine line, Issuer.Signed signed, Optional<String> replacing) {
        return log.ask(new RenewAppToken(app, line, signed.tokenId(), signed.expiresAt(), overlap, replacing));
    }

    private static AppToken shown(Issuer.Signed signed) {
        return new AppToken(signed.text(), signed.life());
    }
}
