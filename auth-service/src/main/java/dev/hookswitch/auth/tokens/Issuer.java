package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.AccessConfig;
import dev.hookswitch.access.Caller;
import dev.hookswitch.access.TokenSigner;
import dev.hookswitch.access.TokenVerifier;
import dev.hookswitch.access.Verified;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.contracts.Bounds;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Issues access tokens, each kind with its life. Who may have one is asked before. */
@Singleton
final class Issuer {
    private static final Duration LIFE_MIN = Duration.ofSeconds(1);

    private final SigningKeys keys;
    private final String name;
    private final AuthConfig config;
    private final InstantSource clock;

    Issuer(SigningKeys keys, AccessConfig access, AuthConfig config, InstantSource clock) {
        this.keys = keys;
        this.name = access.issuer();
        this.config = config;
        this.clock = clock;
        for (var life : List.of(
                config.appTokenLife(), config.deviceTokenLife(), config.userTokenLife(), config.serviceTokenLife())) {
            if (life.compareTo(LIFE_MIN) < 0 || life.compareTo(TokenVerifier.TOKEN_LIFE_MAX) > 0) {
                throw new IllegalStateException("a token must live 1 s to %d s; services forget sooner who was disabled"
                        .formatted(TokenVerifier.TOKEN_LIFE_MAX.toSeconds()));
            }
        }
    }

    TokenResource.TokenView issue(Caller caller) {
        return issue(caller, Optional.empty());
    }

    /** A token as it will be shown, with what it says about itself. */
    record Signed(String text, String tokenId, Duration life, Instant expiresAt) {
        @Override
        public String toString() {
            return "Signed[" + tokenId + "]";
        }
    }

    /** A token with a life of its own, where one is asked for: at least a second and not more than its kind's. */
    TokenResource.TokenView issue(Caller caller, Optional<Long> lifeMs) {
        var signed = sign(caller, lifeMs);
        return new TokenResource.TokenView(signed.text(), "Bearer", signed.life());
    }

    Signed sign(Caller caller, Optional<Long> lifeMs) {
        var longest = life(caller);
        lifeMs.ifPresent(asked -> Bounds.range("lifeMs", asked, LIFE_MIN.toMillis(), longest.toMillis()));
        var life = lifeMs.map(Duration::ofMillis).orElse(longest);
        var now = clock.instant();
        var token = new Verified(caller, now, now.plus(life), UUID.randomUUID().toString());
        var signer = keys.signer();
        return new Signed(
                TokenSigner.sign(name, signer.kid(), signer.key(), token), token.tokenId(), life, token.expiresAt());
    }

    private Duration life(Caller caller) {
        return switch (caller) {
            case Caller.App _ -> config.appTokenLife();
            case Caller.User _ -> config.userTokenLife();
            case Caller.Device _ -> config.deviceTokenLife();
            case Caller.Service _, Caller.Operator _ -> config.serviceTokenLife();
        };
    }
}
