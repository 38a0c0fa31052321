package dev.hookswitch.auth.rights;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.auth.Apps;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;

/** Disables devices, users and apps: their calls end, their sockets close, they get no new token. Repeatable. */
@Singleton
@Path("/")
@RunOnVirtualThread
public class DisabledResource {
    private final CurrentCaller caller;
    private final RightsLog log;

    DisabledResource(CurrentCaller caller, RightsLog log) {
        this.caller = caller;
        this.log = log;
    }

    @PUT
    @Path("/v1/devices/{sn}/disabled")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    public void disableDevice(@PathParam("sn") String sn, @QueryParam("app") Optional<String> app) {
        log.carryOut(new AuthCommand.DisableDevice(app(app), new Sn(sn)));
    }

    @DELETE
    @Path("/v1/devices/{sn}/disabled")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    public void enableDevice(@PathParam("sn") String sn, @QueryParam("app") Optional<String> app) {
        log.carryOut(new AuthCommand.EnableDevice(app(app), new Sn(sn)));
    }

    @PUT
    @Path("/v1/users/{openId}/disabled")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    public void disableUser(@PathParam("openId") String openId, @QueryParam("app") Optional<String> app) {
        log.carryOut(new AuthCommand.DisableUser(app(app), new OpenId(openId)));
    }

    @DELETE
    @Path("/v1/users/{openId}/disabled")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    public void enableUser(@PathParam("openId") String openId, @QueryParam("app") Optional<String> app) {
        log.carryOut(new AuthCommand.EnableUser(app(app), new OpenId(openId)));
    }

    /** Only the operator: an app that disabled itself could not come back. */
    @PUT
    @Path("/v1/apps/{app}/disabled")
    @Callers(CallerKind.OPERATOR)
    public void disableApp(@PathParam("app") String app) {
        log.carryOut(new AuthCommand.DisableApp(new AppId(app)));
    }

    @DELETE
    @Path("/v1/apps/{app}/disabled")
    @Callers(CallerKind.OPERATOR)
    public void enableApp(@PathParam("app") String app) {
        log.carryOut(new AuthCommand.EnableApp(new AppId(app)));
    }

    private AppId app(Optional<String> named) {
        return Apps.of(caller.get(), named.map(AppId::new));
    }
}
