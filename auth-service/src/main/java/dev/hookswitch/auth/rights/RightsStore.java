package dev.hookswitch.auth.rights;

import dev.hookswitch.auth.rights.core.GrantCounts;
import dev.hookswitch.auth.rights.core.Holder;
import dev.hookswitch.auth.rights.core.Holder.AppRights;
import dev.hookswitch.auth.rights.core.Holder.CurrentToken;
import dev.hookswitch.auth.rights.core.Holder.DeviceRights;
import dev.hookswitch.auth.rights.core.Holder.Grant;
import dev.hookswitch.auth.rights.core.Holder.UserRights;
import dev.hookswitch.auth.rights.core.HolderKey;
import dev.hookswitch.auth.rights.core.Registered;
import dev.hookswitch.auth.rights.core.Registered.AppFacts;
import dev.hookswitch.auth.rights.core.Registered.DeviceFacts;
import dev.hookswitch.auth.rights.core.Registered.DeviceKey;
import dev.hookswitch.auth.rights.core.Registered.UserFacts;
import dev.hookswitch.auth.rights.core.Registered.UserKey;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.auth.AppTokenLine;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.auth.Registration;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.messaging.Aggregates.Change;
import dev.hookswitch.messaging.Aggregates.Stored;
import dev.hookswitch.messaging.core.Received;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rights in PostgreSQL: a fixed number of statements for a batch, whatever its size. */
final class RightsStore {
    private static final String HOLDERS = "SELECT key, partition, seq, at, disabled FROM holder WHERE key = ANY (?)";

    private static final String TOKENS = "SELECT app, line, token_id, expires_at FROM app_token WHERE app = ANY (?)";

    private static final String SAVE_TOKENS = """
            INSERT INTO app_token (app, line, token_id, expires_at)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[])
            ON CONFLICT (app, line) DO UPDATE SET token_id = excluded.token_id, expires_at = excluded.expires_at""";

    private static final String GRANTS = """
            SELECT g.app, g.sn, g.open_id, g.status, g.device_name, g.since
            FROM unnest(?::text[], ?::text[], ?::text[]) AS wanted(app, sn, open_id)
            JOIN device_grant g USING (app, sn, open_id)""";

    private static final String APPS = """
            SELECT a.app, a.demands_grants, a.ring_time_ms, COALESCE(h.disabled, false) AS disabled
            FROM app a LEFT JOIN holder h ON h.key = a.app
            WHERE a.app = ANY (?)""";

    private static final String DEVICES = """
            SELECT d.app, d.sn, d.model_id, m.product_type, m.reminder
            FROM unnest(?::text[], ?::text[]) AS wanted(app, sn)
            JOIN device d USING (app, sn)
            JOIN model m USING (app, model_id)""";

    /** One row per wanted user; {@code own} null says that this app has no such user. */
    private static final String USERS = """
            SELECT wanted.app, wanted.open_id, u.app AS own, COALESCE(h.disabled, false) AS disabled,
                u.app IS NULL AND EXISTS (SELECT 1 FROM app_user o WHERE o.open_id = wanted.open_id) AS foreign_user
            FROM unnest(?::text[], ?::text[]) AS wanted(app, open_id)
            LEFT JOIN app_user u ON u.app = wanted.app AND u.open_id = wanted.open_id
            LEFT JOIN holder h ON h.key = wanted.app || '/user:' || wanted.open_id""";

    private static final String COUNT_OF_DEVICES = """
            SELECT g.app, g.sn, count(*)
            FROM unnest(?::text[], ?::text[]) AS wanted(app, sn) JOIN device_grant g USING (app, sn)
            GROUP BY g.app, g.sn""";

    private static final String COUNT_OF_USERS = """
            SELECT g.app, g.open_id, count(*)
            FROM unnest(?::text[], ?::text[]) AS wanted(app, open_id) JOIN device_grant g USING (app, open_id)
            GROUP BY g.app, g.open_id""";

    private static final String SAVE_HOLDERS = """
            INSERT INTO holder (key, partition, seq, at, disabled)
            SELECT * FROM unnest(?::text[], ?::int[], ?::bigint[], ?::timestamptz[], ?::boolean[])
            ON CONFLICT (key) DO UPDATE
            SET seq = excluded.seq, at = excluded.at, disabled = excluded.disabled""";

