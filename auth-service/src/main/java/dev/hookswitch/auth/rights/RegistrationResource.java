package dev.hookswitch.auth.rights;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.rights.core.Strangers;
import dev.hookswitch.contracts.auth.Registration;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** Lets room-service refuse a call with a mistyped id before there is a room; the front door does not route it. */
@Path(Registration.PATH)
@Callers(CallerKind.SERVICE)
@RunOnVirtualThread
public class RegistrationResource {
    private final Sql sql;

    RegistrationResource(Sql sql) {
        this.sql = sql;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Registration.Answer of(Registration.Question question) {
        return new Registration.Answer(
                Strangers.among(question, sql.transaction(tx -> RightsStore.sides(tx, question))));
    }
}
