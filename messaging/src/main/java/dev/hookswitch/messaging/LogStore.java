package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.core.Recorded;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The log's own tables. Every method runs in the caller's transaction; what writes many rows is one statement. */
final class LogStore<E extends Message> {

    record Progress(
            int partition,
            UUID topicId,
            long next,
            @Nullable Integer leaderEpoch) {}

    /** One partition's part of a batch: applied from {@code from}, the next command being {@code next}. */
    record Step(
            int partition,
            UUID owner,
            long from,
            long next,
            @Nullable Integer leaderEpoch) {}

    record Told(
            String verdict, @Nullable String type, @Nullable String value) {}

    private static final String ADVANCE = """
            UPDATE progress p SET next_offset = step.next, leader_epoch = step.epoch
            FROM unnest(?::int[], ?::text[]::uuid[], ?::bigint[], ?::bigint[], ?::int[])
                AS step(partition, owner, start, next, epoch)
            WHERE p.partition = step.partition AND p.owner = step.owner AND p.next_offset = step.start
                AND p.topic_id = ?
            """;

    private static final String INSERT_EVENTS = """
            INSERT INTO event
                (aggregate, seq, at, app, parties, audience, type, value, traceparent, topic_id, partition, "offset")
            SELECT aggregate, seq, 'epoch'::timestamptz + at * interval '1 millisecond', app, parties, audience, type,
                value, traceparent, ?, partition, "offset"
            FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::int[], ?::bigint[])
                AS row(aggregate, seq, at, app, parties, audience, type, value, traceparent, partition, "offset")
            """;

    private static final String INSERT_OUTCOMES = """
            INSERT INTO outcome
                (command_id, asker_kind, asker_name, verdict, type, value, traceparent, at, topic_id, partition,
                "offset", n)
            SELECT command_id, asker_kind, asker_name, verdict, type, value, traceparent,
                'epoch'::timestamptz + at * interval '1 millisecond', ?, partition, "offset", n
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                ?::int[], ?::bigint[], ?::int[])
                AS row(command_id, asker_kind, asker_name, verdict, type, value, traceparent, at, partition, "offset", n)
            """;

    private static final String INSERT_DEAD = """
            INSERT INTO dead_letter (topic_id, partition, "offset", reason, record, at) VALUES (?, ?, ?, ?, ?, ?)
            """;

    private static final String TOLD = """
            SELECT DISTINCT ON (command_id) command_id, verdict, type, value FROM outcome
            WHERE command_id = ANY (?)
            ORDER BY command_id, at, "offset", n
            """;

    private static final String EVENTS = """
            SELECT partition, "offset", aggregate, seq, at, app, parties, audience, type, value, traceparent FROM event
            WHERE topic_id = ? AND partition = ? AND "offset" >= ? AND "offset" < ?
            ORDER BY "offset", seq
            """;

    private static final String OUTCOMES = """
            SELECT partition, "offset", n, command_id, asker_kind, asker_name, verdict, type, value, traceparent, at
            FROM outcome
            WHERE topic_id = ? AND partition = ? AND "offset" >= ? AND "offset" < ?
            ORDER BY "offset", n
            """;

    private static final String DEAD = """
            SELECT partition, "offset", reason, record, at FROM dead_letter
            WHERE topic_id = ? AND partition = ? AND "offset" >= ? AND "offset" < ?
            ORDER BY "offset"
            """;

    /** The offset behind the first rows of a run, so that it can be read in pieces that end between two commands. */
    private static final String PIECE_END = """
            SELECT max("offset") + 1 FROM (
                SELECT "offset" FROM (
                    (SELECT "offset" FROM event
                     WHERE topic_id = ? AND partition = ? AND "offset" >= ? AND "offset" < ? ORDER BY 1 LIMIT ?)
                    UNION ALL
                    (SELECT "offset" FROM outcome
                     WHERE topic_id = ? AND partition = ? AND "offset" >= ? AND "offset" < ? ORDER BY 1 LIMIT ?)
                    UNION ALL
                    (SELECT "offset" FROM dead_letter
                     WHERE topic_id = ? AND partition = ? AND "offset" >= ? AND "offset" < ? ORDER BY 1 LIMIT ?)
                ) AS stored ORDER BY 1 LIMIT ?
            ) AS piece
            """;

