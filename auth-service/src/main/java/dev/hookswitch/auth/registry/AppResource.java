package dev.hookswitch.auth.registry;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.Page;
import dev.hookswitch.access.Problem;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.tokens.ClientSecrets;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.problem.Reason;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Apps: who may use the platform at all. The operator's. */
@Singleton
@Path("/")
@RunOnVirtualThread
@Callers(CallerKind.OPERATOR)
public class AppResource {
    private static final int NAME_BYTES_MAX = 128;
    /** Contract §2.6 rings 60 s; the bounds are the design's (§3). */
    private static final int RING_MS_MIN = 5_000;

    private static final int RING_MS_MAX = 180_000;
    private static final int SECRET_CHARS_MIN = 16;
    private static final int SECRET_BYTES_MAX = 256;

    /**
     * A new app; what is absent is made.
     *
     * @param secret a given one, for moving an existing developer's server here
     */
    public record AppRequest(
            Optional<AppId> appid,
            Optional<String> secret,
            String name,
            Optional<Boolean> demandsGrants,
            Optional<Duration> ringTime) {
        public AppRequest {
            Bounds.range("name in characters", name.length(), 1, NAME_BYTES_MAX);
            Bounds.bytes("name", name, NAME_BYTES_MAX);
            secret.ifPresent(text -> {
                Bounds.range("secret in characters", text.length(), SECRET_CHARS_MIN, SECRET_BYTES_MAX);
                Bounds.bytes("secret", text, SECRET_BYTES_MAX);
            });
            ringTime.ifPresent(time -> Bounds.range("ringTimeMs", time.toMillis(), RING_MS_MIN, RING_MS_MAX));
        }

        @Override
        public String toString() {
            return "AppRequest[" + name + "]";
        }
    }

    /**
     * What the operator gets to hand on.
     *
     * @param secret shown here and never again
     */
    public record AppCreated(AppId appid, String secret) {
        @Override
        public String toString() {
            return "AppCreated[" + appid + "]";
        }
    }

    public record AppView(
            AppId appid,
            String name,
            boolean demandsGrants,
            Optional<Duration> ringTime,
            boolean disabled,
            Instant createdAt) {}

    private final Sql sql;
    private final InstantSource clock;

    AppResource(Sql sql, InstantSource clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @POST
    @Path("/v1/apps")
    @ResponseStatus(201)
    public AppCreated create(AppRequest request) {
        var appid = request.appid().orElseGet(() -> new AppId("hs" + ClientSecrets.randomHex(8)));
        var secret = request.secret().orElseGet(ClientSecrets::random);
        var hash = request.secret().isPresent() ? ClientSecrets.hashOfGiven(secret) : ClientSecrets.hashOfMade(secret);
        int made = sql.update(
                """
                INSERT INTO app (app, name, secret_hash, demands_grants, ring_time_ms, created_at)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                appid.value(),
                request.name(),
                hash,
                request.demandsGrants().orElse(false),
                request.ringTime().map(Duration::toMillis).orElse(null),
                clock.instant());
        if (made == 0) {
            throw Problem.of(409, Reason.APP_EXISTS, "There is an app with this appid.")
                    .field("appid")
                    .asException();
        }
        return new AppCreated(appid, secret);
    }

    @GET
    @Path("/v1/apps")
    public Page<AppView> list(
            @QueryParam("limit") Optional<Integer> limit, @QueryParam("cursor") Optional<String> cursor) {
        int max = Page.limit(limit);
        var found = sql.list(
                """
                SELECT a.*, COALESCE(h.disabled, false) AS disabled
                FROM app a LEFT JOIN holder h ON h.key = a.app
                WHERE a.app > ? ORDER BY a.app LIMIT ?""",
                row -> new AppView(
                        new AppId(row.getString("app")),
                        row.getString("name"),
                        row.getBoolean("demands_grants"),
                        Optional.ofNullable(row.getObject("ring_time_ms", Long.class))
                                .map(Duration::ofMillis),
                        row.getBoolean("disabled"),
                        Sql.instant(row, "created_at")),
                Page.after(cursor),
                max + 1);
        return Page.of(found, max, app -> app.appid().value());
    }
}
