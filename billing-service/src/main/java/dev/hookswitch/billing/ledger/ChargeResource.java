package dev.hookswitch.billing.ledger;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.billing.ledger.core.Transfer;
import dev.hookswitch.billing.ledger.core.Transfer.Activated;
import dev.hookswitch.billing.ledger.core.Transfer.Added;
import dev.hookswitch.billing.ledger.core.Transfer.OnHold;
import dev.hookswitch.billing.ledger.core.Transfer.Refused;
import dev.hookswitch.billing.ledger.core.Transfer.Settled;
import dev.hookswitch.billing.ledger.core.Transfer.Undone;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Posting;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.problem.Reason;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What a call costs, from the moment money is set aside for it. */
@Path("/v1/charges")
@Callers(CallerKind.APP)
public class ChargeResource {
    private final DataSource dataSource;
    private final CurrentCaller caller;

    ChargeResource(DataSource dataSource, CurrentCaller caller) {
        this.dataSource = dataSource;
        this.caller = caller;
    }

    /** How far a call's charge is. */
    public enum Stage {
        HELD,
        CAPTURED,
        VOIDED,
        EXPIRED,
        REFUSED
    }

    /**
     * A call's charge.
     *
     * @param payable how long the held time lasts, for calls that are paid by time
     * @param charged what was charged in whole seconds, once the call is settled
     * @param objection why nothing was set aside
     */
    public record CallCharge(
            RoomId roomId,
            Stage stage,
            Optional<ChargeType> chargeType,
            Optional<Duration> payable,
            Optional<Duration> charged,
            Optional<Objection> objection,
            List<Posting> postings) {}

    @GET
    @Path("/{roomId}")
    @RunOnVirtualThread
    public CallCharge charge(@PathParam("roomId") String roomId) throws SQLException {
        var room = new RoomId(roomId);
        var app = ((Caller.App) caller.get()).app();
        try (var connection = dataSource.getConnection()) {
            // A call's hold is named after its room.
            return charge(room, BookStore.read(connection, app, room.value()).orElseThrow(ChargeResource::none));
        }
    }

    private static CallCharge charge(RoomId room, Transfer transfer) {
        return switch (transfer) {
            case OnHold t ->
                new CallCharge(
                        room,
                        Stage.HELD,
                        Optional.of(t.chargeType()),
                        t.payable(),
                        Optional.empty(),
                        Optional.empty(),
                        t.lines());
            case Settled t ->
                new CallCharge(
                        room,
                        switch (t.how()) {
                            case CAPTURED -> Stage.CAPTURED;
                            case VOIDED -> Stage.VOIDED;
                            case EXPIRED -> Stage.EXPIRED;
                        },
                        Optional.of(t.paid().chargeType()),
                        t.payable(),
                        Optional.of(t.paid().charged()),
                        Optional.empty(),
                        t.lines());
            case Refused t -> without(room, Stage.REFUSED, Optional.of(t.objection()));
            case Undone _ -> without(room, Stage.VOIDED, Optional.empty());
            case Added _, Activated _ -> throw none();
        };
    }

    private static CallCharge without(RoomId room, Stage stage, Optional<Objection> objection) {
        return new CallCharge(room, stage, Optional.empty(), Optional.empty(), Optional.empty(), objection, List.of());
    }

    private static ProblemException none() {
        return Problem.of(404, Reason.NO_SUCH_ROOM, "The app has no call of this id that was to be paid.")
                .asException();
    }
}