    private final MessageTypes<E> eventTypes;

    LogStore(MessageTypes<E> eventTypes) {
        this.eventTypes = eventTypes;
    }

    /** Moves the progress on; throws {@link GiveUp.NotMine} where a partition is no longer this owner's, or not at this place. */
    void advance(Connection tx, UUID topicId, List<Step> steps) throws SQLException {
        try (var statement = tx.prepareStatement(ADVANCE)) {
            statement.setArray(1, ints(tx, steps, Step::partition));
            statement.setArray(2, texts(tx, steps, step -> step.owner().toString()));
            statement.setArray(3, longs(tx, steps, Step::from));
            statement.setArray(4, longs(tx, steps, Step::next));
            statement.setArray(5, ints(tx, steps, Step::leaderEpoch));
            statement.setObject(6, topicId);
            if (statement.executeUpdate() != steps.size()) {
                throw new GiveUp.NotMine();
            }
        }
    }

    void insertEvents(Connection tx, UUID topicId, List<Row.Event<E>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (var statement = tx.prepareStatement(INSERT_EVENTS)) {
            statement.setObject(1, topicId);
            statement.setArray(2, texts(tx, rows, row -> row.recorded().aggregate()));
            statement.setArray(3, longs(tx, rows, row -> row.recorded().seq()));
            statement.setArray(4, longs(tx, rows, row -> row.recorded().at().toEpochMilli()));
            statement.setArray(5, texts(tx, rows, Row.Event::app));
            statement.setArray(6, texts(tx, rows, Row.Event::parties));
            statement.setArray(7, texts(tx, rows, Row.Event::audience));
            statement.setArray(8, texts(tx, rows, Row.Event::type));
            statement.setArray(9, texts(tx, rows, Row.Event::value));
            statement.setArray(10, texts(tx, rows, Row.Event::traceparent));
            statement.setArray(11, ints(tx, rows, Row.Event::partition));
            statement.setArray(12, longs(tx, rows, Row.Event::offset));
            statement.executeUpdate();
        }
    }

    void insertOutcomes(Connection tx, UUID topicId, List<Row.Outcome<E>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (var statement = tx.prepareStatement(INSERT_OUTCOMES)) {
            statement.setObject(1, topicId);
            statement.setArray(2, texts(tx, rows, Row.Outcome::commandId));
            statement.setArray(3, texts(tx, rows, Row.Outcome::askerKind));
            statement.setArray(4, texts(tx, rows, Row.Outcome::askerName));
            statement.setArray(5, texts(tx, rows, Row.Outcome::verdict));
            statement.setArray(6, texts(tx, rows, Row.Outcome::type));
            statement.setArray(7, texts(tx, rows, Row.Outcome::value));
            statement.setArray(8, texts(tx, rows, Row.Outcome::traceparent));
            statement.setArray(9, longs(tx, rows, row -> row.at().toEpochMilli()));
            statement.setArray(10, ints(tx, rows, Row.Outcome::partition));
            statement.setArray(11, longs(tx, rows, Row.Outcome::offset));
            statement.setArray(12, ints(tx, rows, Row.Outcome::n));
            statement.executeUpdate();
        }
    }

