package dev.hookswitch.auth.registry;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Page;
import dev.hookswitch.access.Problem;
import dev.hookswitch.auth.Apps;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.tokens.ClientSecrets;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.Reminder;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Device models of an app: what a device is called and who reminds it. */
@Singleton
@Path("/")
@RunOnVirtualThread
@Callers({CallerKind.APP, CallerKind.OPERATOR})
public class ModelResource {
    /** With a deviceName of 13 characters it still fits into a shown name of 128 bytes. */
    private static final int PRODUCT_TYPE_BYTES_MAX = 64;

    /** What runs on the device. */
    public enum DeviceSystem {
        ANDROID(Reminder.PLATFORM),
        /** Nobody tells such a device: the developer's own channel carries {@code roomId} (contract §7.5). */
        LINUX(Reminder.DEVELOPER),
        RTOS(Reminder.DEVELOPER);

        private final Reminder usual;

        DeviceSystem(Reminder usual) {
            this.usual = usual;
        }
    }

    public record ModelRequest(
            Optional<ModelId> modelId, String productType, DeviceSystem system, Optional<Reminder> reminder) {
        public ModelRequest {
            Bounds.range("productType in characters", productType.length(), 1, PRODUCT_TYPE_BYTES_MAX);
            Bounds.bytes("productType", productType, PRODUCT_TYPE_BYTES_MAX);
        }
    }

    public record ModelView(
            ModelId modelId, String productType, DeviceSystem system, Reminder reminder, Instant createdAt) {
        boolean saysTheSameAs(ModelView other) {
            return productType.equals(other.productType) && system == other.system && reminder == other.reminder;
        }
    }

    private final CurrentCaller caller;
    private final Sql sql;
    private final InstantSource clock;

    ModelResource(CurrentCaller caller, Sql sql, InstantSource clock) {
        this.caller = caller;
        this.sql = sql;
        this.clock = clock;
    }

    /** 201; 200 for a repetition. */
    @POST
    @Path("/v1/models")
    public Response create(ModelRequest request, @QueryParam("app") Optional<String> named) {
        var app = Apps.of(caller.get(), named.map(AppId::new));
        var model = new ModelView(
                request.modelId().orElseGet(() -> new ModelId("m" + ClientSecrets.randomHex(8))),
                request.productType(),
                request.system(),
                request.reminder().orElse(request.system().usual),
                clock.instant());
        Registry.demandApp(sql, app);
        int made = sql.update(
                """
                INSERT INTO model (app, model_id, product_type, system, reminder, created_at)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                app.value(),
                model.modelId().value(),
                model.productType(),
                Wire.name(model.system()),
                Wire.name(model.reminder()),
                model.createdAt());
        if (made > 0) {
            return Response.status(201).entity(model).build();
        }
        var known = sql.one(
                        "SELECT * FROM model WHERE app = ? AND model_id = ?",
                        ModelResource::view,
                        app.value(),
                        model.modelId().value())
                .orElseThrow();
        if (!known.saysTheSameAs(model)) {
            throw Problem.of(409, Reason.MODEL_EXISTS, "There is another model with this modelId.")
                    .field("modelId")
                    .asException();
        }
        return Response.ok(known).build();
    }

    @GET
    @Path("/v1/models")
    public Page<ModelView> list(
            @QueryParam("app") Optional<String> app,
            @QueryParam("limit") Optional<Integer> limit,
            @QueryParam("cursor") Optional<String> cursor) {
        int max = Page.limit(limit);
        List<ModelView> found = sql.list(
                "SELECT * FROM model WHERE app = ? AND model_id > ? ORDER BY model_id LIMIT ?",
                ModelResource::view,
                Apps.of(caller.get(), app.map(AppId::new)).value(),
                Page.after(cursor),
                max + 1);
        return Page.of(found, max, model -> model.modelId().value());
    }

    private static ModelView view(ResultSet row) throws SQLException {
        return new ModelView(
                new ModelId(row.getString("model_id")),
                row.getString("product_type"),
                DeviceSystem.valueOf(row.getString("system").toUpperCase(Locale.ROOT)),
                Reminder.valueOf(row.getString("reminder").toUpperCase(Locale.ROOT)),
                Sql.instant(row, "created_at"));
    }
}
