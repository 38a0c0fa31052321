package dev.hookswitch.access;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers verified tokens by their digest, the least recently used one forgotten first. */
final class VerifiedTokens {
    private final Map<String, Verified> byDigest;

    VerifiedTokens(int max) {
        byDigest = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
                return size() > max;
            }
        };
    }

    synchronized @Nullable Verified get(String digest) {
        return byDigest.get(digest);
    }

    synchronized void put(String digest, Verified verified) {
        byDigest.put(digest, verified);
    }
}
