package dev.hookswitch.push.registrations;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.push.GivenTokens;
import dev.hookswitch.push.PushConfig;
import dev.hookswitch.push.registrations.GivenTokenResource.GivenView;
import dev.hookswitch.push.registrations.core.Registration;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** PushTokens in PostgreSQL. No other service must hear of a registration, so it does not go through the log. */
@Singleton
public class Registrations {
    private final DataSource dataSource;
    private final PushConfig config;
    private final InstantSource clock;

    Registrations(DataSource dataSource, PushConfig config, InstantSource clock) {
        this.dataSource = dataSource;
        this.config = config;
        this.clock = clock;
    }

    /** A new token; where the party has too many of this version, its oldest stop to count. Returns its last moment. */
    Instant register(PushToken token, AppId app, String subject, AppVersion version) throws SQLException {
        var now = clock.instant();
        var expiresAt = now.plus(config.tokenLife());
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement("""
                        INSERT INTO registration (digest, app, subject, app_version, created_at, expires_at)
                        VALUES (?, ?, ?, ?, ?, ?)
                        """);
                var surplus = connection.prepareStatement("""
                        DELETE FROM registration WHERE digest IN (
                            SELECT digest FROM registration WHERE app = ? AND subject = ? AND app_version = ?
                                AND expires_at < 'infinity'
                            ORDER BY created_at DESC, digest OFFSET ?)
                        """)) {
            insert.setString(1, token.digest());
            insert.setString(2, app.value());
            insert.setString(3, subject);
            insert.setString(4, Wire.name(version));
            insert.setObject(5, now.atOffset(ZoneOffset.UTC));
            insert.setObject(6, expiresAt.atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
            surplus.setString(1, app.value());
            surplus.setString(2, subject);
            surplus.setString(3, Wire.name(version));
            surplus.setInt(4, config.tokensMax());
            surplus.executeUpdate();
        }
        return expiresAt;
    }

    /** What has become of a token that was given. */
    enum Giving {
        MADE,
        THERE,
        OTHER,
        TOO_MANY
    }

    /**
     * Keeps a token that a program has written into it. It has no end, since its program cannot ask for the next one, and
     * that is how it is told from those that were made here.
     */
    Giving give(String digest, AppId app, String subject, AppVersion version) throws SQLException {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement("""
                        INSERT INTO registration (digest, app, subject, app_version, created_at, expires_at)
                        SELECT ?, ?, ?, ?, ?, 'infinity' WHERE ? > (
                            SELECT count(*) FROM registration
                            WHERE app = ? AND subject = ? AND app_version = ? AND expires_at = 'infinity')
                        ON CONFLICT DO NOTHING
                        """);
                var known = connection.prepareStatement("""
                        SELECT app = ? AND subject = ? AND app_version = ? AND expires_at = 'infinity'
                        FROM registration WHERE digest = ?
                        """)) {
            insert.setString(1, digest);
            insert.setString(2, app.value());
            insert.setString(3, subject);
            insert.setString(4, Wire.name(version));
            insert.setObject(5, clock.instant().atOffset(ZoneOffset.UTC));
            insert.setInt(6, GivenTokens.PER_PARTY_MAX);
            insert.setString(7, app.value());
            insert.setString(8, subject);
            insert.setString(9, Wire.name(version));
            if (insert.executeUpdate() > 0) {
                return Giving.MADE;
            }
            known.setString(1, app.value());
            known.setString(2, subject);
            known.setString(3, Wire.name(version));
            known.setString(4, digest);
            try (var row = known.executeQuery()) {
                if (!row.next()) {
                    return Giving.TOO_MANY;
                }
                return row.getBoolean(1) ? Giving.THERE : Giving.OTHER;
            }
        }
    }

    /** An app's given tokens in the order of their digests, those behind {@code after}. */
    List<GivenView> given(AppId app, String after, int limit) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement("""
                        SELECT digest, subject, app_version, created_at FROM registration
                        WHERE app = ? AND digest > ? AND expires_at = 'infinity' ORDER BY digest LIMIT ?
                        """)) {
            select.setString(1, app.value());
            select.setString(2, after);
            select.setInt(3, limit);
            var found = new ArrayList<GivenView>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    var subject = row.getString(2);
                    var id = subject.substring(subject.indexOf(':') + 1);
                    var isDevice = subject.equals(new Party.Device(new Sn(id)).subject());
                    found.add(new GivenView(
                            row.getString(1),
                            isDevice ? Optional.of(new Sn(id)) : Optional.empty(),
                            isDevice ? Optional.empty() : Optional.of(new OpenId(id)),
                            Wire.json().convertValue(row.getString(3), AppVersion.class),
                            row.getObject(4, OffsetDateTime.class).toInstant()));
                }
            }
            return found;
        }
    }

    /** Takes back the party's tokens, those of one version or all. */
    void revoke(AppId app, String subject, Optional<AppVersion> version) throws SQLException {
        try (var connection = dataSource.getConnection();
                var delete = connection.prepareStatement(
                        "DELETE FROM registration WHERE app = ? AND subject = ? AND app_version = coalesce(?, app_version)")) {
            delete.setString(1, app.value());
            delete.setString(2, subject);
            delete.setString(3, version.map(Wire::name).orElse(null));
            delete.executeUpdate();
        }
    }

    /** The known ones among the digests, in one query. */
    public static Map<String, Registration> load(Connection tx, Collection<String> digests) throws SQLException {
        try (var statement = tx.prepareStatement(
                "SELECT digest, app, subject, app_version, expires_at FROM registration WHERE digest = ANY (?)")) {
            statement.setArray(1, tx.createArrayOf("text", digests.toArray()));
            var known = new HashMap<String, Registration>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    known.put(
                            row.getString(1),
                            new Registration(
                                    new AppId(row.getString(2)),
                                    row.getString(3),
                                    Wire.json().convertValue(row.getString(4), AppVersion.class),
                                    row.getObject(5, OffsetDateTime.class).toInstant()));
                }
            }
            return known;
        }
    }
}
