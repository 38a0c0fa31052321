package dev.hookswitch.local;

import dev.hookswitch.local.seed.Planting;
import dev.hookswitch.local.seed.SecretKeeper;
import dev.hookswitch.local.seed.SeedFile;
import dev.hookswitch.local.seed.SeedRefused;
import dev.hookswitch.local.seed.SeedSchema;
import dev.hookswitch.local.seed.SeedStopped;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** {@code ./hookswitch seed}: makes in a running platform what a seed file wants and is not there yet. */
final class SeedCommand {
    private SeedCommand() {}

    /** Arguments: data directory, then the file and {@code --address <url>}, or {@code --schema}. */
    public static void main(String[] args) {
        try {
            run(DataDirectory.at(Path.of(args[0])), List.of(args).subList(1, args.length));
        } catch (LocalFailed | SeedRefused | SeedStopped e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(DataDirectory data, List<String> arguments) {
        if (arguments.equals(List.of("--schema"))) {
            System.out.print(SeedSchema.text());
            return;
        }
        var options = FileAndAddress.parse("seed", arguments);
        var file = options.file().orElseThrow(() -> new LocalFailed("seed needs a file: ./hookswitch seed <file>"));
        try {
            // First, so that its mistakes are said also where no platform runs.
            var seed = SeedFile.read(file);
            var door = OperatorDoor.of(data, options.address());
            SecretKeeper secrets =
                    options.address().isEmpty() ? new KeptSecrets(data, System.out::println) : new Shown();
            var outcome = Planting.plant(seed, door.api(), door.secret(), secrets);
            System.out.println(outcome.text());
        } catch (UncheckedIOException e) {
            throw new LocalFailed("The file " + file + " cannot be read.", e);
        }
    }

    /** At another address there is no place to keep a secret. */
    private static final class Shown implements SecretKeeper {
        @Override
        public String make(String app) {
            var secret = DataDirectory.newSecret();
            System.out.println("the secret of app " + app + ", shown now and never again: " + secret);
            return secret;
        }

        @Override
        public void given(String app, String secret) {
            // Whoever wrote the file has it.
        }
    }
}
