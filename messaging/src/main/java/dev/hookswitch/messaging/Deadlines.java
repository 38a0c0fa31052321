package dev.hookswitch.messaging;

import dev.hookswitch.messaging.core.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the aggregates of the owned partitions wait for, soonest first. Holds one state per waiting aggregate, which
 * bounds it by the live aggregates of the partitions owned.
 */
final class Deadlines<S> {

    /** A deadline of an aggregate whose time has come. */
    record Due<S>(int partition, String key, S state, Deadline deadline) {}

    private record Timed(Instant at, int partition, String key, Deadline deadline) {}

    private static final Comparator<Timed> SOONEST = Comparator.comparing(Timed::at)
            .thenComparingInt(Timed::partition)
            .thenComparing(Timed::key)
            .thenComparing(timed -> timed.deadline().which())
            .thenComparing(timed -> timed.deadline().due());

    /** {@code timed} holds what is still to be reported; what was reported stays in {@code named} only. */
    private record Waiting<S>(S state, Set<Deadline> named, Map<Deadline, Timed> timed) {}

    private final TreeSet<Timed> order = new TreeSet<>(SOONEST);
    private final Map<Integer, Map<String, Waiting<S>>> partitions = new HashMap<>();

    /** The aggregate waits for exactly these now; one that was reported already is not reported again. */
    void set(int partition, String key, S state, Collection<Deadline> deadlines) {
        var keys = partitions.computeIfAbsent(partition, _ -> new HashMap<>());
        var before = keys.remove(key);
        if (before != null) {
            before.timed().values().forEach(order::remove);
        }
        if (deadlines.isEmpty()) {
            return;
        }
        var named = new HashSet<>(deadlines);
        var timed = new HashMap<Deadline, Timed>();
        for (var deadline : named) {
            var earlier = before == null ? null : before.timed().get(deadline);
            var reported = before != null && earlier == null && before.named().contains(deadline);
            if (!reported) {
                var entry = earlier != null ? earlier : new Timed(deadline.due(), partition, key, deadline);
                timed.put(deadline, entry);
                order.add(entry);
            }
        }
        keys.put(key, new Waiting<>(state, named, timed));
    }

    /** Takes out what is due, at most {@code most}. */
    List<Due<S>> take(Instant now, int most) {
        var due = new ArrayList<Due<S>>();
        while (due.size() < most && !order.isEmpty() && !order.first().at().isAfter(now)) {
            var timed = order.removeFirst();
            var waiting = waiting(timed.partition(), timed.key());
            if (waiting != null) {
                waiting.timed().remove(timed.deadline());
                due.add(new Due<>(timed.partition(), timed.key(), waiting.state(), timed.deadline()));
            }
        }
        return due;
    }

    /** What was taken out shall come again at another time, if it is still waited for. */
    void again(int partition, String key, Deadline deadline, Instant at) {
        var waiting = waiting(partition, key);
        if (waiting != null
                && waiting.named().contains(deadline)
                && !waiting.timed().containsKey(deadline)) {
            var timed = new Timed(at, partition, key, deadline);
            waiting.timed().put(deadline, timed);
            order.add(timed);
        }
    }

    void drop(int partition) {
        var keys = partitions.remove(partition);
        if (keys != null) {
            keys.values().forEach(waiting -> waiting.timed().values().forEach(order::remove));
        }
    }

    /** How long nothing is due, at most {@code most}. */
    Duration untilNext(Instant now, Duration most) {
        var next = order.isEmpty()
                ? Optional.<Instant>empty()
                : Optional.of(order.first().at());
        return next.map(at -> Duration.between(now, at))
                .filter(wait -> wait.compareTo(most) < 0)
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .orElse(most);
    }

    int waiting(int partition) {
        var keys = partitions.get(partition);
        return keys == null ? 0 : keys.size();
    }

    private @org.jspecify.annotations.Nullable Waiting<S> waiting(int partition, String key) {
        var keys = partitions.get(partition);
        return keys == null ? null : keys.get(key);
    }
}
