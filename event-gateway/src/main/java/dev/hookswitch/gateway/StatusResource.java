package dev.hookswitch.gateway;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.gateway.live.LiveStatus;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** How this gateway is doing, for the operator and the other services; no front door leads here. */
@Path("/internal/v1/status")
@Callers({CallerKind.SERVICE, CallerKind.OPERATOR})
public class StatusResource {
    private final LiveStatus status;

    StatusResource(LiveStatus status) {
        this.status = status;
    }

    @GET
    @RunOnVirtualThread
    public LiveStatus.Status status() {
        return status.now();
    }
}
