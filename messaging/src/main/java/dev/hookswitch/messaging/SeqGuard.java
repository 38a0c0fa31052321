package dev.hookswitch.messaging;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets each event of an aggregate through once and in order: repeats are dropped, and a hole is told before the event
 * behind it.
 *
 * <p>Remembers the last {@code aggregatesMax} aggregates that had an event. Of one it does not know, the first event
 * counts as the next. Not for use by several threads at once.
 */
public final class SeqGuard {

    /** Hears that the events {@code last + 1} to {@code next - 1} never came; reads them from their owner. */
    @FunctionalInterface
    public interface Hole {
        void missing(String aggregate, long last, long next);
    }

    private final Map<String, Long> lasts;
    private final Hole hole;

    public SeqGuard(int aggregatesMax, Hole hole) {
        this.hole = hole;
        this.lasts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                return size() > aggregatesMax;
            }
        };
    }

    /** Whether the event is new, and so to be applied now. */
    public boolean isNext(String aggregate, long seq) {
        var last = lasts.get(aggregate);
        if (last != null && seq <= last) {
            return false;
        }
        if (last != null && seq > last + 1) {
            hole.missing(aggregate, last, seq);
        }
        lasts.put(aggregate, seq);
        return true;
    }

    /** The aggregate is known up to this event, from elsewhere. Never goes back. */
    public void known(String aggregate, long seq) {
        lasts.merge(aggregate, seq, Math::max);
    }

    public void forget(String aggregate) {
        lasts.remove(aggregate);
    }
}
