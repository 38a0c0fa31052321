package dev.hookswitch.room.call;

import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.messaging.Aggregates.Change;
import dev.hookswitch.messaging.Aggregates.Stored;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.room.call.core.Line;
import dev.hookswitch.room.call.core.Room;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Lines in PostgreSQL. */
final class LineStore {
    /** All lines of a batch in one order, or two instances' batches could wait for each other in a circle. */
    private static final String LOCK = """
            INSERT INTO lines (line)
            SELECT DISTINCT line FROM unnest(?::text[]) AS wanted (line) ORDER BY line
            ON CONFLICT (line) DO UPDATE SET room = lines.room
            RETURNING line, room
            """;

    private static final String RELEASE = """
            UPDATE lines SET room = NULL FROM unnest(?::text[], ?::text[]) AS held (line, room)
            WHERE lines.line = held.line AND lines.room = held.room
            """;

    private static final String TAKE = """
            UPDATE lines SET room = taken.room FROM unnest(?::text[], ?::text[]) AS taken (line, room)
            WHERE lines.line = taken.line
            """;

    private record Held(Line line, String room) {}

    private LineStore() {}

    /** Locks every line that a room of this batch holds or may want, and says which are engaged by which room. */
    static Map<Line, RoomId> lock(
            Connection tx, Collection<Stored<Room>> loaded, Collection<Received<RoomCommand>> batch)
            throws SQLException {
        var wanted = new HashSet<String>();
        loaded.stream()
                .map(Stored::state)
                .filter(Room::isLive)
                .forEach(room -> room.request().ifPresent(opening -> {
                    wanted.add(Line.of(opening.call(), Side.CALLER).value());
                    wanted.add(Line.of(opening.call(), Side.LISTENER).value());
                }));
        for (var in : batch) {
            if (in.command() instanceof RoomCommand.OpenRoom open) {
                wanted.add(Line.of(open.call(), Side.CALLER).value());
                // Its checks may be answered in this same batch.
                wanted.add(Line.of(open.call(), Side.LISTENER).value());
            }
        }
        var engaged = new HashMap<Line, RoomId>();
        if (wanted.isEmpty()) {
            return engaged;
        }
        try (var statement = tx.prepareStatement(LOCK)) {
            statement.setArray(1, tx.createArrayOf("text", wanted.toArray()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var room = row.getString(2);
                    if (room != null) {
                        engaged.put(new Line(row.getString(1)), new RoomId(room));
                    }
                }
            }
        }
        return engaged;
    }

    /** First what ended lets go, then what began takes: one batch may hold both. */
    static void save(Connection tx, Collection<Change<Room>> changes) throws SQLException {
        var released = new ArrayList<Held>();
        var taken = new ArrayList<Held>();
        for (var change : changes) {
            var before = change.before().state().lines();
            var after = change.after().state().lines();
            before.stream()
                    .filter(line -> !after.contains(line))
                    .forEach(line -> released.add(new Held(line, change.key())));
            after.stream()
                    .filter(line -> !before.contains(line))
                    .forEach(line -> taken.add(new Held(line, change.key())));
        }
        write(tx, RELEASE, released);
        write(tx, TAKE, taken);
    }

    private static void write(Connection tx, String sql, List<Held> held) throws SQLException {
        if (held.isEmpty()) {
            return;
        }
        try (var statement = tx.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    tx.createArrayOf(
                            "text", held.stream().map(one -> one.line().value()).toArray()));
            statement.setArray(
                    2, tx.createArrayOf("text", held.stream().map(Held::room).toArray()));
            statement.executeUpdate();
        }
    }
}
