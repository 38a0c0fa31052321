package dev.hookswitch.gateway.live.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where an app's subscriber stands in each partition, and whether the live stream or a catch-up reader serves it there.
 *
 * <p>A partition is handed over once the reader has come to where the live stream is. The live stream says where it is
 * <em>before</em> it looks for sockets, so an event is either seen by the reader or told live; told twice it is not,
 * because each partition counts up. Not for use by several threads at once.
 */
public final class AppPositions {
    private final Map<Integer, Long> next;
    private final Set<Integer> live = new HashSet<>();

    /**
     * @param wanted the subscriber's cursor; without one it begins at {@code now}. A partition that a cursor does not name was
     *     added since: the subscriber has heard nothing of it
     * @param now where the live stream is
     */
    public AppPositions(Map<Integer, Long> wanted, Map<Integer, Long> now) {
        this.next = new TreeMap<>(now);
        if (!wanted.isEmpty()) {
            next.replaceAll((partition, _) -> wanted.getOrDefault(partition, 0L));
        }
    }

    /** The log's retention, or what a subscriber may ask for, begins later: what was skipped, from and to, by partition. */
    public Map<Integer, Skipped> notBefore(Map<Integer, Long> floor) {
        var skipped = new TreeMap<Integer, Skipped>();
        floor.forEach((partition, first) -> {
            var from = next.get(partition);
            if (from != null && from < first && !live.contains(partition)) {
                skipped.put(partition, new Skipped(from, first));
                next.put(partition, first);
            }
        });
        return skipped;
    }

    /** Events of one partition that were not told. */
    public record Skipped(long from, long to) {}

    /** A cursor beyond the log's end is of a log that is gone: it goes on at the end, and what it claimed is skipped. */
    public Map<Integer, Skipped> notBeyond(Map<Integer, Long> end) {
        var skipped = new TreeMap<Integer, Skipped>();
        end.forEach((partition, last) -> {
            var from = next.get(partition);
            if (from != null && from > last && !live.contains(partition)) {
                skipped.put(partition, new Skipped(from, last));
                next.put(partition, last);
            }
        });
        return skipped;
    }

    /** Whether some position lies beyond these. */
    public boolean isBeyond(Map<Integer, Long> positions) {
        return positions.entrySet().stream()
                .anyMatch(position -> next.getOrDefault(position.getKey(), 0L) > position.getValue());
    }

    /** Whether the live stream is to tell the event at this offset. */
    public boolean takeLive(int partition, long offset) {
        return live.contains(partition) && take(partition, offset);
    }

    /** Whether a catch-up reader is to tell the event at this offset. */
    public boolean takeOld(int partition, long offset) {
        return !live.contains(partition) && take(partition, offset);
    }

    /** Everything before this offset has been read; hands the partition over if the live stream is not beyond it. */
    public boolean readUpTo(int partition, long offset, long liveAt) {
        if (!live.contains(partition)) {
            next.merge(partition, offset, Math::max);
        }
        return meets(partition, liveAt);
    }

    /** Hands the partition over if nothing lies between the subscriber and the live stream. */
    public boolean meets(int partition, long liveAt) {
        if (next.getOrDefault(partition, 0L) >= liveAt) {
            live.add(partition);
        }
        return live.contains(partition);
    }

    /** The live stream is here, and all before it that concerns the subscriber was told. */
    public void liveIsAt(Map<Integer, Long> now) {
        now.forEach((partition, at) -> {
            if (live.contains(partition)) {
                next.merge(partition, at, Math::max);
            }
        });
    }

    public boolean isAllLive() {
        return live.containsAll(next.keySet());
    }

    /** The partitions that a reader still has to read, and from where. */
    public Map<Integer, Long> behind() {
        var behind = new HashMap<>(next);
        behind.keySet().removeAll(live);
        return behind;
    }

    /** What the subscriber shows when it comes back. */
    public Map<Integer, Long> cursor() {
        return new TreeMap<>(next);
    }

    private boolean take(int partition, long offset) {
        if (offset < next.getOrDefault(partition, 0L)) {
            return false;
        }
        next.put(partition, offset + 1);
        return true;
    }
}
