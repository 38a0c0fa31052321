package dev.hookswitch.push.callbacks;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.push.PushConfig;
import dev.hookswitch.push.callbacks.core.CallbackUrl;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;

/** Callback addresses of apps, in PostgreSQL. */
@Singleton
public class Callbacks {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;

    private final DataSource dataSource;
    private final boolean allowPrivateAddresses;
    private final InstantSource clock;

    Callbacks(DataSource dataSource, PushConfig config, InstantSource clock) {
        this.dataSource = dataSource;
        this.allowPrivateAddresses = config.allowPrivateAddresses();
        this.clock = clock;
    }

    /** Where an app listens, and what its requests are signed with. */
    public record Callback(CallbackUrl url, WebhookSecret secret, Instant setAt) {}

    /** What is known of where a name leads. */
    public enum Leads {
        /** To addresses that may be called. */
        THERE,
        /** At least one of its addresses is none that apps may reach. */
        INSIDE,
        /** Nowhere now. */
        NOWHERE
    }

    public Optional<Callback> of(AppId app) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT url, secret, set_at FROM callback WHERE app = ?")) {
            statement.setString(1, app.value());
            try (var row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Callback(
                                new CallbackUrl(row.getString(1)),
                                new WebhookSecret(row.getString(2)),
                                row.getObject(3, OffsetDateTime.class).toInstant()))
                        : Optional.empty();
            }
        }
    }

    /** Sets the address, with a new secret each time: whoever took the old address over learns nothing more. */
    WebhookSecret set(AppId app, CallbackUrl url) throws SQLException {
        var key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        var secret = WebhookSecret.of(key);
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("""
                        INSERT INTO callback (app, url, secret, set_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT (app) DO UPDATE
                        SET url = EXCLUDED.url, secret = EXCLUDED.secret, set_at = EXCLUDED.set_at
                        """)) {
            statement.setString(1, app.value());
            statement.setString(2, url.value());
            statement.setString(3, secret.value());
            statement.setObject(4, clock.instant().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
        return secret;
    }

    void delete(AppId app) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("DELETE FROM callback WHERE app = ?")) {
            statement.setString(1, app.value());
            statement.executeUpdate();
        }
    }

    /**
     * Asked when the address is set and again before each request, because a name can lead elsewhere later. The JVM keeps
     * what it resolved for 30 s, so the request goes to the addresses that were looked at.
     */
    public Leads leads(CallbackUrl url) {
        try {
            var addresses = InetAddress.getAllByName(url.uri().getHost());
            return allowPrivateAddresses || Arrays.stream(addresses).allMatch(CallbackUrl::isPublic)
                    ? Leads.THERE
                    : Leads.INSIDE;
        } catch (UnknownHostException _) {
            return Leads.NOWHERE;
        }
    }
}
