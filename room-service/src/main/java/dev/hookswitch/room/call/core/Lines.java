package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.call.RoomId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What decisions need besides a room: which lines are engaged, and the times of today's configuration.
 *
 * <p>Belongs to one batch and one thread: each decision of the batch sees the lines as the decisions before it left them.
 */
public final class Lines {
    private final Times times;
    private final Map<Line, RoomId> engaged;

    public Lines(Times times, Map<Line, RoomId> engaged) {
        this.times = times;
        this.engaged = new HashMap<>(engaged);
    }

    Times times() {
        return times;
    }

    /** The room that engages this line, unless it is {@code room} itself. */
    Optional<RoomId> engagedByOther(Line line, RoomId room) {
        return Optional.ofNullable(engaged.get(line)).filter(other -> !other.equals(room));
    }

    /** What a room holds follows from its state alone. */
    public void changed(RoomId room, Room before, Room after) {
        before.lines().forEach(line -> engaged.remove(line, room));
        after.lines().forEach(line -> engaged.put(line, room));
    }
}
