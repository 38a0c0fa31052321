package dev.hookswitch.gateway.live.core;

import dev.hookswitch.contracts.call.RoomId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one socket of a user or device has been told, and so what it still has to hear: each event once, each room in its
 * order, also across a reconnect.
 *
 * <p>While it resumes, what the log brings is held back: first comes what was missed, rooms that are over before the one
 * that lives, then what was held. Not for use by several threads at once.
 */
public final class Following {
    /** Rooms a socket remembers; a party is in one live room, the rest are calls that have just ended. */
    private static final int ROOMS_MAX = 64;

    private final Map<RoomId, Long> lasts = new LinkedHashMap<>(4, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RoomId, Long> eldest) {
            return size() > ROOMS_MAX;
        }
    };
    private final int heldMax;
    private final List<News> held = new ArrayList<>(0);
    private boolean resuming = true;

    /**
     * @param cursor the last seq that the client has, by room
     * @param heldMax events held back while it resumes
     */
    public Following(Map<RoomId, Long> cursor, int heldMax) {
        this.lasts.putAll(cursor);
        this.heldMax = heldMax;
    }

    /** What is to be told now that the log has brought this: it, or nothing while it resumes or for a repeat. */
    public List<News> live(News news) {
        if (resuming) {
            held.add(news);
            return List.of();
        }
        return isNew(news) ? List.of(news) : List.of();
    }

    /** Whether more was held back than may be. */
    public boolean isOverfull() {
        return held.size() > heldMax;
    }

    /** What is to be told now that room-service has said what was missed; from here on the log is followed. */
    public List<News> resumed(List<News> missed, Optional<RoomId> live) {
        var firstOf = new HashMap<RoomId, Instant>();
        missed.forEach(news -> firstOf.merge(news.room(), news.time(), (a, b) -> a.isBefore(b) ? a : b));
        var due = new ArrayList<News>();
        missed.stream()
                .sorted(Comparator.comparing(
                                (News news) -> Optional.of(news.room()).equals(live))
                        .thenComparing(news -> firstOf.getOrDefault(news.room(), news.time()))
                        .thenComparing(news -> news.room().value())
                        .thenComparingLong(News::seq))
                .filter(this::isNew)
                .forEach(due::add);
        held.stream().filter(this::isNew).forEach(due::add);
        held.clear();
        resuming = false;
        return due;
    }

    /** The log had a hole, or the gateway another reason not to trust it: hold back until room-service has said more. */
    public void resumeAgain() {
        resuming = true;
    }

    public boolean isResuming() {
        return resuming;
    }

    public Map<RoomId, Long> cursor() {
        return Map.copyOf(lasts);
    }

    private boolean isNew(News news) {
        var last = lasts.getOrDefault(news.room(), 0L);
        if (news.seq() <= last) {
            return false;
        }
        lasts.put(news.room(), news.seq());
        return true;
    }
}
