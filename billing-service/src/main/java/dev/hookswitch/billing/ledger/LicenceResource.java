package dev.hookswitch.billing.ledger;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.billing.BillingLog;
import dev.hookswitch.contracts.billing.BillingAnswer.LicenceValid;
import dev.hookswitch.contracts.billing.BillingCommand.ActivateLicence;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.Reason;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The licences of an app's devices (contract §5.2). */
@Path("/v1/licences")
@Callers(CallerKind.APP)
public class LicenceResource {
    private final BillingLog log;
    private final DataSource dataSource;
    private final CurrentCaller caller;

    LicenceResource(BillingLog log, DataSource dataSource, CurrentCaller caller) {
        this.log = log;
        this.dataSource = dataSource;
        this.caller = caller;
    }

    /** One licence for one device; the same transfer again uses none. */
    public record Activation(Sn sn, String transfer) {}

    /** Until when a device is paid for; that may be past. */
    public record Licence(Sn sn, Instant validUntil) {}

    @POST
    @RunOnVirtualThread
    public Licence activate(Activation body) {
        var answer = log.carryOut(new ActivateLicence(caller().app(), body.transfer(), body.sn()));
        if (!(answer instanceof LicenceValid valid)) {
            throw new IllegalStateException("an activation answered by " + answer);
        }
        return new Licence(valid.device(), valid.validUntil());
    }

    @GET
    @RunOnVirtualThread
    public Licence licence(@QueryParam("sn") @Nullable String sn) throws SQLException {
        if (sn == null) {
            throw Problem.ofField("sn", "sn is missing: whose licence?").asException();
        }
        var device = new Sn(sn);
        try (var connection = dataSource.getConnection();
                var statement =
                        connection.prepareStatement("SELECT valid_until FROM licence WHERE app = ? AND sn = ?")) {
            statement.setString(1, caller().app().value());
            statement.setString(2, device.value());
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    throw Problem.of(404, Reason.NO_LICENCE, "The device has never had a licence.")
                            .asException();
                }
                return new Licence(
                        device, row.getObject(1, OffsetDateTime.class).toInstant());
            }
        }
    }

    private Caller.App caller() {
        return (Caller.App) caller.get();
    }
}
