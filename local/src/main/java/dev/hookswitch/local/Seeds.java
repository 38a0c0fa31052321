package dev.hookswitch.local;

import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Api.Reply;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.Operator;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Makes what a first call needs, through the public interface: two demo apps with models, devices, users and grants. May
 * be repeated: what is already there stays as it is.
 */
public final class Seeds {
    /** Charging is off: calls cost nothing. */
    public static final String APP = "hookswitch-demo";

    /** Charging is on: calls use up talking time or a device's licence. */
    public static final String PAID_APP = "hookswitch-demo-paid";

    public static final String USER = "demo-mum";
    public static final String OTHER_USER = "demo-dad";
    public static final String MODEL = "demo-doorbell-linux";
    public static final String DEVICE = "demo-doorbell";

    private static final long TALKING_SECONDS = 36_000;
    private static final long LICENCES = 10;
    private static final String MARK = "seeded";

    private static final List<Model> MODELS = List.of(
            new Model(MODEL, "Doorbell", "linux", DEVICE),
            new Model("demo-display-android", "Display", "android", "demo-display"),
            new Model("demo-intercom-rtos", "Intercom", "rtos", "demo-intercom"));

    private record Model(String id, String productType, String system, String device) {}

    private final Api door;
    private final DataDirectory data;
    private final Progress progress;

    Seeds(URI address, DataDirectory data, Progress progress) {
        this.door = Api.at(address);
        this.data = data;
        this.progress = progress;
    }

    /** The secret of a demo app; made before the app, so that a crash between the two leaves nothing unknown. */
    static String secret(DataDirectory data, String app) {
        return data.secret("app-" + app);
    }

    void plant() {
        if (data.hasMark(MARK) && isThere(APP) && isThere(PAID_APP)) {
            return;
        }
        var operator = Operator.withSecret(door, data.secret("operator"));
        for (var app : List.of(APP, PAID_APP)) {
            plant(app, operator);
        }
        for (var roomType : List.of("voice", "video")) {
            operator.addTime(PAID_APP, "demo-" + roomType, roomType, TALKING_SECONDS);
        }
        operator.addLicences(PAID_APP, "demo-licences", LICENCES);
        operator.setCharging(PAID_APP, true);
        data.mark(MARK);
        progress.says("demo apps " + APP + " and " + PAID_APP + " are there");
    }

    private boolean isThere(String app) {
        return door.post(
                        "/v1/tokens",
                        Map.of("grantType", "clientCredentials", "clientId", app, "clientSecret", secret(data, app)))
                .isOk();
    }

    private void plant(String app, Operator operator) {
        there(operator.api().post("/v1/apps", Map.of("appid", app, "name", app, "secret", secret(data, app))));
        var server = AppServer.withSecret(door, app, secret(data, app));
        for (var user : List.of(USER, OTHER_USER)) {
            there(server.api().post("/v1/users", Map.of("openId", user)));
        }
        for (var model : MODELS) {
            there(server.api()
                    .post(
                            "/v1/models",
                            Map.of(
                                    "modelId",
                                    model.id(),
                                    "productType",
                                    model.productType(),
                                    "system",
                                    model.system())));
            there(server.api().post("/v1/devices", Map.of("sn", model.device(), "modelId", model.id())));
            for (var user : List.of(USER, OTHER_USER)) {
                server.grant(user, model.device(), "Front door");
            }
        }
    }

    /** Made now, or there before. */
    private static void there(Reply reply) {
        if (reply.status() != 409) {
            reply.ok();
        }
    }
}
