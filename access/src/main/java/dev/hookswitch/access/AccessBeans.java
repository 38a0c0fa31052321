package dev.hookswitch.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookswitch.contracts.Wire;
import io.quarkus.arc.DefaultBean;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes this module's plain classes injectable. */
final class AccessBeans {
    /** REST bodies are JSON as everything else on the wire is. */
    @Produces
    @Singleton
    @Unremovable
    ObjectMapper json() {
        return Wire.json();
    }

    @Produces
    @Singleton
    @DefaultBean
    InstantSource clock() {
        return InstantSource.system();
    }

    /** auth-service has its own, over its database. */
    @Produces
    @Singleton
    @DefaultBean
    KeySource keys(AccessConfig config, InstantSource clock) {
        var auth = config.authUrl()
                .orElseThrow(() -> new IllegalStateException("AUTH_URL is not set: the base URL of auth-service"));
        return new Jwks(auth, config.keysFile(), config.keysPause(), config.keysAge(), config.authWait(), clock);
    }

    @Produces
    @Singleton
    @Unremovable
    TokenVerifier verifier(KeySource keys, AccessConfig config, InstantSource clock, Revocations revocations) {
        return new TokenVerifier(keys, config.issuer(), clock, revocations);
    }

    @Produces
    @Singleton
    ServiceTokens serviceTokens(AccessConfig config, InstantSource clock) {
        return new ServiceTokens(config, clock);
    }
}
