package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.core.Recorded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/** Reads what a log has stored: an aggregate's events, and the verdict on a command. Blocking; for any thread. */
public final class EventStore {

    /**
     * One event as it is, or will be, on the topic.
     *
     * @param value the exact JSON
     */
    public record StoredEvent(
            String aggregate,
            long seq,
            Instant at,
            String app,
            List<String> parties,
            List<String> audience,
            String type,
            String value,
            Optional<String> traceparent) {

        /** The event itself where its type is one of these. */
        public <E extends Message> Optional<E> as(MessageTypes<E> types) {
            return types.named(type).map(known -> Wire.read(value, known));
        }
    }

    /**
     * The verdict on a command, as its asker was told.
     *
     * @param type the answer's or refusal's type, absent where a command was accepted without more to say
     */
    public record StoredOutcome(
            String commandId, boolean accepted, Optional<String> type, Optional<String> value, Instant at) {

        /** The verdict itself; throws {@link IllegalArgumentException} when its type is not one of these. */
        public Verdict as(MessageTypes<? extends Message> types) {
            Optional<Message> message = type.map(name -> Wire.read(
                    value.orElseThrow(),
                    types.named(name).orElseThrow(() -> new IllegalArgumentException("unknown type " + name))));
            return accepted ? new Verdict.Accepted(message) : new Verdict.Refused(message.orElseThrow());
        }
    }

    private static final String EVENTS = """
            SELECT e.aggregate, e.seq, e.at, e.app, e.parties, e.audience, e.type, e.value, e.traceparent
            FROM unnest(?::text[], ?::bigint[]) AS wanted(aggregate, last)
            JOIN event e ON e.aggregate = wanted.aggregate AND e.seq > wanted.last
            ORDER BY e.aggregate, e.seq
            LIMIT ?
            """;

    private static final String OUTCOME = """
            SELECT command_id, verdict, type, value, at FROM outcome
            WHERE command_id = ?
            ORDER BY at DESC, "offset" DESC, n DESC
            LIMIT 1
            """;

    private static final String FOLD = "SELECT seq, at, type, value FROM event WHERE aggregate = ? ORDER BY seq";

    private final DataSource dataSource;

    public EventStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The events of one aggregate behind {@code seq} (0 for all), in order. */
    public List<StoredEvent> after(String aggregate, long seq, int eventsMax) throws SQLException {
        return after(Map.of(aggregate, seq), eventsMax);
    }

    /**
     * The events of many aggregates, each behind its own last seq, in one query; by aggregate, in order. Where there are
     * more than {@code eventsMax}, the result breaks off and has to be asked for again behind its end.
     */
    public List<StoredEvent> after(Map<String, Long> lasts, int eventsMax) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(EVENTS)) {
            setLasts(connection, statement, lasts);
            statement.setInt(3, eventsMax);
            try (var rows = statement.executeQuery()) {
                var events = new ArrayList<StoredEvent>();
                while (rows.next()) {
                    events.add(event(rows));
                }
                return events;
            }
        }
    }

    /** An aggregate as all its events make it, for where its snapshot has a form that this version does not read. */
    public static <S, E extends Message> S fold(
            Connection connection,
            String aggregate,
            MessageTypes<E> types,
            S absent,
            BiFunction<S, Recorded<E>, S> evolve)
            throws SQLException {
        var state = absent;
        try (var statement = connection.prepareStatement(FOLD)) {
            statement.setString(1, aggregate);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var type = row.getString(3);
                    E event = Wire.read(
                            row.getString(4),
                            types.named(type).orElseThrow(() -> new IllegalStateException("unknown event " + type)));
                    var at = row.getObject(2, OffsetDateTime.class).toInstant();
                    state = evolve.apply(state, new Recorded<>(aggregate, row.getLong(1), at, event));
                }
            }
        }
        return state;
    }

    private static void setLasts(Connection connection, PreparedStatement statement, Map<String, Long> lasts)
            throws SQLException {
        var aggregates = new ArrayList<String>();
        var seqs = new ArrayList<Long>();
        lasts.forEach((aggregate, seq) -> {
            aggregates.add(aggregate);
            seqs.add(seq);
        });
        statement.setArray(1, connection.createArrayOf("text", aggregates.toArray()));
        statement.setArray(2, connection.createArrayOf("int8", seqs.toArray()));
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getString(1),
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getString(4),
                Ce.split(row.getString(5)),
                Ce.split(row.getString(6)),
                row.getString(7),
                row.getString(8),
                Optional.ofNullable(row.getString(9)));
    }

    /** The last verdict on the command with this id that named an asker. */
    public Optional<StoredOutcome> outcome(String commandId) throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(OUTCOME)) {
            statement.setString(1, commandId);
            try (var row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new StoredOutcome(
                                row.getString(1),
                                row.getString(2).equals(Ce.ACCEPTED),
                                Optional.ofNullable(row.getString(3)),
                                Optional.ofNullable(row.getString(4)),
                                row.getObject(5, OffsetDateTime.class).toInstant()))
                        : Optional.empty();
            }
        }
    }
}
