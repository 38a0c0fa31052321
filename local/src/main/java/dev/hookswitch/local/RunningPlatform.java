package dev.hookswitch.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** The platform that runs on a data directory, as other programs of this machine find it. */
public record RunningPlatform(Path data, URI address) {
    /** Throws {@link LocalFailed} if none runs there that can be used already. */
    public static RunningPlatform on(Path directory) {
        var data = DataDirectory.at(directory);
        var state = data.supervisor().flatMap(_ -> data.state());
        if (state.isEmpty() || state.get().stage() != PlatformState.Stage.READY) {
            throw new LocalFailed("Hookswitch does not run in " + data.path() + ". Start it: ./hookswitch up");
        }
        return new RunningPlatform(data.path(), URI.create(state.get().address()));
    }

    /** The secret of an app that this platform was seeded with. */
    public Optional<String> appSecret(String appid) {
        return KeptSecrets.of(DataDirectory.at(data), appid);
    }
}
