package dev.hookswitch.room.call;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.room.DatabaseAway;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** Whose a room is, and which rooms are whose now; read beside the log. */
@Singleton
class RoomParties {
    /** The subjects of both sides; one of them is a device. */
    record Parties(AppId app, String caller, String listener) {
        Party device() {
            var subject = caller.startsWith("device:") ? caller : listener;
            return new Party.Device(new Sn(subject.substring("device:".length())));
        }

        Optional<Party> party(String subject) {
            if (!subject.equals(caller) && !subject.equals(listener)) {
                return Optional.empty();
            }
            return Optional.of(
                    subject.startsWith("device:")
                            ? new Party.Device(new Sn(subject.substring("device:".length())))
                            : new Party.User(new OpenId(subject.substring("user:".length()))));
        }
    }

    private static final int REMEMBERED_MAX = 10_000;

    private final DataSource dataSource;

    /** A room's parties never change, and each of its commands asks for them. Those asked for last. */
    private final Map<RoomId, Parties> remembered = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RoomId, Parties> eldest) {
            return size() > REMEMBERED_MAX;
        }
    });

    RoomParties(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    Optional<Parties> of(RoomId room) {
        var known = remembered.get(room);
        if (known != null) {
            return Optional.of(known);
        }
        var found = read(room);
        found.ifPresent(parties -> remembered.put(room, parties));
        return found;
    }

    private Optional<Parties> read(RoomId room) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT app, caller, listener FROM room WHERE id = ?")) {
            statement.setString(1, room.value());
            try (var row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Parties(new AppId(row.getString(1)), row.getString(2), row.getString(3)))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw new DatabaseAway(e);
        }
    }

    /** Live rooms between these two. */
    List<RoomId> liveBetween(AppId app, String user, String device) throws SQLException {
        return live("""
                SELECT id FROM room WHERE live AND app = ? AND caller = ? AND listener = ?
                UNION ALL
                SELECT id FROM room WHERE live AND app = ? AND listener = ? AND caller = ?
                """, app.value(), user, device, app.value(), user, device);
    }

    /** Live rooms of this party. */
    List<RoomId> liveOf(AppId app, String subject) throws SQLException {
        return live("""
                SELECT id FROM room WHERE live AND app = ? AND caller = ?
                UNION ALL
                SELECT id FROM room WHERE live AND app = ? AND listener = ?
                """, app.value(), subject, app.value(), subject);
    }

    List<RoomId> liveOf(AppId app) throws SQLException {
        return live("SELECT id FROM room WHERE live AND app = ?", app.value());
    }

    private List<RoomId> live(String sql, String... parameters) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (var row = statement.executeQuery()) {
                return ids(row);
            }
        }
    }

    private static List<RoomId> ids(ResultSet row) throws SQLException {
        var ids = new ArrayList<RoomId>();
        while (row.next()) {
            ids.add(new RoomId(row.getString(1)));
        }
        return ids;
    }
}
