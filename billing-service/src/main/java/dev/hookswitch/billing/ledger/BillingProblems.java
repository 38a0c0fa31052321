package dev.hookswitch.billing.ledger;

import dev.hookswitch.access.Problem;
import dev.hookswitch.billing.CommandRefused;
import dev.hookswitch.contracts.billing.BillingRefusal;
import dev.hookswitch.contracts.billing.BillingRefusal.NoLicenceLeft;
import dev.hookswitch.contracts.billing.BillingRefusal.TransferUsed;
import dev.hookswitch.contracts.billing.BillingRefusal.ValidTooLong;
import dev.hookswitch.contracts.problem.Reason;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals of the books as problem documents. */
class BillingProblems {
    @ServerExceptionMapper
    public Response refused(CommandRefused e) {
        if (!(e.reason() instanceof BillingRefusal refusal)) {
            throw new IllegalStateException("not a refusal of billing: " + e.reason());
        }
        return (switch (refusal) {
                    case NoLicenceLeft _ ->
                        Problem.of(409, Reason.NO_LICENCE_LEFT, "No licence is left to activate; buy some.");
                    case ValidTooLong _ ->
                        Problem.of(
                                409,
                                Reason.VALID_TOO_LONG,
                                "The device's licence would run for more than three years; activate it later.");
                    case TransferUsed _ ->
                        Problem.of(
                                        422,
                                        Reason.TRANSFER_USED,
                                        "This transfer was used for something else; give each purchase its own.")
                                .field("transfer");
                })
                .response();
    }
}
