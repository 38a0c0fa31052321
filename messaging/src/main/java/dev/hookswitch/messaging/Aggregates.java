package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What a service tells {@link CommandLog} about its aggregates: one load and one save per batch, whatever its size, and
 * the pure functions between them. Batching, transaction, progress, deadlines and publishing are the log's.
 *
 * <p>All methods with a {@link Connection} run inside the batch's transaction on the log's thread, and neither commit nor
 * roll back. {@code decide}, {@code evolve}, {@code changed}, {@code deadlines}, {@code outgoing} and {@code labels} are
 * pure; an exception in one of them is a bug and stops the partition.
 *
 * @param <S> an aggregate's state, one value of which stands for "does not exist yet"
 * @param <C> its commands: a sealed interface of {@code contracts}
 * @param <E> its events: a sealed interface of {@code contracts}
 * @param <F> what decisions need from the database besides the state
 */
public interface Aggregates<S, C extends Message, E extends Message, F> {

    /**
     * A loaded or saved aggregate. {@code seq} and {@code at} are its last event's; 0 and the epoch before the first.
     *
     * @param partition the one it began in and keeps, also when the log has grown
     */
    record Stored<S>(S state, long seq, Instant at, int partition) {}

    /** An aggregate that a batch changed. */
    record Change<S>(String key, Stored<S> before, Stored<S> after) {
        /** Where it belongs; written with it, because its deadlines are loaded by it. */
        public int partition() {
            return after.partition();
        }
    }

    /** An aggregate that still waits for something. */
    record Live<S>(String key, S state) {}

    /** The state of an aggregate before its first event. */
    S absent(String key);

    /** The existing ones among the aggregates (and the parts of them) that the batch touches. */
    Map<String, Stored<S>> load(Connection tx, Collection<Received<C>> batch) throws SQLException;

    /**
     * What the decisions of this batch need from the database, asked (and locked, in one order) before the fold.
     *
     * @param loaded every aggregate of the batch, absent ones included
     */
    F facts(Connection tx, Map<String, Stored<S>> loaded, Collection<Received<C>> batch) throws SQLException;

    Decision<E> decide(S state, Received<C> in, F facts);

    S evolve(S state, Recorded<E> event);

    /** The facts after one aggregate of the batch has changed; called after each command that had events. */
    default F changed(F facts, String key, S before, S after) {
        return facts;
    }

    /** What the state waits for; may name the same deadline again and again. */
    List<Deadline> deadlines(S state);

    /** The command that reports a deadline as passed. */
    C deadlinePassed(String key, Deadline deadline);

    /**
     * Work outside (an HTTP attempt) that is due: runs on one of the log's workers after everything before was
     * published, may run again after a crash, and returns the command that reports its verdict. Without it the deadline
     * is reported by {@link #deadlinePassed}.
     */
    default Optional<Callable<C>> work(String key, S state, Deadline deadline) {
        return Optional.empty();
    }

    /** The commands an event causes elsewhere, from the stored event alone, always the same in the same order. */
    List<Outgoing> outgoing(Recorded<E> event);

    Labels labels(S after, Recorded<E> event);

    /** Writes what the batch changed, in multi-row statements. */
    void save(Connection tx, Collection<Change<S>> changes) throws SQLException;

    /** Every aggregate of the partition whose state may have deadlines; read once, on assignment. */
    List<Live<S>> live(Connection tx, int partition) throws SQLException;
}
