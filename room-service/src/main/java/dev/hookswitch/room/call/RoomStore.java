package dev.hookswitch.room.call;

import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.messaging.Aggregates.Change;
import dev.hookswitch.messaging.Aggregates.Live;
import dev.hookswitch.messaging.Aggregates.Stored;
import dev.hookswitch.messaging.EventStore;
import dev.hookswitch.room.call.core.Room;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rooms in PostgreSQL, whole batches at a time. */
public final class RoomStore {
    /** The form of the state's JSON. A change that the old JSON cannot be read with gives it the next number. */
    static final int SHAPE = 1;

    private static final String LOAD = "SELECT id, seq, at, shape, state, partition FROM room WHERE id = ANY (?)";

    private static final String OPEN = "SELECT id, shape, state FROM room WHERE open AND partition = ?";

    private static final String SAVE = """
            INSERT INTO room (id, partition, seq, at, app, caller, listener, stage, live, open, rang, opened_at, ended_at,
                state, shape)
            SELECT *, ? FROM unnest(?::text[], ?::int[], ?::bigint[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::bool[], ?::bool[], ?::bool[], ?::timestamptz[], ?::timestamptz[], ?::text[])
            ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, at = excluded.at, stage = excluded.stage,
                live = excluded.live, open = excluded.open, rang = excluded.rang, ended_at = excluded.ended_at,
                state = excluded.state, shape = excluded.shape
            """;

    private RoomStore() {}

    static Map<String, Stored<Room>> load(Connection tx, Collection<String> ids) throws SQLException {
        var loaded = new HashMap<String, Stored<Room>>();
        try (var statement = tx.prepareStatement(LOAD)) {
            statement.setArray(1, tx.createArrayOf("text", ids.toArray()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    loaded.put(
                            row.getString(1),
                            new Stored<>(
                                    state(tx, row.getString(1), row.getInt(4), row.getString(5)),
                                    row.getLong(2),
                                    instant(row, 3),
                                    row.getInt(6)));
                }
            }
        }
        return loaded;
    }

    static List<Live<Room>> open(Connection tx, int partition) throws SQLException {
        var open = new ArrayList<Live<Room>>();
        try (var statement = tx.prepareStatement(OPEN)) {
            statement.setInt(1, partition);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    open.add(
                            new Live<>(row.getString(1), state(tx, row.getString(1), row.getInt(2), row.getString(3))));
                }
            }
        }
        return open;
    }

    /** The state as it stands in its row, or folded again where another version wrote it. */
    public static Room state(Connection connection, String id, int shape, String json) throws SQLException {
        return shape == SHAPE
                ? Wire.read(json, Room.class)
                : EventStore.fold(connection, id, Messages.ROOM_EVENTS, new Room.Absent(), Room::evolve);
    }

    static void save(Connection tx, Collection<Change<Room>> changes) throws SQLException {
        var rows = List.copyOf(changes);
        try (var statement = tx.prepareStatement(SAVE)) {
            statement.setInt(1, SHAPE);
            statement.setArray(2, array(tx, "text", rows, Change::key));
            statement.setArray(3, array(tx, "int4", rows, Change::partition));
            statement.setArray(4, array(tx, "int8", rows, row -> row.after().seq()));
            statement.setArray(
                    5, array(tx, "text", rows, row -> Wire.millis(row.after().at())));
            statement.setArray(6, array(tx, "text", rows, row -> call(row).app().value()));
            statement.setArray(
                    7, array(tx, "text", rows, row -> call(row).caller().party().subject()));
            statement.setArray(
                    8,
                    array(tx, "text", rows, row -> call(row).listener().party().subject()));
            statement.setArray(9, array(tx, "text", rows, row -> state(row).stage()));
            statement.setArray(10, array(tx, "bool", rows, row -> state(row).isLive()));
            statement.setArray(11, array(tx, "bool", rows, row -> !(state(row) instanceof Room.Settled)));
            statement.setArray(12, array(tx, "bool", rows, row -> state(row).hasRung()));
            statement.setArray(
                    13, array(tx, "text", rows, row -> Wire.millis(opening(row).openedAt())));
            statement.setArray(
                    14,
                    array(
                            tx,
                            "text",
                            rows,
                            row -> state(row).over().map(Wire::millis).orElse(null)));
            statement.setArray(15, array(tx, "text", rows, row -> Wire.text(state(row))));
            statement.executeUpdate();
        }
    }

    private static Room state(Change<Room> row) {
        return row.after().state();
    }

    private static Room.Opening opening(Change<Room> row) {
        return state(row).request().orElseThrow();
    }

    private static Call call(Change<Room> row) {
        return opening(row).call();
    }

    private static java.sql.Array array(
            Connection tx,
            String type,
            List<Change<Room>> rows,
            Function<Change<Room>, ? extends @Nullable Object> column)
            throws SQLException {
        var values = new @Nullable Object[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        return tx.createArrayOf(type, values);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
