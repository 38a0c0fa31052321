package dev.hookswitch.local;

import dev.hookswitch.local.client.Api;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The apps that the demo calls in, of the platform that runs here or of another one. */
public record DemoApps(URI address, App free, App paid) {
    /** An app and the secret by which its server gets tokens; the text form leaves the secret out. */
    public record App(String id, String secret, String charging) {
        @Override
        public String toString() {
            return id;
        }
    }

    private static final String OPERATOR_SECRET = "HOOKSWITCH_OPERATOR_SECRET";

    /** The seeded apps of the platform in this data directory; at another address, seeded there by its operator. */
    public static DemoApps of(Path directory, Optional<String> elsewhere) {
        return elsewhere.map(DemoApps::at).orElseGet(() -> here(RunningPlatform.on(directory)));
    }

    private static DemoApps here(RunningPlatform platform) {
        return new DemoApps(
                platform.address(), seeded(platform, Seeds.APP, "off"), seeded(platform, Seeds.PAID_APP, "on"));
    }

    private static App seeded(RunningPlatform platform, String app, String charging) {
        var secret = platform.appSecret(app)
                .orElseThrow(() -> new LocalFailed("The app " + app
                        + " is not there: this platform was started without its demo (up --no-demo)."));
        return new App(app, secret, charging);
    }

    private static DemoApps at(String address) {
        var secret = System.getenv(OPERATOR_SECRET);
        if (secret == null) {
            throw new LocalFailed("Set " + OPERATOR_SECRET + " to the secret of the operator of " + address + ".");
        }
        var run = UUID.randomUUID().toString().substring(0, 8);
        var free = new App("demo-" + run, UUID.randomUUID().toString(), "off");
        var paid = new App("demo-paid-" + run, UUID.randomUUID().toString(), "on");
        new Seeds(Api.at(URI.create(address)), free, paid).plant(secret);
        return new DemoApps(URI.create(address), free, paid);
    }
}
