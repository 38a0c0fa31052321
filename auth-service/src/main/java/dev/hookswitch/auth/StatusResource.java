package dev.hookswitch.auth;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.auth.rights.RightsLog;
import dev.hookswitch.auth.tokens.SigningKeys;
import dev.hookswitch.messaging.LogHealth;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** How this service is doing, for the platform's own eyes; the front door does not route it. */
@Singleton
@Path("/")
@Callers({CallerKind.SERVICE, CallerKind.OPERATOR})
public class StatusResource {
    public record Status(LogHealth log, int waitingQuestions, int signingKeys) {}

    private final RightsLog log;
    private final SigningKeys keys;

    StatusResource(RightsLog log, SigningKeys keys) {
        this.log = log;
        this.keys = keys;
    }

    @GET
    @Path("/internal/v1/status")
    public Status status() {
        return new Status(log.health(), log.waitingQuestions(), keys.live());
    }
}
