package dev.hookswitch.local;

import dev.hookswitch.local.DemoApps.App;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Api.Reply;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.Operator;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    static final List<String> USERS = List.of(USER, OTHER_USER);

    public static final String MODEL = "demo-doorbell-linux";
    public static final String DEVICE = "demo-doorbell";

    /** What a user calls a device; the platform shows it with the product type right behind it, as the contract says. */
    private static final String DEVICE_NAME = "Front ";

    private static final long TALKING_SECONDS = 36_000;
    private static final long LICENCES = 10;

    private static final List<Model> MODELS = List.of(
            new Model(MODEL, "doorbell", "linux", DEVICE),
            new Model("demo-display-android", "display", "android", "demo-display"),
            new Model("demo-intercom-rtos", "intercom", "rtos", "demo-intercom"));

    private record Model(String id, String productType, String system, String device) {}

    private final Api door;
    private final App free;
    private final App paid;

    Seeds(Api door, App free, App paid) {
        this.door = door;
        this.free = free;
        this.paid = paid;
    }

    /** The demo apps of the platform in this data directory. */
    static Seeds of(URI address, DataDirectory data) {
        return new Seeds(
                Api.at(address),
                new App(APP, secret(data, APP), "off"),
                new App(PAID_APP, secret(data, PAID_APP), "on"));
    }

    /** The secret of a demo app; made before the app, so that a crash between the two leaves nothing unknown. */
    static String secret(DataDirectory data, String app) {
        return data.secret("app-" + app);
    }

    /** Serial numbers of the demo's devices, beside those that the platform plays itself. */
    static List<String> devices() {
        return MODELS.stream().map(Model::device).toList();
    }

    /** The model of one of them. */
    static Optional<String> modelOf(String sn) {
        return MODELS.stream()
                .filter(model -> model.device().equals(sn))
                .map(Model::id)
                .findFirst();
    }

    /** Whether the apps are there. */
    boolean areThere() {
        return isThere(free) && isThere(paid);
    }

    private boolean isThere(App app) {
        return door.post(
                        "/v1/tokens",
                        Map.of("grantType", "clientCredentials", "clientId", app.id(), "clientSecret", app.secret()))
                .isOk();
    }

    void plant(String operatorSecret) {
        var operator = Operator.withSecret(door, operatorSecret);
        plant(free, operator);
        plant(paid, operator);
        for (var roomType : List.of("voice", "video")) {
            operator.addTime(paid.id(), "demo-" + roomType, roomType, TALKING_SECONDS);
        }
        operator.addLicences(paid.id(), "demo-licences", LICENCES);
        operator.setCharging(paid.id(), true);
    }

    private void plant(App app, Operator operator) {
        there(operator.api().post("/v1/apps", Map.of("appid", app.id(), "name", app.id(), "secret", app.secret())));
        var server = AppServer.withSecret(door, app.id(), app.secret());
        for (var user : USERS) {
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
            for (var user : USERS) {
                server.grant(user, model.device(), DEVICE_NAME);
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
