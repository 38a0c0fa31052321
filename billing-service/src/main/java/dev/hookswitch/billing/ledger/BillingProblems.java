package dev.hookswitch.billing.ledger;

import dev.hookswitch.access.ErrCode;
import dev.hookswitch.access.Problem;
import dev.hookswitch.billing.CommandRefused;
import dev.hookswitch.contracts.billing.BillingRefusal;
import dev.hookswitch.contracts.billing.BillingRefusal.NoLicenceLeft;
import dev.hookswitch.contracts.billing.BillingRefusal.TransferUsed;
import dev.hookswitch.contracts.billing.BillingRefusal.ValidTooLong;
import dev.hookswitch.messaging.CommandNotSent;
import dev.hookswitch.messaging.NoAnswer;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Refusals and failures of the books as problem documents. */
class BillingProblems {
    @ServerExceptionMapper
    public Response refused(CommandRefused e) {
        if (!(e.reason() instanceof BillingRefusal refusal)) {
            throw new IllegalStateException("not a refusal of billing: " + e.reason());
        }
        return (switch (refusal) {
                    case NoLicenceLeft _ ->
                        Problem.of(409, "no-licence-left", 9800039, "No licence is left to activate; buy some.");
                    case ValidTooLong _ ->
                        Problem.of(
                                409,
                                "valid-too-long",
                                9800038,
                                "The device's licence would run for more than three years; activate it later.");
                    case TransferUsed _ ->
                        Problem.of(
                                        422,
                                        "transfer-used",
                                        9800037,
                                        "This transfer was used for something else; give each purchase its own.")
                                .field("transfer");
                })
                .response();
    }

    @ServerExceptionMapper
    public Response notSent(CommandNotSent e) {
        return Problem.of(503, "not-sent", ErrCode.BUSY, "The platform's log does not answer; send the same again.")
                .command(e.id())
                .response();
    }

    @ServerExceptionMapper
    public Response noAnswer(NoAnswer e) {
        return Problem.of(504, "no-answer", ErrCode.BUSY, "Nobody has decided in time; send the same again.")
                .command(e.id())
                .response();
    }
}
