package dev.hookswitch.push.reminders;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.Aggregates.Change;
import dev.hookswitch.messaging.Aggregates.Live;
import dev.hookswitch.messaging.Aggregates.Stored;
import dev.hookswitch.push.reminders.core.Reminder;
import dev.hookswitch.push.reminders.core.Reminder.Trying;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reminders in PostgreSQL, whole batches at a time. */
final class ReminderStore {
    /** The form of a reminder's JSON; a later form gets another number and reads this one too. */
    private static final int SHAPE = 1;

    private ReminderStore() {}

    static Map<String, Stored<Reminder>> load(Connection tx, Collection<String> rooms) throws SQLException {
        try (var statement =
                tx.prepareStatement("SELECT room, seq, at, shape, value FROM reminder WHERE room = ANY (?)")) {
            statement.setArray(1, tx.createArrayOf("text", rooms.toArray()));
            var stored = new HashMap<String, Stored<Reminder>>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    stored.put(
                            row.getString(1),
                            new Stored<>(
                                    reminder(row.getInt(4), row.getString(5)),
                                    row.getLong(2),
                                    row.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
            return stored;
        }
    }

    static List<Live<Reminder>> live(Connection tx, int partition) throws SQLException {
        try (var statement =
                tx.prepareStatement("SELECT room, shape, value FROM reminder WHERE partition = ? AND trying")) {
            statement.setInt(1, partition);
            var live = new ArrayList<Live<Reminder>>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    live.add(new Live<>(row.getString(1), reminder(row.getInt(2), row.getString(3))));
                }
            }
            return live;
        }
    }

    private static Reminder reminder(int shape, String value) {
        if (shape != SHAPE) {
            throw new IllegalStateException("a reminder in the unknown form " + shape);
        }
        return Wire.read(value, Reminder.class);
    }

    static void save(Connection tx, Collection<Change<Reminder>> changes) throws SQLException {
        try (var statement = tx.prepareStatement("""
                INSERT INTO reminder (room, partition, seq, at, shape, value, trying)
                SELECT * FROM unnest(
                    ?::text[], ?::integer[], ?::bigint[], ?::timestamptz[], ?::integer[], ?::text[], ?::boolean[])
                ON CONFLICT (room) DO UPDATE
                SET seq = EXCLUDED.seq, at = EXCLUDED.at, shape = EXCLUDED.shape, value = EXCLUDED.value,
                    trying = EXCLUDED.trying
                """)) {
            set(statement, 1, "text", changes.stream().map(Change::key));
            set(statement, 2, "int4", changes.stream().map(Change::partition));
            set(
                    statement,
                    3,
                    "int8",
                    changes.stream().map(change -> change.after().seq()));
            set(
                    statement,
                    4,
                    "timestamptz",
                    changes.stream().map(change -> Wire.millis(change.after().at())));
            set(statement, 5, "int4", changes.stream().map(_ -> SHAPE));
            set(
                    statement,
                    6,
                    "text",
                    changes.stream().map(change -> Wire.text(change.after().state())));
            set(
                    statement,
                    7,
                    "bool",
                    changes.stream().map(change -> change.after().state() instanceof Trying));
            statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, int index, String type, Stream<?> values) throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values.toArray()));
    }
}
