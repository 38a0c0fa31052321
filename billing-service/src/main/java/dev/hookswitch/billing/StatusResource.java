package dev.hookswitch.billing;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.billing.ledger.OpenHolds;
import dev.hookswitch.messaging.LogHealth;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** How the service is doing, for the platform's own tools; the front door does not lead here. */
@Path("/internal/v1/status")
@Callers({CallerKind.SERVICE, CallerKind.OPERATOR})
public class StatusResource {
    private final BillingLog log;
    private final BillingConfig config;
    private final OpenHolds holds;

    StatusResource(BillingLog log, BillingConfig config, OpenHolds holds) {
        this.log = log;
        this.config = config;
        this.holds = holds;
    }

    /** {@code firstExpiry} is when the first of the open holds is given back. */
    public record Status(
            String service, String instance, LogHealth log, long openHolds, Optional<Instant> firstExpiry) {}

    @GET
    @RunOnVirtualThread
    public Status status() throws SQLException {
        var open = holds.count();
        return new Status("billing", config.instance(), log.health(), open.holds(), open.firstExpiry());
    }
}
