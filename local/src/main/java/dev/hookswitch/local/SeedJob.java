package dev.hookswitch.local;

import dev.hookswitch.local.terminal.DemoDevices;
import java.nio.file.Path;
import java.util.Optional;

/** Seeds the demo apps of a platform that is not this machine's, once: a job that may run again and again. */
final class SeedJob {
    private SeedJob() {}

    /**
     * Argument: the directory that keeps the apps' secrets, and that it was done. Environment: the front door's address as
     * {@value DemoDevices#ADDRESS}, and {@value OperatorDoor#OPERATOR_SECRET}.
     */
    public static void main(String[] args) {
        var data = DataDirectory.at(Path.of(args[0]));
        try {
            var door = OperatorDoor.of(data, Optional.of(System.getenv().getOrDefault(DemoDevices.ADDRESS, "")));
            var outcome = Seeds.plant(Optional.empty(), door, data, new KeptSecrets(data, System.out::println));
            System.out.println(outcome.map(planted -> planted.text()).orElse("The demo was seeded before."));
        } catch (LocalFailed e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }
}
