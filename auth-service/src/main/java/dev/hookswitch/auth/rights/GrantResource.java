package dev.hookswitch.auth.rights;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Page;
import dev.hookswitch.access.Problem;
import dev.hookswitch.auth.Apps;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.codes.SnTickets;
import dev.hookswitch.contracts.auth.AskedBy;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.ErrCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What users say about being called by devices. Said by the user, or for the user by its app or the operator. */
@Singleton
@Path("/")
@RunOnVirtualThread
public class GrantResource {
    /** What a user can say; {@code wiped} leaves no trace. */
    public enum Status {
        GRANTED,
        REFUSED,
        REVOKED,
        WIPED
    }

    /**
     * What a user said.
     *
     * @param deviceName what the user knows the device as; needed to grant
     * @param modelId needed with an snTicket
     * @param snTicket by it the app's server has asked; needed by a user that was never asked
     */
    public record GrantRequest(
            OpenId openId,
            Sn sn,
            Optional<ModelId> modelId,
            Optional<String> snTicket,
            Optional<String> deviceName,
            Status status) {
        @Override
        public String toString() {
            return "GrantRequest[" + openId + ", " + sn + ", " + status + "]";
        }
    }

    /** A grant as it stands; absent from the list is never asked or wiped. */
    public record GrantView(
            OpenId openId, Sn sn, String modelId, Status status, Optional<String> deviceName, Instant since) {}

    private static final String LIST = """
            SELECT g.open_id, g.sn, d.model_id, g.status, g.device_name, g.since
            FROM device_grant g JOIN device d USING (app, sn)
            WHERE g.app = ? AND (?::text IS NULL OR g.sn = ?) AND (?::text IS NULL OR g.open_id = ?)
                AND g.sn || '/' || g.open_id > ?
            ORDER BY g.sn || '/' || g.open_id
            LIMIT ?""";

    private final CurrentCaller caller;
    private final RightsLog log;
    private final SnTickets tickets;
    private final Sql sql;

    GrantResource(CurrentCaller caller, RightsLog log, SnTickets tickets, Sql sql) {
        this.caller = caller;
        this.log = log;
        this.tickets = tickets;
        this.sql = sql;
    }

    @PUT
    @Path("/v1/grants")
    @Callers({CallerKind.USER, CallerKind.APP, CallerKind.OPERATOR})
    public void put(GrantRequest request, @QueryParam("app") Optional<String> app) {
        var who = caller.get();
        if (who instanceof Caller.User user && !user.openId().equals(request.openId())) {
            throw Problem.forbidden("A user speaks only for itself.").asException();
        }
        var whose = Apps.of(who, app.map(AppId::new));
        log.carryOut(command(whose, request, askedBy(who, whose, request)));
    }

    private AskedBy askedBy(Caller who, AppId app, GrantRequest request) {
        if (request.snTicket().isEmpty()) {
            return who instanceof Caller.User ? AskedBy.SETTINGS : AskedBy.SERVER;
        }
        var model = request.modelId()
                .orElseThrow(() -> Problem.ofField("modelId", "modelId is needed with an snTicket: it is for that one.")
                        .asException());
        tickets.demand(request.snTicket().get(), new SnTickets.For(app, request.sn(), model), ErrCode.TICKET_WRONG);
        return AskedBy.TICKET;
    }

    private static AuthCommand command(AppId app, GrantRequest request, AskedBy askedBy) {
        return switch (request.status()) {
            case GRANTED ->
                new AuthCommand.GiveGrant(
                        app,
                        request.openId(),
                        request.sn(),
                        request.deviceName()
                                .orElseThrow(() -> Problem.ofField(
                                                "deviceName", "deviceName is needed to grant: what the user sees.")
                                        .asException()),
                        Optional.of(askedBy));
            case REFUSED -> new AuthCommand.RefuseGrant(app, request.openId(), request.sn());
            case REVOKED -> new AuthCommand.RevokeGrant(app, request.openId(), request.sn(), false);
            case WIPED -> new AuthCommand.RevokeGrant(app, request.openId(), request.sn(), true);
        };
    }

    @GET
    @Path("/v1/grants")
    @Callers({CallerKind.USER, CallerKind.DEVICE, CallerKind.APP, CallerKind.OPERATOR})
    public Page<GrantView> list(
            @QueryParam("app") Optional<String> app,
            @QueryParam("sn") Optional<String> sn,
            @QueryParam("openId") Optional<String> openId,
            @QueryParam("limit") Optional<Integer> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        var who = caller.get();
        var ofSn = sn.map(Sn::new);
        var ofUser = openId.map(OpenId::new);
        if (who instanceof Caller.User user) {
            ofUser = Optional.of(own(user.openId(), ofUser));
        }
        if (who instanceof Caller.Device device) {
            ofSn = Optional.of(own(device.sn(), ofSn));
        }
        int max = Page.limit(limit);
        var snText = ofSn.map(Sn::value).orElse(null);
        var openIdText = ofUser.map(OpenId::value).orElse(null);
        var found = sql.list(
                LIST,
                row -> new GrantView(
                        new OpenId(row.getString("open_id")),
                        new Sn(row.getString("sn")),
                        row.getString("model_id"),
                        Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                        Optional.ofNullable(row.getString("device_name")),
                        Sql.instant(row, "since")),
                Apps.of(who, app.map(AppId::new)).value(),
                snText,
                snText,
                openIdText,
                openIdText,
                Page.after(cursor),
                max + 1);
        return Page.of(
                found, max, grant -> grant.sn().value() + "/" + grant.openId().value());
    }

    private static <T> T own(T own, Optional<T> asked) {
        if (asked.isPresent() && !asked.get().equals(own)) {
            throw Problem.forbidden("Only what is about yourself.").asException();
        }
        return own;
    }
}
