package dev.hookswitch.room.call;

import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.Aggregates;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import dev.hookswitch.room.call.core.Lines;
import dev.hookswitch.room.call.core.Room;
import dev.hookswitch.room.call.core.RoomDeadlines;
import dev.hookswitch.room.call.core.RoomLabels;
import dev.hookswitch.room.call.core.RoomOutgoing;
import dev.hookswitch.room.call.core.Times;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Rooms as their log sees them: one load and one save per batch, whatever its size. */
final class Rooms implements Aggregates<Room, RoomCommand, RoomEvent, Lines> {
    private final Times times;

    Rooms(Times times) {
        this.times = times;
    }

    @Override
    public Room absent(String key) {
        return new Room.Absent();
    }

    @Override
    public Map<String, Stored<Room>> load(Connection tx, Collection<Received<RoomCommand>> batch) throws SQLException {
        return RoomStore.load(tx, batch.stream().map(Received::key).distinct().toList());
    }

    @Override
    public Lines facts(Connection tx, Map<String, Stored<Room>> loaded, Collection<Received<RoomCommand>> batch)
            throws SQLException {
        return new Lines(times, LineStore.lock(tx, loaded.values(), batch));
    }

    @Override
    public Decision<RoomEvent> decide(Room room, Received<RoomCommand> in, Lines lines) {
        return Room.decide(room, in, lines);
    }

    @Override
    public Room evolve(Room room, Recorded<RoomEvent> event) {
        return Room.evolve(room, event);
    }

    @Override
    public Lines changed(Lines lines, String key, Room before, Room after) {
        lines.changed(new RoomId(key), before, after);
        return lines;
    }

    @Override
    public List<Deadline> deadlines(Room room) {
        return RoomDeadlines.of(room);
    }

    @Override
    public RoomCommand deadlinePassed(String key, Deadline deadline) {
        return new RoomCommand.DeadlinePassed(new RoomId(key), deadline.which(), deadline.due());
    }

    @Override
    public List<Outgoing> outgoing(Recorded<RoomEvent> event) {
        return RoomOutgoing.of(event);
    }

    @Override
    public Labels labels(Room after, Recorded<RoomEvent> event) {
        return RoomLabels.of(after, event);
    }

    @Override
    public void save(Connection tx, Collection<Change<Room>> changes) throws SQLException {
        RoomStore.save(tx, changes);
        LineStore.save(tx, changes);
    }

    @Override
    public List<Live<Room>> live(Connection tx, int partition) throws SQLException {
        return RoomStore.open(tx, partition);
    }
}
