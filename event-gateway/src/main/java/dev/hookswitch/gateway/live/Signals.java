package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.call.RoomId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which negotiation each room's signalling is at. Signals themselves are never kept. Thread-safe. */
@ApplicationScoped
class Signals {
    /** More calls than a gateway has sockets. */
    private static final int ROOMS_MAX = 20_000;

    private final Map<RoomId, Integer> negotiations = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RoomId, Integer> eldest) {
            return size() > ROOMS_MAX;
        }
    };

    /** False for a signal of an older negotiation than one that was already seen. */
    synchronized boolean isCurrent(RoomId room, int n) {
        return negotiations.merge(room, n, Math::max) == n;
    }
}
