package dev.hookswitch.auth.registry;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.NoToken;
import dev.hookswitch.access.Page;
import dev.hookswitch.access.Problem;
import dev.hookswitch.auth.Apps;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.codes.SnTickets;
import dev.hookswitch.auth.tokens.DeviceKey;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.ErrCode;
import dev.hookswitch.contracts.problem.Reason;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;

/**
 * Devices of an app. The app adds one, or hands an snTicket to a device, which then registers itself with its public
 * key and gets tokens by assertions signed with the private one.
 */
@Singleton
@Path("/")
@RunOnVirtualThread
public class DeviceResource {
    public record DeviceRequest(Sn sn, ModelId modelId) {}

    /**
     * A device as its app sees it.
     *
     * @param registered whether the device has shown its key
     */
    public record DeviceView(Sn sn, ModelId modelId, boolean registered, boolean disabled, Instant createdAt) {}

    public record TicketRequest(Sn sn, ModelId modelId) {}

    /**
     * What the app hands to the device.
     *
     * @param snTicket 32 letters and digits (contract §4.2)
     */
    public record TicketView(String snTicket, Duration expiresIn) {
        @Override
        public String toString() {
            return "TicketView[]";
        }
    }

    /**
     * What a device shows once.
     *
     * @param publicKey a JWK (RFC 7517): kty EC, crv P-256, x, y, and no private part
     */
    public record Registration(AppId appid, Sn sn, ModelId modelId, String snTicket, Map<String, Object> publicKey) {
        private static final int PUBLIC_KEY_MEMBERS_MAX = 16;

        public Registration {
            Bounds.range("publicKey in members", publicKey.size(), 1, PUBLIC_KEY_MEMBERS_MAX);
        }

        @Override
        public String toString() {
            return "Registration[" + appid + "/" + sn + "]";
        }
    }

    public record RegistrationView(AppId appid, Sn sn, ModelId modelId, Instant registeredAt) {}

    private final CurrentCaller caller;
    private final Sql sql;
    private final InstantSource clock;
    private final SnTickets tickets;

    DeviceResource(CurrentCaller caller, Sql sql, InstantSource clock, SnTickets tickets) {
        this.caller = caller;
        this.sql = sql;
        this.clock = clock;
        this.tickets = tickets;
    }

    /** 201; 200 for a repetition. */
    @POST
    @Path("/v1/devices")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    public Response create(DeviceRequest request, @QueryParam("app") Optional<String> named) {
        var app = app(named);
        Registry.demandApp(sql, app);
        Registry.demandModel(sql, app, request.modelId());
        int made = sql.update(
                """
                INSERT INTO device (app, sn, model_id, created_at) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING""", app.value(), request.sn().value(), request.modelId().value(), clock.instant());
        var device = find(app, request.sn());
        if (!device.modelId().equals(request.modelId())) {
            throw otherModel().asException();
        }
        return Response.status(made > 0 ? 201 : 200).entity(device).build();
    }

    private static Problem otherModel() {
        return Problem.of(409, Reason.DEVICE_EXISTS, "The device is registered with another modelId.")
                .field("modelId");
    }

    private static final String SELECT = """
            SELECT d.sn, d.model_id, d.public_key IS NOT NULL AS registered, COALESCE(h.disabled, false) AS disabled,
                d.created_at
            FROM device d LEFT JOIN holder h ON h.key = d.app || '/' || d.sn
            """;

    private DeviceView find(AppId app, Sn sn) {
        return sql.one(SELECT + "WHERE d.app = ? AND d.sn = ?", DeviceResource::view, app.value(), sn.value())
                .orElseThrow();
    }

    @GET
    @Path("/v1/devices")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    public Page<DeviceView> list(
            @QueryParam("app") Optional<String> app,
            @QueryParam("limit") Optional<Integer> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        int max = Page.limit(limit);
        var found = sql.list(
                SELECT + "WHERE d.app = ? AND d.sn > ? ORDER BY d.sn LIMIT ?",
                DeviceResource::view,
                app(app).value(),
                Page.after(cursor),
                max + 1);
        return Page.of(found, max, device -> device.sn().value());
    }

    private static DeviceView view(ResultSet row) throws SQLException {
        return new DeviceView(
                new Sn(row.getString("sn")),
                new ModelId(row.getString("model_id")),
                row.getBoolean("registered"),
                row.getBoolean("disabled"),
                Sql.instant(row, "created_at"));
    }

    @POST
    @Path("/v1/sn-tickets")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    @ResponseStatus(201)
    public TicketView ticket(TicketRequest request, @QueryParam("app") Optional<String> named) {
        var app = app(named);
        Registry.demandModel(sql, app, request.modelId());
        return new TicketView(tickets.issue(new SnTickets.For(app, request.sn(), request.modelId())), tickets.life());
    }

    /** Repeatable while the ticket lives; a later registration replaces the key, which is the app's to allow. */
    @POST
    @Path("/v1/devices/registrations")
    @NoToken
    @ResponseStatus(201)
    public RegistrationView register(Registration request) {
        var key = DeviceKey.of(request.publicKey());
        tickets.demand(
                request.snTicket(),
                new SnTickets.For(request.appid(), request.sn(), request.modelId()),
                ErrCode.SN_TICKET_WRONG);
        var now = clock.instant();
        int written = sql.update(
                """
                INSERT INTO device (app, sn, model_id, public_key, registered_at, created_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (app, sn) DO UPDATE
                SET public_key = excluded.public_key, registered_at = excluded.registered_at
                WHERE device.model_id = excluded.model_id""",
                request.appid().value(),
                request.sn().value(),
                request.modelId().value(),
                key.text(),
                now,
                now);
        if (written == 0) {
            throw otherModel().asException();
        }
        return new RegistrationView(request.appid(), request.sn(), request.modelId(), now);
    }

    private AppId app(Optional<String> named) {
        return Apps.of(caller.get(), named.map(AppId::new));
    }
}
