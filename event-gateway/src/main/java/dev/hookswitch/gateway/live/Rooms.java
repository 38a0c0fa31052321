package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.gateway.live.core.News;
import dev.hookswitch.gateway.live.core.RoomView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The views of the rooms whose parties are connected here. Thread-safe. */
@ApplicationScoped
class Rooms {
    /** Several times the sockets a gateway may hold; the one that nothing happened to for longest is forgotten. */
    private static final int MAX = 100_000;

    private final Map<RoomId, RoomView> views = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RoomId, RoomView> eldest) {
            return size() > MAX;
        }
    };

    synchronized void learn(News news) {
        views.merge(news.room(), RoomView.of(news).with(news), (known, _) -> known.with(news));
    }

    /** Another gateway says that the room is at negotiation {@code n}. */
    synchronized void reached(RoomId room, int n) {
        views.computeIfPresent(room, (_, known) -> known.reached(n));
    }

    synchronized Optional<RoomView> view(RoomId room) {
        return Optional.ofNullable(views.get(room));
    }
}
