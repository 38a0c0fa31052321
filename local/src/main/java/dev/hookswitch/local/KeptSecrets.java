package dev.hookswitch.local;

import dev.hookswitch.local.seed.SecretKeeper;
import java.util.Optional;

/**
 * Keeps the secrets of seeded apps in the data directory, where the demo and the commands at the terminal find them to
 * speak as an app's server. Says where, never what.
 */
record KeptSecrets(DataDirectory data, Progress progress) implements SecretKeeper {
    @Override
    public String make(String app) {
        var secret = data.secret(name(app));
        progress.says("the secret of app " + app + " is in "
                + data.path().resolve("secrets").resolve(name(app)));
        return secret;
    }

    @Override
    public void given(String app, String secret) {
        data.keepSecret(name(app), secret);
    }

    /** The secret of an app, if it was seeded from here. */
    static Optional<String> of(DataDirectory data, String app) {
        return data.existingSecret(name(app));
    }

    private static String name(String app) {
        return "app-" + app;
    }
}