    void insertDead(Connection tx, UUID topicId, List<Row.Dead<E>> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (var statement = tx.prepareStatement(INSERT_DEAD)) {
            for (var row : rows) {
                statement.setObject(1, topicId);
                statement.setInt(2, row.partition());
                statement.setLong(3, row.offset());
                statement.setString(4, row.reason());
                statement.setBytes(5, row.record());
                statement.setObject(6, row.at().atOffset(java.time.ZoneOffset.UTC));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The first verdict on each of these commands that has one. */
    Map<String, Told> told(Connection tx, Collection<String> commandIds) throws SQLException {
        var told = new HashMap<String, Told>();
        if (commandIds.isEmpty()) {
            return told;
        }
        try (var statement = tx.prepareStatement(TOLD)) {
            statement.setArray(1, tx.createArrayOf("text", commandIds.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    told.put(rows.getString(1), new Told(rows.getString(2), rows.getString(3), rows.getString(4)));
                }
            }
        }
        return told;
    }

    /** The progress of all partitions, locked until the transaction ends, so that only one process makes the first rows. */
    List<Progress> lockAllProgress(Connection tx) throws SQLException {
        try (var statement = tx.createStatement()) {
            statement.execute("LOCK TABLE progress IN SHARE ROW EXCLUSIVE MODE");
        }
        try (var statement = tx.prepareStatement(
                "SELECT partition, topic_id, next_offset, leader_epoch FROM progress ORDER BY partition")) {
            return progress(statement);
        }
    }

    Optional<Progress> lockProgress(Connection tx, int partition) throws SQLException {
        try (var statement = tx.prepareStatement(
                "SELECT partition, topic_id, next_offset, leader_epoch FROM progress WHERE partition = ? FOR UPDATE")) {
            statement.setInt(1, partition);
            return progress(statement).stream().findFirst();
        }
    }

    private static List<Progress> progress(PreparedStatement statement) throws SQLException {
        var all = new ArrayList<Progress>();
        try (var rows = statement.executeQuery()) {
            while (rows.next()) {
                all.add(new Progress(
                        rows.getInt(1),
                        rows.getObject(2, UUID.class),
                        rows.getLong(3),
                        rows.getObject(4, Integer.class)));
            }
        }
        return all;
    }

    void insertProgress(Connection tx, int partition, UUID topicId, long next) throws SQLException {
        try (var statement =
                tx.prepareStatement("INSERT INTO progress (partition, topic_id, next_offset) VALUES (?, ?, ?)")) {
            statement.setInt(1, partition);
            statement.setObject(2, topicId);
            statement.setLong(3, next);
            statement.executeUpdate();
        }
    }

    void claim(Connection tx, int partition, UUID owner) throws SQLException {
        try (var statement = tx.prepareStatement("UPDATE progress SET owner = ? WHERE partition = ?")) {
            statement.setObject(1, owner);
            statement.setInt(2, partition);
            statement.executeUpdate();
        }
    }

    /** Puts the progress elsewhere after a loss; throws {@link GiveUp} where the partition is no longer this owner's. */
    void move(Connection tx, int partition, UUID owner, UUID topicId, long next) throws SQLException {
        try (var statement = tx.prepareStatement(
                "UPDATE progress SET topic_id = ?, next_offset = ?, leader_epoch = NULL WHERE partition = ? AND owner = ?")) {
            statement.setObject(1, topicId);
            statement.setLong(2, next);
            statement.setInt(3, partition);
            statement.setObject(4, owner);
            if (statement.executeUpdate() != 1) {
                throw new GiveUp("another owner has taken the partition");
            }
        }
    }

    /** Offsets that the broker lost are given anew; rows that came of the lost commands leave their places to others. */
    void setAside(Connection tx, UUID topicId, int partition, long from, UUID aside) throws SQLException {
        for (var table : List.of("event", "outcome", "dead_letter")) {
            try (var statement = tx.prepareStatement(
                    "UPDATE " + table + " SET topic_id = ? WHERE topic_id = ? AND partition = ? AND \"offset\" >= ?")) {
                statement.setObject(1, aside);
                statement.setObject(2, topicId);
                statement.setInt(3, partition);
                statement.setLong(4, from);
                statement.executeUpdate();
            }
        }
    }

    /** The end of a piece of about {@code rowsMax} rows from {@code from} on; empty where nothing is stored. */
    Optional<Long> pieceEnd(Connection tx, UUID topicId, int partition, long from, long to, int rowsMax)
            throws SQLException {
        try (var statement = tx.prepareStatement(PIECE_END)) {
            int at = 1;
            for (int table = 0; table < 3; table++) {
                statement.setObject(at++, topicId);
                statement.setInt(at++, partition);
                statement.setLong(at++, from);
                statement.setLong(at++, to);
                statement.setInt(at++, rowsMax);
            }
            statement.setInt(at, rowsMax);
            try (var row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getObject(1, Long.class)) : Optional.empty();
            }
        }
    }

    /** What is stored for the commands from {@code from} to before {@code to}, in the order in which it is published. */
    List<Row<E>> rows(Connection tx, UUID topicId, int partition, long from, long to) throws SQLException {
        var rows = new ArrayList<Row<E>>();
        rows.addAll(read(tx, EVENTS, topicId, partition, from, to, this::event));
        rows.addAll(read(tx, OUTCOMES, topicId, partition, from, to, LogStore::outcome));
        rows.addAll(read(tx, DEAD, topicId, partition, from, to, LogStore::dead));
        // Stable: of one command first its events, then its outcomes, as a batch publishes them.
        rows.sort(java.util.Comparator.comparingLong(Row::offset));
        return rows;
    }

    private interface RowReader<R> {
        R read(ResultSet row) throws SQLException;
    }

    private static <R> List<R> read(
            Connection tx, String sql, UUID topicId, int partition, long from, long to, RowReader<R> reader)
            throws SQLException {
        try (var statement = tx.prepareStatement(sql)) {
            statement.setObject(1, topicId);
            statement.setInt(2, partition);
            statement.setLong(3, from);
            statement.setLong(4, to);
            var read = new ArrayList<R>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    read.add(reader.read(rows));
                }
            }
            return read;
        }
    }

