package dev.hookswitch.push.reminders;

import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.Aggregates.Change;
import dev.hookswitch.messaging.Aggregates.Live;
import dev.hookswitch.messaging.Aggregates.Stored;
import dev.hookswitch.messaging.EventStore;
import dev.hookswitch.push.reminders.core.Reminder;
import dev.hookswitch.push.reminders.core.Reminder.Trying;
import dev.hookswitch.push.reminders.core.ReminderMachine;
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
    /** The form of a reminder's JSON. A change that the old JSON cannot be read with gives it the next number. */
    static final int SHAPE = 1;

    private ReminderStore() {}

    static Map<String, Stored<Reminder>> load(Connection tx, Collection<String> rooms) throws SQLException {
        try (var statement = tx.prepareStatement(
                "SELECT room, seq, at, shape, value, partition FROM reminder WHERE room = ANY (?)")) {
            statement.setArray(1, tx.createArrayOf("text", rooms.toArray()));
            var stored = new HashMap<String, Stored<Reminder>>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    stored.put(
                            row.getString(1),
                            new Stored<>(
                                    reminder(tx, row.getString(1), row.getInt(4), row.getString(5)),
                                    row.getLong(2),
                                    row.getObject(3, OffsetDateTime.class).toInstant(),
                                    row.getInt(6)));
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
                    live.add(new Live<>(
                            row.getString(1), reminder(tx, row.getString(1), row.getInt(2), row.getString(3))));
                }
            }
            return live;
        }
    }

    /** As it stands in its row, or folded again where another version wrote it. */
    private static Reminder reminder(Connection tx, String room, int shape, String value) throws SQLException {
        return shape == SHAPE
                ? Wire.read(value, Reminder.class)
                : EventStore.fold(tx, room, Messages.PUSH_EVENTS, new Reminder.Absent(), ReminderMachine::evolve);
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
