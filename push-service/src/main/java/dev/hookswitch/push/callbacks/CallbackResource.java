package dev.hookswitch.push.callbacks;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.push.callbacks.Callbacks.Leads;
import dev.hookswitch.push.callbacks.core.CallbackUrl;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.time.Instant;

/** Where the developer's server hears of calls whose listener has no socket. */
@Path("/v1/callback")
@Callers(CallerKind.APP)
public class CallbackResource {
    private final Callbacks callbacks;
    private final CurrentCaller caller;

    CallbackResource(Callbacks callbacks, CurrentCaller caller) {
        this.callbacks = callbacks;
        this.caller = caller;
    }

    public record Address(CallbackUrl url) {}

    /** The address and the secret that verifies what comes there; it is shown this once. */
    public record NewCallback(CallbackUrl url, String secret) {
        @Override
        public String toString() {
            return "NewCallback[" + url + "]";
        }
    }

    public record KnownCallback(CallbackUrl url, Instant setAt) {}

    @PUT
    @RunOnVirtualThread
    public NewCallback set(Address body) throws SQLException {
        // A name that leads nowhere yet may be set up later; one that leads inside is refused.
        if (callbacks.leads(body.url()) == Leads.INSIDE) {
            throw Problem.ofField("url", "url must lead to a public address, not into the platform's own network.")
                    .asException();
        }
        return new NewCallback(body.url(), callbacks.set(app(), body.url()).value());
    }

    @GET
    @RunOnVirtualThread
    public KnownCallback known() throws SQLException {
        return callbacks
                .of(app())
                .map(callback -> new KnownCallback(callback.url(), callback.setAt()))
                .orElseThrow(() -> Problem.of(404, Reason.NO_CALLBACK, "The app has no callback address; set one.")
                        .asException());
    }

    @DELETE
    @RunOnVirtualThread
    public void delete() throws SQLException {
        callbacks.delete(app());
    }

    private AppId app() {
        return ((Caller.App) caller.get()).app();
    }
}
