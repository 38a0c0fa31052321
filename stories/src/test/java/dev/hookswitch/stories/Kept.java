package dev.hookswitch.stories;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this run used that must be in no log, and what it is, which may be said. */
final class Kept {
    private static final Map<String, String> KIND_BY_SECRET = new ConcurrentHashMap<>();

    private Kept() {}

    /** Remembers a secret, and returns it. */
    static String secret(String kind, String secret) {
        KIND_BY_SECRET.put(secret, kind);
        return secret;
    }

    static Map<String, String> kindBySecret() {
        return Map.copyOf(KIND_BY_SECRET);
    }
}
