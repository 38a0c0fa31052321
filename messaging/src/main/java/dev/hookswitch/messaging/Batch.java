package dev.hookswitch.messaging;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.Aggregates.Change;
import dev.hookswitch.messaging.Aggregates.Stored;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Applies commands in one transaction: progress, load, ask, fold in log order, store (design §2, step 1). */
final class Batch<S, C extends Message, E extends Message, F> {

    /** What a batch stored, in log order, and which aggregates it changed. */
    private record Folded<S, E>(List<Row<E>> rows, Collection<Change<S>> changes) {}

    /** What is to be published now that it is stored, in order, and which aggregates have changed. */
    record Applied<S>(List<ProducerRecord<byte[], byte[]>> records, Collection<Change<S>> changes) {}

    private final CommandLogConfig<C, E> config;
    private final Aggregates<S, C, E, F> aggregates;
    private final LogStore<E> store;
    private final Outputs<C, E> outputs;

    Batch(CommandLogConfig<C, E> config, Aggregates<S, C, E, F> aggregates, LogStore<E> store, Outputs<C, E> outputs) {
        this.config = config;
        this.aggregates = aggregates;
        this.store = store;
        this.outputs = outputs;
    }

    /**
     * Throws {@link GiveUp} when a partition is another's, {@link Astray} when commands are, an {@link SQLException} as the
     * database gives it, and whatever a pure function of the service throws; then nothing has changed. An error of the commit leaves open whether it
     * took place, which the next attempt's progress update finds out.
     */
    Applied<S> apply(List<Entry<C>> entries, Map<Integer, Owned> owned, UUID topicId) throws SQLException {
        // Not the time of the poll: an attempt may be the first that succeeds after a long wait.
        var now = config.clock().instant();
        var current = entries.stream().map(entry -> entry.at(now)).toList();
        return Transaction.run(config.dataSource(), tx -> {
            store.advance(tx, topicId, steps(current, owned));
            var folded = fold(tx, current);
            store(tx, topicId, folded);
            // Before the commit, so that what cannot be published is not stored either.
            var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
            folded.rows().forEach(row -> outputs.of(row, records::add));
            config.failpoints().hit(Failpoints.Point.APPLIED);
            return new Applied<>(records, folded.changes());
        });
    }

    private List<LogStore.Step> steps(List<Entry<C>> entries, Map<Integer, Owned> owned) {
        var steps = new LinkedHashMap<Integer, LogStore.Step>();
        for (var entry : entries) {
            var partition = owned.get(entry.partition());
            if (partition == null) {
                throw new GiveUp("a command of a partition that is not assigned");
            }
            if (entry.offset() < partition.next()) {
                throw new GiveUp("a command that is already applied");
            }
            steps.put(
                    entry.partition(),
                    new LogStore.Step(
                            entry.partition(),
                            partition.owner,
                            partition.next(),
                            entry.offset() + 1,
                            entry.record().leaderEpoch().orElse(null)));
        }
        return List.copyOf(steps.values());
    }

    private void store(Connection tx, UUID topicId, Folded<S, E> applied) throws SQLException {
        var events = new ArrayList<Row.Event<E>>();
        var outcomes = new ArrayList<Row.Outcome<E>>();
        var dead = new ArrayList<Row.Dead<E>>();
        for (var row : applied.rows()) {
            switch (row) {
                case Row.Event<E> event -> events.add(event);
                case Row.Outcome<E> outcome -> outcomes.add(outcome);
                case Row.Dead<E> letter -> dead.add(letter);
            }
        }
        store.insertEvents(tx, topicId, events);
        store.insertOutcomes(tx, topicId, outcomes);
        store.insertDead(tx, topicId, dead);
        if (!applied.changes().isEmpty()) {
            aggregates.save(tx, applied.changes());
        }
    }