    private static final String SAVE_GRANTS = """
            INSERT INTO device_grant (app, sn, open_id, status, device_name, since)
            SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
            ON CONFLICT (app, sn, open_id) DO UPDATE
            SET status = excluded.status, device_name = excluded.device_name, since = excluded.since""";

    private static final String WIPE_GRANTS = """
            DELETE FROM device_grant g
            USING unnest(?::text[], ?::text[], ?::text[]) AS wiped(app, sn, open_id)
            WHERE g.app = wiped.app AND g.sn = wiped.sn AND g.open_id = wiped.open_id""";

    private RightsStore() {}

    /** One user's grant for one device. */
    private record GrantKey(AppId app, Sn sn, OpenId openId) {}

    static Map<String, Stored<Holder>> load(Connection tx, Collection<Received<AuthCommand>> batch)
            throws SQLException {
        var grants = grants(tx, batch);
        var holders = new HashMap<String, Stored<Holder>>();
        var keys = batch.stream().map(Received::key).distinct().toList();
        var tokens = tokens(tx, keys);
        try (var statement = tx.prepareStatement(HOLDERS)) {
            statement.setArray(1, texts(tx, keys));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var key = row.getString("key");
                    holders.put(
                            key,
                            new Stored<>(
                                    holder(HolderKey.parse(key), row.getBoolean("disabled"), grants, tokens),
                                    row.getLong("seq"),
                                    instant(row, "at"),
                                    row.getInt("partition")));
                }
            }
        }
        return holders;
    }

    private static Holder holder(
            HolderKey key,
            boolean disabled,
            Map<DeviceKey, Map<OpenId, Grant>> grants,
            Map<AppId, Map<AppTokenLine, CurrentToken>> tokens) {
        return switch (key) {
            case HolderKey.OfApp k -> new AppRights(disabled, tokens.getOrDefault(k.app(), Map.of()));
            case HolderKey.OfUser _ -> new UserRights(disabled);
            case HolderKey.OfDevice k ->
                new DeviceRights(disabled, grants.getOrDefault(new DeviceKey(k.app(), k.sn()), Map.of()));
        };
    }

    private static Map<AppId, Map<AppTokenLine, CurrentToken>> tokens(Connection tx, List<String> keys)
            throws SQLException {
        var tokens = new HashMap<AppId, Map<AppTokenLine, CurrentToken>>();
        var apps = keys.stream()
                .filter(key -> HolderKey.parse(key) instanceof HolderKey.OfApp)
                .toList();
        if (apps.isEmpty()) {
            return tokens;
        }
        try (var statement = tx.prepareStatement(TOKENS)) {
            statement.setArray(1, texts(tx, apps));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    tokens.computeIfAbsent(new AppId(row.getString("app")), _ -> new HashMap<>())
                            .put(
                                    AppTokenLine.valueOf(row.getString("line").toUpperCase(Locale.ROOT)),
                                    new CurrentToken(row.getString("token_id"), instant(row, "expires_at")));
                }
            }
        }
        return tokens;
    }

    private static Map<DeviceKey, Map<OpenId, Grant>> grants(Connection tx, Collection<Received<AuthCommand>> batch)
            throws SQLException {
        var wanted = new LinkedHashSet<GrantKey>();
        batch.forEach(in -> {
            var subjects = Subjects.of(in.command());
            subjects.sn()
                    .ifPresent(sn -> subjects.openIds()
                            .forEach(openId ->
                                    wanted.add(new GrantKey(in.command().app(), sn, openId))));
        });
        var grants = new HashMap<DeviceKey, Map<OpenId, Grant>>();
        if (wanted.isEmpty()) {
            return grants;
        }
        try (var statement = tx.prepareStatement(GRANTS)) {
            statement.setArray(
                    1, texts(tx, wanted.stream().map(key -> key.app().value()).toList()));
            statement.setArray(
                    2, texts(tx, wanted.stream().map(key -> key.sn().value()).toList()));
            statement.setArray(
                    3,
                    texts(tx, wanted.stream().map(key -> key.openId().value()).toList()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    grants.computeIfAbsent(
                                    new DeviceKey(new AppId(row.getString("app")), new Sn(row.getString("sn"))),
                                    _ -> new HashMap<>())
                            .put(new OpenId(row.getString("open_id")), grant(row));
                }
            }
        }
        return grants;
    }

    private static Grant grant(ResultSet row) throws SQLException {
        var since = instant(row, "since");
        var status = row.getString("status");
        return switch (status) {
            case "granted" -> new Grant.Given(row.getString("device_name"), since);
            case "refused" -> new Grant.RefusedByUser(since);
            case "revoked" -> new Grant.Revoked(since);
            default -> throw new SQLException("the table's check allows no grant " + status);
        };
    }

    /** The app, device and users that a command is about. */
    private record Subjects(Optional<Sn> sn, List<OpenId> openIds) {
        static Subjects of(AuthCommand command) {
            return switch (command) {
                case AuthCommand.CheckParties c -> {
                    var parties = List.of(c.caller().party(), c.listener().party());
                    yield new Subjects(
                            parties.stream()
                                    .filter(Party.Device.class::isInstance)
                                    .map(party -> new Sn(party.id()))
                                    .findFirst(),
                            parties.stream()
                                    .filter(Party.User.class::isInstance)
                                    .map(party -> new OpenId(party.id()))
                                    .toList());
                }
                case AuthCommand.GiveGrant c -> new Subjects(Optional.of(c.sn()), List.of(c.openId()));
                case AuthCommand.RefuseGrant c -> new Subjects(Optional.of(c.sn()), List.of(c.openId()));
                case AuthCommand.RevokeGrant c -> new Subjects(Optional.of(c.sn()), List.of(c.openId()));
                case AuthCommand.DisableDevice c -> new Subjects(Optional.of(c.sn()), List.of());
                case AuthCommand.EnableDevice c -> new Subjects(Optional.of(c.sn()), List.of());
                case AuthCommand.DisableUser c -> new Subjects(Optional.empty(), List.of(c.openId()));
                case AuthCommand.EnableUser c -> new Subjects(Optional.empty(), List.of(c.openId()));
                case AuthCommand.DisableApp _, AuthCommand.EnableApp _, AuthCommand.RenewAppToken _ ->
                    new Subjects(Optional.empty(), List.of());
            };
        }
    }

    static Registered registered(Connection tx, Collection<Received<AuthCommand>> batch, GrantCounts.Limits limits)
            throws SQLException {
        var apps = new LinkedHashSet<AppId>();
        var devices = new LinkedHashSet<DeviceKey>();
        var users = new LinkedHashSet<UserKey>();
        batch.forEach(in -> {
            var app = in.command().app();
            var subjects = Subjects.of(in.command());
            apps.add(app);
            subjects.sn().ifPresent(sn -> devices.add(new DeviceKey(app, sn)));
            subjects.openIds().forEach(openId -> users.add(new UserKey(app, openId)));
        });
        var foreign = new HashSet<UserKey>();
        return new Registered(
                apps(tx, apps), devices(tx, devices), users(tx, users, foreign), foreign, counts(tx, batch, limits));
    }

    /** The two sides of a call, for a question outside the log. */
    static Registered sides(Connection tx, Registration.Question q) throws SQLException {
        var foreign = new HashSet<UserKey>();
        return new Registered(
                Map.of(),
                devices(tx, Set.of(new DeviceKey(q.app(), q.sn()))),
                users(tx, Set.of(new UserKey(q.app(), q.openId())), foreign),
                foreign,
                GrantCounts.NOTHING);
    }

    /** Only for those who may get one more: checks of calls, which are many, count nothing. */
    private static GrantCounts counts(Connection tx, Collection<Received<AuthCommand>> batch, GrantCounts.Limits limits)
            throws SQLException {
        var devices = new LinkedHashSet<DeviceKey>();
        var users = new LinkedHashSet<UserKey>();
        batch.forEach(in -> {
            if (in.command() instanceof AuthCommand.GiveGrant c) {
                devices.add(new DeviceKey(c.app(), c.sn()));
                users.add(new UserKey(c.app(), c.openId()));
            } else if (in.command() instanceof AuthCommand.RefuseGrant c) {
                devices.add(new DeviceKey(c.app(), c.sn()));
                users.add(new UserKey(c.app(), c.openId()));
            }
        });
        var ofDevices = new HashMap<DeviceKey, Integer>();
        count(
                tx,
                COUNT_OF_DEVICES,
                devices.stream().map(key -> key.app().value()).toList(),
                devices.stream().map(key -> key.sn().value()).toList(),
                row -> ofDevices.put(
                        new DeviceKey(new AppId(row.getString(1)), new Sn(row.getString(2))), row.getInt(3)));
        var ofUsers = new HashMap<UserKey, Integer>();
        count(
                tx,
                COUNT_OF_USERS,
                users.stream().map(key -> key.app().value()).toList(),
                users.stream().map(key -> key.openId().value()).toList(),
                row -> ofUsers.put(
                        new UserKey(new AppId(row.getString(1)), new OpenId(row.getString(2))), row.getInt(3)));
        return new GrantCounts(ofDevices, ofUsers, limits);
    }

    @FunctionalInterface
    private interface Counted {
        void in(ResultSet row) throws SQLException;
    }

    private static void count(Connection tx, String sql, List<String> apps, List<String> ids, Counted counted)
            throws SQLException {
        if (apps.isEmpty()) {
            return;
        }
        try (var statement = tx.prepareStatement(sql)) {
            statement.setArray(1, texts(tx, apps));
            statement.setArray(2, texts(tx, ids));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    counted.in(row);
                }
            }
        }
    }

    private static Map<AppId, AppFacts> apps(Connection tx, Set<AppId> wanted) throws SQLException {
        var found = new HashMap<AppId, AppFacts>();
        try (var statement = tx.prepareStatement(APPS)) {
            statement.setArray(1, texts(tx, wanted.stream().map(AppId::value).toList()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var ringTime = row.getObject("ring_time_ms", Long.class);
                    found.put(
                            new AppId(row.getString("app")),
                            new AppFacts(
                                    row.getBoolean("disabled"),
                                    row.getBoolean("demands_grants"),
                                    Optional.ofNullable(ringTime).map(Duration::ofMillis)));
                }
            }
        }
        return found;
    }

    private static Map<DeviceKey, DeviceFacts> devices(Connection tx, Set<DeviceKey> wanted) throws SQLException {
        var found = new HashMap<DeviceKey, DeviceFacts>();
        if (wanted.isEmpty()) {
            return found;
        }
        try (var statement = tx.prepareStatement(DEVICES)) {
            statement.setArray(
                    1, texts(tx, wanted.stream().map(key -> key.app().value()).toList()));
            statement.setArray(
                    2, texts(tx, wanted.stream().map(key -> key.sn().value()).toList()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(
                            new DeviceKey(new AppId(row.getString("app")), new Sn(row.getString("sn"))),
                            new DeviceFacts(
                                    new ModelId(row.getString("model_id")),
                                    row.getString("product_type"),
                                    Reminder.valueOf(row.getString("reminder").toUpperCase(Locale.ROOT))));
                }
            }
        }
        return found;
    }

    private static Map<UserKey, UserFacts> users(Connection tx, Set<UserKey> wanted, Set<UserKey> foreign)
            throws SQLException {
        var found = new HashMap<UserKey, UserFacts>();
        if (wanted.isEmpty()) {
            return found;
        }
        try (var statement = tx.prepareStatement(USERS)) {
            statement.setArray(
                    1, texts(tx, wanted.stream().map(key -> key.app().value()).toList()));
            statement.setArray(
                    2,
                    texts(tx, wanted.stream().map(key -> key.openId().value()).toList()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var key = new UserKey(new AppId(row.getString("app")), new OpenId(row.getString("open_id")));
                    if (row.getString("own") != null) {
                        found.put(key, new UserFacts(row.getBoolean("disabled")));
                    } else if (row.getBoolean("foreign_user")) {
                        foreign.add(key);
                    }
                }
            }
        }
        return found;
    }

    static void save(Connection tx, Collection<Change<Holder>> changes) throws SQLException {
        var rows = List.copyOf(changes);
        try (var statement = tx.prepareStatement(SAVE_HOLDERS)) {
            statement.setArray(1, texts(tx, rows.stream().map(Change::key).toList()));
            statement.setArray(
                    2, array(tx, "int4", rows.stream().map(Change::partition).toArray()));
            statement.setArray(
                    3,
                    array(
                            tx,
                            "int8",
                            rows.stream().map(change -> change.after().seq()).toArray()));
            statement.setArray(
                    4,
                    instants(
                            tx, rows.stream().map(change -> change.after().at()).toList()));
            statement.setArray(
                    5,
                    array(
                            tx,
                            "bool",
                            rows.stream()
                                    .map(change -> change.after().state().disabled())
                                    .toArray()));
            statement.executeUpdate();
        }
        saveGrants(tx, rows);
        saveTokens(tx, rows);
    }

    private record TokenRow(AppId app, AppTokenLine line, CurrentToken token) {}

    private static void saveTokens(Connection tx, List<Change<Holder>> changes) throws SQLException {
        var renewed = new ArrayList<TokenRow>();
        for (var change : changes) {
            if (change.after().state() instanceof AppRights after
                    && HolderKey.parse(change.key()) instanceof HolderKey.OfApp app) {
                var before = change.before().state() instanceof AppRights rights ? rights.tokens() : Map.of();
                after.tokens().forEach((line, token) -> {
                    if (!token.equals(before.get(line))) {
                        renewed.add(new TokenRow(app.app(), line, token));
                    }
                });
            }
        }
        if (renewed.isEmpty()) {
            return;
        }
        try (var statement = tx.prepareStatement(SAVE_TOKENS)) {
            statement.setArray(
                    1, texts(tx, renewed.stream().map(row -> row.app().value()).toList()));
            statement.setArray(
                    2,
                    texts(tx, renewed.stream().map(row -> Wire.name(row.line())).toList()));
            statement.setArray(
                    3, texts(tx, renewed.stream().map(row -> row.token().id()).toList()));
            statement.setArray(
                    4,
                    instants(
                            tx,
                            renewed.stream().map(row -> row.token().expiresAt()).toList()));
            statement.executeUpdate();
        }
    }

    private record GrantRow(
            GrantKey key, String status, @Nullable String deviceName, Instant since) {}

    private static void saveGrants(Connection tx, List<Change<Holder>> changes) throws SQLException {
        var kept = new ArrayList<GrantRow>();
        var wiped = new ArrayList<GrantKey>();
        for (var change : changes) {
            if (!(change.after().state() instanceof DeviceRights after
                    && HolderKey.parse(change.key()) instanceof HolderKey.OfDevice device)) {
                continue;
            }
            var before = change.before().state() instanceof DeviceRights rights ? rights.grants() : Map.of();
            after.grants().forEach((openId, grant) -> {
                if (grant.equals(before.get(openId))) {
                    return;
                }
                var key = new GrantKey(device.app(), device.sn(), openId);
                switch (grant) {
                    case Grant.None _ -> wiped.add(key);
                    case Grant.Given g -> kept.add(new GrantRow(key, "granted", g.deviceName(), g.since()));
                    case Grant.RefusedByUser g -> kept.add(new GrantRow(key, "refused", null, g.since()));
                    case Grant.Revoked g -> kept.add(new GrantRow(key, "revoked", null, g.since()));
                }
            });
        }
        if (!kept.isEmpty()) {
            try (var statement = tx.prepareStatement(SAVE_GRANTS)) {
                statement.setArray(
                        1,
                        texts(
                                tx,
                                kept.stream()
                                        .map(row -> row.key().app().value())
                                        .toList()));
                statement.setArray(
                        2,
                        texts(
                                tx,
                                kept.stream().map(row -> row.key().sn().value()).toList()));
                statement.setArray(
                        3,
                        texts(
                                tx,
                                kept.stream()
                                        .map(row -> row.key().openId().value())
                                        .toList()));
                statement.setArray(
                        4, texts(tx, kept.stream().map(GrantRow::status).toList()));
                statement.setArray(
                        5,
                        array(
                                tx,
                                "text",
                                kept.stream().map(GrantRow::deviceName).toArray()));
                statement.setArray(
                        6, instants(tx, kept.stream().map(GrantRow::since).toList()));
                statement.executeUpdate();
            }
        }
        if (!wiped.isEmpty()) {
            try (var statement = tx.prepareStatement(WIPE_GRANTS)) {
                statement.setArray(
                        1,
                        texts(tx, wiped.stream().map(key -> key.app().value()).toList()));
                statement.setArray(
                        2, texts(tx, wiped.stream().map(key -> key.sn().value()).toList()));
                statement.setArray(
                        3,
                        texts(
                                tx,
                                wiped.stream().map(key -> key.openId().value()).toList()));
                statement.executeUpdate();
            }
        }
    }

    private static Array texts(Connection tx, List<String> values) throws SQLException {
        return array(tx, "text", values.toArray());
    }

    private static Array instants(Connection tx, List<Instant> values) throws SQLException {
        return array(
                tx,
                "timestamptz",
                values.stream().map(at -> at.atOffset(ZoneOffset.UTC)).toArray());
    }

    private static Array array(Connection tx, String type, @Nullable Object[] values) throws SQLException {
        return tx.createArrayOf(type, values);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
