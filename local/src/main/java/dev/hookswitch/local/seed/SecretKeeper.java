package dev.hookswitch.local.seed;

/** Knows what to do with the secrets of apps, which the platform itself shows to nobody. */
public interface SecretKeeper {
    /** A secret for an app that has none and is made next; kept or shown before, so that a crash leaves nothing unknown. */
    String make(String app);

    /** The secret that the seed file gives, and the platform has now. */
    void given(String app, String secret);
}