    private Folded<S, E> fold(Connection tx, List<Entry<C>> entries) throws SQLException {
        var told = config.recall() == Recall.FIRST_VERDICT ? store.told(tx, askedIds(entries)) : null;
        var commands = new ArrayList<Received<C>>();
        var standsOn = new HashMap<String, Integer>();
        for (var entry : entries) {
            if (entry.content() instanceof Entry.Command<C> command
                    && (told == null || !told.containsKey(command.received().id()))) {
                commands.add(command.received());
                standsOn.put(command.received().key(), entry.partition());
            }
        }
        var loaded = new HashMap<String, Stored<S>>();
        if (!commands.isEmpty()) {
            loaded.putAll(aggregates.load(tx, commands));
        }
        var astray = astray(entries, loaded);
        if (!astray.isEmpty()) {
            throw new Astray(astray);
        }
        standsOn.forEach((key, partition) -> loaded.computeIfAbsent(
                key, absent -> new Stored<>(aggregates.absent(absent), 0, Instant.EPOCH, partition)));
        if (commands.isEmpty()) {
            var rows = new ArrayList<Row<E>>();
            entries.forEach(entry -> withoutFold(entry, told, rows));
            return new Folded<>(rows, List.of());
        }
        var fold = new Fold(Map.copyOf(loaded), aggregates.facts(tx, Map.copyOf(loaded), commands), told);
        entries.forEach(fold::next);
        return new Folded<>(fold.rows, fold.changes());
    }

    /** Since a log has grown, a key leads elsewhere than to where its aggregate began; there is who writes it. */
    private static <S, C extends Message> Map<Place, Integer> astray(
            List<Entry<C>> entries, Map<String, Stored<S>> loaded) {
        var astray = new HashMap<Place, Integer>();
        for (var entry : entries) {
            if (entry.content() instanceof Entry.Command<C> command) {
                var stored = loaded.get(command.received().key());
                if (stored != null && stored.partition() != entry.partition()) {
                    astray.put(Place.of(entry), stored.partition());
                }
            }
        }
        return astray;
    }

    /** Where a command stands. */
    record Place(int partition, long offset) {
        static Place of(Entry<?> entry) {
            return new Place(entry.partition(), entry.offset());
        }
    }

    /** Commands that stand on another partition than their aggregate's, and which that is. */
    @SuppressWarnings("serial") // never leaves its thread
    static final class Astray extends RuntimeException {
        private final Map<Place, Integer> homes;

        Astray(Map<Place, Integer> homes) {
            super("commands of aggregates of other partitions", null, false, false);
            this.homes = homes;
        }

        OptionalInt home(Entry<?> entry) {
            var home = homes.get(Place.of(entry));
            return home == null ? OptionalInt.empty() : OptionalInt.of(home);
        }
    }

    private static <C extends Message> List<String> askedIds(List<Entry<C>> entries) {
        var ids = new ArrayList<String>();
        for (var entry : entries) {
            if (entry.content() instanceof Entry.Command<C> command
                    && command.received().asker().isPresent()) {
                ids.add(command.received().id());
            }
        }
        return ids;
    }

    /** Dead letters and repeats of answered commands; anything else needs the fold. */
    private static <C extends Message, E extends Message> void withoutFold(
            Entry<C> entry, @Nullable Map<String, LogStore.Told> told, List<Row<E>> rows) {
        switch (entry.content()) {
            case Entry.Dead<C> dead ->
                rows.add(new Row.Dead<>(
                        entry.partition(),
                        entry.offset(),
                        dead.reason(),
                        DeadRecord.bytesOf(entry.record()),
                        Instant.ofEpochMilli(entry.record().timestamp())));
            case Entry.Command<C> command ->
                Batch.<C, E>repeated(entry, command, told).ifPresent(rows::add);
            case Entry.SentHome<C> _ -> {}
            case Entry.Unknown<C> unknown ->
                throw new IllegalStateException("a command of unknown type reached the fold: " + unknown.type());
        }
    }

    private static <C extends Message, E extends Message> Optional<Row.Outcome<E>> repeated(
            Entry<C> entry, Entry.Command<C> command, @Nullable Map<String, LogStore.Told> told) {
        var first = told == null ? null : told.get(command.received().id());
        if (first == null) {
            return Optional.empty();
        }
        return command.received()
                .asker()
                .map(asker -> new Row.Outcome<E>(
                        entry.partition(),
                        entry.offset(),
                        0,
                        command.received().id(),
                        asker.kind(),
                        asker.name(),
                        first.verdict(),
                        first.type(),
                        first.value(),
                        command.traceparent(),
                        command.received().at()));
    }

    /** One pass over the commands of a batch. */
    private final class Fold {
        private final Map<String, Stored<S>> loaded;
        private final @Nullable Map<String, LogStore.Told> told;
        private final Map<String, Stored<S>> current;
        private final Set<String> changed = new LinkedHashSet<>();
        private final List<Row<E>> rows = new ArrayList<>();
        private F facts;

