package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.call.ConnectionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the room would notice that a side is gone, and how. */
public sealed interface Watch {
    /** An endpoint has a socket, rarely two for a moment, while a network changes. */
    int CONNECTIONS_MAX = 4;

    /** Neither a socket nor a keep-alive has been seen: such a side may stay silent. */
    record NotWatched() implements Watch {}

    /** Its open sockets, oldest first; never empty. */
    record Connected(List<ConnectionId> connections) implements Watch {}

    /** Its last socket is gone. */
    record Away(Instant until) implements Watch {}

    /** It has no socket and says that it is alive. */
    record KeptAlive(Instant until) implements Watch {}

    static Watch connected(List<ConnectionId> connections) {
        return connections.isEmpty() ? new NotWatched() : new Connected(connections);
    }

    default List<ConnectionId> open() {
        return switch (this) {
            case Connected watch -> watch.connections();
            case NotWatched _, Away _, KeptAlive _ -> List.of();
        };
    }

    /** When the side counts as lost unless it is heard of. */
    default Optional<Instant> lostAt() {
        return switch (this) {
            case Away watch -> Optional.of(watch.until());
            case KeptAlive watch -> Optional.of(watch.until());
            case NotWatched _, Connected _ -> Optional.empty();
        };
    }

    default boolean isAway(Instant at) {
        return switch (this) {
            case Away _ -> true;
            case KeptAlive watch -> !at.isBefore(watch.until());
            case NotWatched _, Connected _ -> false;
        };
    }

    default Watch with(ConnectionId connection) {
        return new Connected(with(open(), connection));
    }

    default Watch without(ConnectionId connection, Optional<Instant> lostAt) {
        var left = without(open(), connection);
        return left.isEmpty() ? lostAt.<Watch>map(Away::new).orElseGet(NotWatched::new) : new Connected(left);
    }

    /** The oldest goes when there are too many: it is the one most likely dead. */
    static List<ConnectionId> with(List<ConnectionId> open, ConnectionId connection) {
        var all = new ArrayList<>(open);
        all.add(connection);
        return List.copyOf(all.subList(Math.max(0, all.size() - CONNECTIONS_MAX), all.size()));
    }

    static List<ConnectionId> without(List<ConnectionId> open, ConnectionId connection) {
        return open.stream().filter(one -> !one.equals(connection)).toList();
    }
}
