package dev.hookswitch.auth.registry;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Page;
import dev.hookswitch.auth.Apps;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.tokens.ClientSecrets;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Users of an app. A person becomes one only through the developer's server. */
@Singleton
@Path("/")
@RunOnVirtualThread
@Callers({CallerKind.APP, CallerKind.OPERATOR})
public class UserResource {
    public record UserRequest(Optional<OpenId> openId) {}

    public record UserView(OpenId openId, boolean disabled, Instant createdAt) {}

    private static final String SELECT = """
            SELECT u.open_id, COALESCE(h.disabled, false) AS disabled, u.created_at
            FROM app_user u LEFT JOIN holder h ON h.key = u.app || '/user:' || u.open_id
            """;

    private final CurrentCaller caller;
    private final Sql sql;
    private final InstantSource clock;

    UserResource(CurrentCaller caller, Sql sql, InstantSource clock) {
        this.caller = caller;
        this.sql = sql;
        this.clock = clock;
    }

    /** 201; 200 for a repetition. */
    @POST
    @Path("/v1/users")
    public Response create(UserRequest request, @QueryParam("app") Optional<String> named) {
        var app = Apps.of(caller.get(), named.map(AppId::new));
        Registry.demandApp(sql, app);
        var openId = request.openId().orElseGet(() -> new OpenId("o" + ClientSecrets.randomHex(16)));
        int made = sql.update(
                "INSERT INTO app_user (app, open_id, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                app.value(),
                openId.value(),
                clock.instant());
        var user = sql.one(
                        SELECT + "WHERE u.app = ? AND u.open_id = ?", UserResource::view, app.value(), openId.value())
                .orElseThrow();
        return Response.status(made > 0 ? 201 : 200).entity(user).build();
    }

    @GET
    @Path("/v1/users")
    public Page<UserView> list(
            @QueryParam("app") Optional<String> app,
            @QueryParam("limit") Optional<Integer> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        int max = Page.limit(limit);
        var found = sql.list(
                SELECT + "WHERE u.app = ? AND u.open_id > ? ORDER BY u.open_id LIMIT ?",
                UserResource::view,
                Apps.of(caller.get(), app.map(AppId::new)).value(),
                Page.after(cursor),
                max + 1);
        return Page.of(found, max, user -> user.openId().value());
    }

    private static UserView view(ResultSet row) throws SQLException {
        return new UserView(
                new OpenId(row.getString("open_id")), row.getBoolean("disabled"), Sql.instant(row, "created_at"));
    }
}
