package dev.hookswitch.auth.codes;

import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.codes.ShortLived.Fate;
import dev.hookswitch.auth.guesses.Guesses;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.ErrCode;
import dev.hookswitch.contracts.problem.Reason;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Proof of the app that a device is its own: 32 letters and digits for one app, sn and modelId, for five minutes (contract
 * §4.2). In that time it counts as often as it is shown: the user's page and the device both need it.
 */
@Singleton
public final class SnTickets {
    private final ShortLived store;
    private final Guesses guesses;
    private final ShortLived.Kind kind;

    SnTickets(ShortLived store, Guesses guesses, AuthConfig config) {
        this.store = store;
        this.guesses = guesses;
        this.kind = new ShortLived.Kind("sn-ticket", config.snTicketLife(), false);
    }

    /** The device that a ticket is for. */
    public record For(AppId app, Sn sn, ModelId model) {
        private String text() {
            return app + "/" + sn + "/" + model;
        }
    }

    public Duration life() {
        return kind.life();
    }

    public String issue(For device) {
        return store.issue(kind, device.text(), "");
    }

    /**
     * Returns where the ticket counts; else a 401 problem that says why not.
     *
     * @param code the contract has one for registering a device (9800011, §3.6) and one for asking a user (10008, §3.5)
     */
    public void demand(String ticket, For device, ErrCode code) {
        // A ticket that was issued to somebody was not guessed, whatever else is wrong with it.
        var fate = guesses.attempt(
                        "sn-ticket",
                        device.app() + "/" + device.sn(),
                        () -> Optional.of(store.show(kind, ticket, List.of(device.text())))
                                .filter(found -> !(found instanceof Fate.Unknown)))
                .orElseGet(Fate.Unknown::new);
        switch (fate) {
            case Fate.Good _ -> {}
            case Fate.Expired _ ->
                throw wrong(Reason.SN_TICKET_EXPIRED, code, "The snTicket has expired; get a new one.");
            case Fate.Foreign _ ->
                throw wrong(Reason.SN_TICKET_FOREIGN, code, "The snTicket was issued for another app, sn or modelId.");
            case Fate.Unknown _ ->
                throw wrong(Reason.SN_TICKET_UNKNOWN, code, "There is no such snTicket; get a new one.");
            case Fate.Used _ -> throw new IllegalStateException("an snTicket is not used up");
        }
    }

    private static ProblemException wrong(Reason reason, ErrCode code, String sentence) {
        return Problem.of(401, reason, code, sentence).field("snTicket").asException();
    }
}
