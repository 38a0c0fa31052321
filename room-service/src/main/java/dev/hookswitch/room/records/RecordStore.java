package dev.hookswitch.room.records;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.room.DatabaseAway;
import dev.hookswitch.room.call.RoomStore;
import dev.hookswitch.room.call.core.Room;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads rooms beside the log. */
@Singleton
class RecordStore {
    private final DataSource dataSource;

    RecordStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A room as it is stored; {@code caller} and {@code listener} are subjects. */
    record Stored(RoomId id, AppId app, String caller, String listener, boolean rang, Room room) {}

    /** Somebody within an app. */
    record Subject(AppId app, String subject) {}

    /**
     * Which rooms a list has; absent is any.
     *
     * @param viewer if a party lists its own: a listener sees only what rang
     * @param before the last one of the page before
     */
    record Wanted(
            AppId app,
            Optional<String> viewer,
            Optional<String> device,
            Optional<String> user,
            Optional<String> stage,
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<Place> before) {}

    /** Where a room stands in a list: newest first. */
    record Place(Instant openedAt, String id) {}

    Optional<Stored> find(RoomId room) {
        return read(connection -> {
            try (var statement = connection.prepareStatement(
                    "SELECT id, app, caller, listener, rang, shape, state FROM room WHERE id = ?")) {
                statement.setString(1, room.value());
                return rows(connection, statement).stream().findFirst();
            }
        });
    }

    List<Stored> list(Wanted wanted, int limit) {
        var sql = new StringBuilder("SELECT id, app, caller, listener, rang, shape, state FROM room WHERE app = ?");
        var parameters = new ArrayList<Object>();
        parameters.add(wanted.app().value());
        wanted.viewer().ifPresent(viewer -> {
            sql.append(" AND (caller = ? OR (listener = ? AND rang))");
            parameters.add(viewer);
            parameters.add(viewer);
        });
        for (var party : List.of(wanted.device(), wanted.user())) {
            party.ifPresent(subject -> {
                sql.append(" AND (caller = ? OR listener = ?)");
                parameters.add(subject);
                parameters.add(subject);
            });
        }
        wanted.stage().ifPresent(stage -> {
            sql.append(" AND stage = ?");
            parameters.add(stage);
        });
        wanted.from().ifPresent(from -> {
            sql.append(" AND opened_at >= ?");
            parameters.add(from.atOffset(ZoneOffset.UTC));
        });
        wanted.to().ifPresent(to -> {
            sql.append(" AND opened_at < ?");
            parameters.add(to.atOffset(ZoneOffset.UTC));
        });
        wanted.before().ifPresent(place -> {
            sql.append(" AND (opened_at, id) < (?, ?)");
            parameters.add(place.openedAt().atOffset(ZoneOffset.UTC));
            parameters.add(place.id());
        });
        sql.append(" ORDER BY opened_at DESC, id DESC LIMIT ?");
        parameters.add(limit);
        return read(connection -> {
            try (var statement = connection.prepareStatement(sql.toString())) {
                for (int i = 0; i < parameters.size(); i++) {
                    statement.setObject(i + 1, parameters.get(i));
                }
                return rows(connection, statement);
            }
        });
    }

    /** Each subject's live room, in one query; the listener's from the ring on. */
    Map<Subject, RoomId> live(Collection<Subject> subjects) {
        return read(connection -> {
            var live = new HashMap<Subject, RoomId>();
            try (var statement = connection.prepareStatement("""
                    SELECT wanted.app, wanted.subject, room.id
                    FROM unnest(?::text[], ?::text[]) AS wanted (app, subject)
                    JOIN room ON room.live AND room.app = wanted.app AND room.caller = wanted.subject
                    UNION ALL
                    SELECT wanted.app, wanted.subject, room.id
                    FROM unnest(?::text[], ?::text[]) AS wanted (app, subject)
                    JOIN room ON room.live AND room.rang AND room.app = wanted.app AND room.listener = wanted.subject
                    """)) {
                var apps = subjects.stream().map(one -> one.app().value()).toArray();
                var names = subjects.stream().map(Subject::subject).toArray();
                statement.setArray(1, connection.createArrayOf("text", apps));
                statement.setArray(2, connection.createArrayOf("text", names));
                statement.setArray(3, connection.createArrayOf("text", apps));
                statement.setArray(4, connection.createArrayOf("text", names));
                try (var row = statement.executeQuery()) {
                    while (row.next()) {
                        live.put(
                                new Subject(new AppId(row.getString(1)), row.getString(2)),
                                new RoomId(row.getString(3)));
                    }
                }
            }
            return live;
        });
    }

    /** One event of an app, with its offset in the log. */
    record AppEvent(long offset, String aggregate, long seq, Instant at, String type, String value) {}

    /** Where a reader of a partition is: behind this offset of this log, which is another after Kafka's data was lost. */
    record LogPlace(UUID log, long offset) {
        static LogPlace beginningOf(UUID log) {
            return new LogPlace(log, -1);
        }

        boolean isBehind(LogPlace other) {
            return !log.equals(other.log()) || offset < other.offset();
        }
    }

    /** The partitions of the log, with the newest applied place of each; its offset is -1 before the first. */
    Map<Integer, LogPlace> applied() {
        return read(connection -> {
            var applied = new TreeMap<Integer, LogPlace>();
            try (var statement = connection.prepareStatement("SELECT partition, topic_id, next_offset FROM progress");
                    var row = statement.executeQuery()) {
                while (row.next()) {
                    applied.put(row.getInt(1), new LogPlace(row.getObject(2, UUID.class), row.getLong(3) - 1));
                }
            }
            return applied;
        });
    }

    /** Events of the app in one partition, after a place, in the log's order; whole commands only. */
    List<AppEvent> events(AppId app, int partition, LogPlace after, Optional<Instant> from, int limit) {
        return read(connection -> {
            var events = new ArrayList<AppEvent>();
            try (var statement = connection.prepareStatement("""
                    SELECT "offset", aggregate, seq, at, type, value FROM event
                    WHERE topic_id = ? AND partition = ? AND "offset" > ? AND app = ? AND at >= ?
                        AND 'app' = ANY (string_to_array(audience, ','))
                    ORDER BY "offset", seq FETCH FIRST ? ROWS WITH TIES
                    """)) {
                statement.setObject(1, after.log());
                statement.setInt(2, partition);
                statement.setLong(3, after.offset());
                statement.setString(4, app.value());
                statement.setObject(5, from.orElse(Instant.EPOCH).atOffset(ZoneOffset.UTC));
                statement.setInt(6, limit);
                try (var row = statement.executeQuery()) {
                    while (row.next()) {
                        events.add(new AppEvent(
                                row.getLong(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getObject(4, OffsetDateTime.class).toInstant(),
                                row.getString(5),
                                row.getString(6)));
                    }
                }
            }
            return events;
        });
    }

    private static List<Stored> rows(Connection connection, PreparedStatement statement) throws SQLException {
        var rows = new ArrayList<Stored>();
        try (var row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(stored(connection, row));
            }
        }
        return rows;
    }

    private static Stored stored(Connection connection, ResultSet row) throws SQLException {
        return new Stored(
                new RoomId(row.getString(1)),
                new AppId(row.getString(2)),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                RoomStore.state(connection, row.getString(1), row.getInt(6), row.getString(7)));
    }

    private interface Reading<T> {
        T from(Connection connection) throws SQLException;
    }

    private <T> T read(Reading<T> reading) {
        try (var connection = dataSource.getConnection()) {
            return reading.from(connection);
        } catch (SQLException e) {
            throw new DatabaseAway(e);
        }
    }
}
