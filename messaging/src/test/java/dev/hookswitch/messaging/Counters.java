package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Counters as their log sees them. */
final class Counters implements Aggregates<Counter, Counter.Command, Counter.Event, Integer> {
    private final Runnable inMidBatch;

    Counters() {
        this(() -> {});
    }

    /** @param inMidBatch runs in each batch's transaction, before anything is decided */
    Counters(Runnable inMidBatch) {
        this.inMidBatch = inMidBatch;
    }

    @Override
    public Counter absent(String key) {
        return Counter.ZERO;
    }

    @Override
    public Map<String, Stored<Counter>> load(Connection tx, Collection<Received<Counter.Command>> batch)
            throws SQLException {
        var stored = new HashMap<String, Stored<Counter>>();
        try (var statement =
                tx.prepareStatement("SELECT key, state, seq, at, partition FROM counter WHERE key = ANY (?)")) {
            statement.setArray(
                    1,
                    tx.createArrayOf(
                            "text", batch.stream().map(Received::key).distinct().toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    stored.put(
                            rows.getString(1),
                            new Stored<>(
                                    Wire.read(rows.getString(2), Counter.class),
                                    rows.getLong(3),
                                    rows.getObject(4, OffsetDateTime.class).toInstant(),
                                    rows.getInt(5)));
                }
            }
        }
        return stored;
    }

    @Override
    public Integer facts(
            Connection tx, Map<String, Stored<Counter>> loaded, Collection<Received<Counter.Command>> batch) {
        // Without commands it is the log's warming up.
        if (!batch.isEmpty()) {
            inMidBatch.run();
        }
        return 0;
    }

    @Override
    public Decision<Counter.Event> decide(Counter state, Received<Counter.Command> in, Integer facts) {
        return state.decide(in);
    }

    @Override
    public Counter evolve(Counter state, Recorded<Counter.Event> event) {
        return state.evolve(event.event());
    }

    @Override
    public List<Deadline> deadlines(Counter state) {
        return state.deadlines();
    }

    @Override
    public Counter.Command deadlinePassed(String key, Deadline deadline) {
        return new Counter.TimeIsUp(deadline.which(), deadline.due(), "timer");
    }

    @Override
    public Optional<Callable<Counter.Command>> work(String key, Counter state, Deadline deadline) {
        return state.alarms().stream()
                .filter(alarm -> alarm.which().equals(deadline.which()) && alarm.outside())
                .findFirst()
                .map(alarm -> () -> new Counter.TimeIsUp(alarm.which(), alarm.due(), "worker"));
    }

    @Override
    public List<Outgoing> outgoing(Recorded<Counter.Event> event) {
        return Counter.outgoing(event);
    }

    @Override
    public Labels labels(Counter after, Recorded<Counter.Event> event) {
        return Counter.labels(event);
    }

    @Override
    public void save(Connection tx, Collection<Change<Counter>> changes) throws SQLException {
        try (var statement = tx.prepareStatement("""
                INSERT INTO counter (key, partition, state, total, seq, at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE
                SET state = excluded.state, total = excluded.total, seq = excluded.seq, at = excluded.at
                """)) {
            for (var change : changes) {
                statement.setString(1, change.key());
                statement.setInt(2, change.partition());
                statement.setString(3, Wire.text(change.after().state()));
                statement.setLong(4, change.after().state().total());
                statement.setLong(5, change.after().seq());
                statement.setObject(6, change.after().at().atOffset(ZoneOffset.UTC));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    @Override
    public List<Live<Counter>> live(Connection tx, int partition) throws SQLException {
        var live = new ArrayList<Live<Counter>>();
        try (var statement = tx.prepareStatement("SELECT key, state FROM counter WHERE partition = ?")) {
            statement.setInt(1, partition);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    live.add(new Live<>(rows.getString(1), Wire.read(rows.getString(2), Counter.class)));
                }
            }
        }
        return live;
    }
}
