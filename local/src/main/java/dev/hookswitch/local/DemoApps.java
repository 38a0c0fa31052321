package dev.hookswitch.local;

import dev.hookswitch.local.seed.Planting;
import dev.hookswitch.local.seed.SecretKeeper;
import dev.hookswitch.local.seed.SeedFile;
import dev.hookswitch.local.seed.SeedRefused;
import dev.hookswitch.local.seed.SeedStopped;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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

    /** The seeded apps of the platform in this data directory; at another address, seeded there by its operator. */
    public static DemoApps of(Path directory, Optional<String> elsewhere) {
        var data = DataDirectory.at(directory);
        var door = OperatorDoor.of(data, elsewhere);
        return elsewhere.isPresent() ? at(door) : here(door, data);
    }

    private static DemoApps here(OperatorDoor door, DataDirectory data) {
        return new DemoApps(
                door.api().address(),
                new App(Seeds.APP, secret(data, Seeds.APP), "off"),
                new App(Seeds.PAID_APP, secret(data, Seeds.PAID_APP), "on"));
    }

    private static String secret(DataDirectory data, String app) {
        return KeptSecrets.of(data, app)
                .orElseThrow(() -> new LocalFailed("The app " + app
                        + " is not there: this platform was started without its demo (up --no-demo or --seed)."));
    }

    /** In apps of their own, so that nobody's are touched and nobody's secrets are needed. */
    private static DemoApps at(OperatorDoor door) {
        var run = UUID.randomUUID().toString().substring(0, 8);
        var secrets = new Remembered();
        try {
            Planting.plant(SeedFile.demo(app -> app + "-" + run), door.api(), door.secret(), secrets);
        } catch (SeedRefused | SeedStopped e) {
            throw new LocalFailed("The demo cannot be seeded: " + e.getMessage(), e);
        }
        return new DemoApps(
                door.api().address(),
                new App(Seeds.APP + "-" + run, secrets.of(Seeds.APP + "-" + run), "off"),
                new App(Seeds.PAID_APP + "-" + run, secrets.of(Seeds.PAID_APP + "-" + run), "on"));
    }

    /** Secrets for one run of the demo. */
    private static final class Remembered implements SecretKeeper {
        private final Map<String, String> secrets = new HashMap<>();

        @Override
        public String make(String app) {
            return secrets.computeIfAbsent(app, _ -> DataDirectory.newSecret());
        }

        @Override
        public void given(String app, String secret) {
            secrets.put(app, secret);
        }

        String of(String app) {
            return Objects.requireNonNull(secrets.get(app), app);
        }
    }
}