        Fold(Map<String, Stored<S>> loaded, F facts, @Nullable Map<String, LogStore.Told> told) {
            this.loaded = loaded;
            this.current = new HashMap<>(loaded);
            this.facts = facts;
            this.told = told;
        }

        void next(Entry<C> entry) {
            if (entry.content() instanceof Entry.Command<C> command
                    && (told == null || !told.containsKey(command.received().id()))) {
                decide(entry, command);
            } else {
                withoutFold(entry, told, rows);
            }
        }

        private void decide(Entry<C> entry, Entry.Command<C> command) {
            var raw = command.received();
            var before = stored(raw.key());
            var at = raw.at().isBefore(before.at()) ? before.at() : raw.at();
            var in = new Received<>(raw.id(), raw.key(), at, raw.now(), raw.command(), raw.asker(), raw.validUntil());
            var decision = aggregates.decide(before.state(), in, facts);
            evolve(entry, command, in, before, decision.events());
            outcomes(entry, command, in, decision);
        }

        private void evolve(
                Entry<C> entry, Entry.Command<C> command, Received<C> in, Stored<S> before, List<E> events) {
            if (events.isEmpty()) {
                return;
            }
            var state = before.state();
            var seq = before.seq();
            for (var event : events) {
                seq++;
                var recorded = new Recorded<>(in.key(), seq, in.at(), event);
                state = aggregates.evolve(state, recorded);
                var labels = aggregates.labels(state, recorded);
                rows.add(new Row.Event<>(
                        entry.partition(),
                        entry.offset(),
                        recorded,
                        labels.app(),
                        Ce.joined(labels.parties()),
                        Ce.joined(labels.audience()),
                        MessageTypes.nameOf(event),
                        Wire.text(event),
                        command.traceparent()));
            }
            current.put(in.key(), new Stored<>(state, seq, in.at(), before.partition()));
            changed.add(in.key());
            facts = aggregates.changed(facts, in.key(), before.state(), state);
        }

        private void outcomes(Entry<C> entry, Entry.Command<C> command, Received<C> in, Decision<E> decision) {
            in.asker().ifPresent(asker -> {
                switch (decision) {
                    case Decision.Accepted<E> accepted ->
                        outcome(entry, command, in, 0, in.id(), asker, Ce.ACCEPTED, accepted.answer());
                    case Decision.Refused<E> refused ->
                        outcome(entry, command, in, 0, in.id(), asker, Ce.REFUSED, Optional.of(refused.reason()));
                    case Decision.Waiting<E> _ -> {}
                }
            });
            var n = 0;
            for (var earlier : decision.told()) {
                n++;
                var asker = earlier.asker();
                switch (earlier) {
                    case Decision.Told.ToldAnswer answer ->
                        outcome(entry, command, in, n, asker.command(), asker, Ce.ACCEPTED, answer.answer());
                    case Decision.Told.ToldRefusal refusal ->
                        outcome(
                                entry,
                                command,
                                in,
                                n,
                                asker.command(),
                                asker,
                                Ce.REFUSED,
                                Optional.of(refusal.reason()));
                }
            }
        }

        private void outcome(
                Entry<C> entry,
                Entry.Command<C> command,
                Received<C> in,
                int n,
                String commandId,
                dev.hookswitch.contracts.Asker asker,
                String verdict,
                Optional<Message> message) {
            var type = message.map(MessageTypes::nameOf).orElse(null);
            var value = message.map(Wire::text).orElse(null);
            rows.add(new Row.Outcome<>(
                    entry.partition(),
                    entry.offset(),
                    n,
                    commandId,
                    asker.kind(),
                    asker.name(),
                    verdict,
                    type,
                    value,
                    command.traceparent(),
                    in.at()));
            if (told != null) {
                told.putIfAbsent(commandId, new LogStore.Told(verdict, type, value));
            }
        }

        private Stored<S> stored(String key) {
            var stored = current.get(key);
            if (stored == null) {
                throw new IllegalStateException("an aggregate of the batch was not loaded");
            }
            return stored;
        }

        Collection<Change<S>> changes() {
            var changes = new ArrayList<Change<S>>();
            changed.forEach(key -> {
                var before = loaded.get(key);
                if (before == null) {
                    throw new IllegalStateException("an aggregate of the batch was not loaded");
                }
                changes.add(new Change<>(key, before, stored(key)));
            });
            return changes;
        }
    }
}