    private Row.Event<E> event(ResultSet row) throws SQLException {
        var type = row.getString(9);
        var value = row.getString(10);
        var known = eventTypes
                .named(type)
                .orElseThrow(() -> new IllegalStateException("an event of unknown type is stored: " + type));
        return new Row.Event<>(
                row.getInt(1),
                row.getLong(2),
                new Recorded<>(row.getString(3), row.getLong(4), instant(row, 5), Wire.read(value, known)),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                type,
                value,
                row.getString(11));
    }

    private static <E> Row.Outcome<E> outcome(ResultSet row) throws SQLException {
        return new Row.Outcome<>(
                row.getInt(1),
                row.getLong(2),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                instant(row, 11));
    }

    private static <E> Row.Dead<E> dead(ResultSet row) throws SQLException {
        return new Row.Dead<>(row.getInt(1), row.getLong(2), row.getString(3), row.getBytes(4), instant(row, 5));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Arrays of the exact type: the driver sends those in binary. */
    private static <R> Array texts(Connection tx, List<R> rows, Function<R, @Nullable String> column)
            throws SQLException {
        return tx.createArrayOf("text", values(rows, column, new @Nullable String[rows.size()]));
    }

    private static <R> Array longs(Connection tx, List<R> rows, Function<R, Long> column) throws SQLException {
        return tx.createArrayOf("int8", values(rows, column, new @Nullable Long[rows.size()]));
    }

    private static <R> Array ints(Connection tx, List<R> rows, Function<R, @Nullable Integer> column)
            throws SQLException {
        return tx.createArrayOf("int4", values(rows, column, new @Nullable Integer[rows.size()]));
    }

    private static <R, T> @Nullable T[] values(
            List<R> rows, Function<R, ? extends @Nullable T> column, @Nullable T[] into) {
        for (int i = 0; i < into.length; i++) {
            into[i] = column.apply(rows.get(i));
        }
        return into;
    }
}
