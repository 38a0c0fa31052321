package dev.hookswitch.access;

import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whose tokens, and which, no longer count although they have not expired, as {@link RevocationFeed} hears of them.
 * Thread-safe.
 */
@Singleton
public final class Revocations {
    /** More than are disabled in a token's life; the oldest is forgotten first. */
    private static final int MAX = 100_000;

    private record Subject(AppId app, String subject) {}

    private final Map<Subject, Boolean> revoked = bounded();
    /** By id, from when on. */
    private final Map<String, Instant> replaced = bounded();

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MAX;
            }
        };
    }

    /** Takes note of what the event says about tokens; grants say nothing about them. */
    public void on(AuthEvent event) {
        switch (event) {
            case AuthEvent.DeviceDisabled e -> revoke(new Subject(e.app(), "device:" + e.sn().value()));
            case AuthEvent.DeviceEnabled e -> restore(new Subject(e.app(), "device:" + e.sn().value()));
            case AuthEvent.UserDisabled e ->
                revoke(new Subject(e.app(), "user:" + e.openId().value()));
            case AuthEvent.UserEnabled e ->
                restore(new Subject(e.app(), "user:" + e.openId().value()));
            case AuthEvent.AppDisabled e -> revoke(ofApp(e.app()));
            case AuthEvent.AppEnabled e -> restore(ofApp(e.app()));
            case AuthEvent.AppTokenRenewed e -> e.replaced().ifPresent(this::replace);
            case AuthEvent.GrantGiven _, AuthEvent.GrantRefused _, AuthEvent.GrantRevoked _ -> {}
        }
    }

    /** Whether this caller, or its app, is disabled; for those who take another proof than its token. */
    public boolean includes(Caller caller) {
        var app = caller.appOf();
        return app.isPresent() && includes(app.get(), caller.subject());
    }

    /** Whether this very token has given way to a newer one. */
    synchronized boolean isReplaced(String tokenId, Instant now) {
        var until = replaced.isEmpty() ? null : replaced.get(tokenId);
        return until != null && !now.isBefore(until);
    }

    private synchronized void replace(AuthEvent.ReplacedToken token) {
        replaced.put(token.token(), token.until());
    }

    private synchronized boolean includes(AppId app, String subject) {
        return !revoked.isEmpty()
                && (revoked.containsKey(new Subject(app, subject)) || revoked.containsKey(ofApp(app)));
    }

    private static Subject ofApp(AppId app) {
        return new Subject(app, "app:" + app.value());
    }

    private synchronized void revoke(Subject subject) {
        revoked.put(subject, true);
    }

    private synchronized void restore(Subject subject) {
        revoked.remove(subject);
    }
}
