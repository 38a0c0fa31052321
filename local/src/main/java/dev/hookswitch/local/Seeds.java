package dev.hookswitch.local;

import dev.hookswitch.local.seed.Planting;
import dev.hookswitch.local.seed.Planting.Outcome;
import dev.hookswitch.local.seed.SecretKeeper;
import dev.hookswitch.local.seed.Seed;
import dev.hookswitch.local.seed.SeedFile;
import dev.hookswitch.local.seed.SeedRefused;
import dev.hookswitch.local.seed.SeedStopped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the demo calls in, as the demo's seed file has it; and how a platform is seeded when it starts. */
public final class Seeds {
    /** Charging is off: calls cost nothing. */
    public static final String APP = "hookswitch-demo";

    /** Charging is on: calls use up talking time or a device's licence. */
    public static final String PAID_APP = "hookswitch-demo-paid";

    public static final String USER = "demo-mum";
    static final List<String> USERS = List.of(USER, "demo-dad");

    public static final String MODEL = "demo-doorbell-linux";
    public static final String DEVICE = "demo-doorbell";

    private static final String SEEDED = "seeded";

    /** Read when it is asked for: most programs need the names alone. */
    private static final class DemoFile {
        static final Map<String, String> MODELS =
                SeedFile.demo(UnaryOperator.identity()).modelsByDevice(APP);
    }

    private Seeds() {}

    /** Serial numbers of the demo's devices, beside those that the platform plays itself. */
    static List<String> devices() {
        return List.copyOf(DemoFile.MODELS.keySet());
    }

    /** The model of one of them. */
    static Optional<String> modelOf(String sn) {
        return Optional.ofNullable(DemoFile.MODELS.get(sn));
    }

    /**
     * Plants the file that is given, or the demo if the platform has not been seeded yet: what its owner changes or removes
     * afterwards stays so. Empty if there was nothing to do.
     */
    static Optional<Outcome> plant(Optional<Seed> given, OperatorDoor door, DataDirectory data, SecretKeeper secrets) {
        try {
            if (given.isEmpty() && data.hasMark(SEEDED) && !Planting.isEmpty(door.api(), door.secret())) {
                return Optional.empty();
            }
            var seed = given.orElseGet(() -> SeedFile.demo(UnaryOperator.identity()));
            var outcome = Planting.plant(seed, door.api(), door.secret(), secrets);
            data.mark(SEEDED);
            return Optional.of(outcome);
        } catch (SeedRefused | SeedStopped e) {
            throw new LocalFailed("It cannot be seeded.\n" + e.getMessage(), e);
        }
    }
}
