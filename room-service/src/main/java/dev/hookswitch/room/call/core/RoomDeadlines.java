package dev.hookswitch.room.call.core;

import dev.hookswitch.messaging.core.Deadline;
import java.util.ArrayList;
import java.util.List;

/** What a room waits for, and until when. */
public final class RoomDeadlines {
    static final String CHECK = "check";
    static final String RING = "ring";
    static final String REACH = "reach";
    static final String CALLER_JOIN = "caller-join";
    static final String JOIN = "join";
    static final String LIMIT = "limit";
    static final String CREDIT = "credit";
    static final String TALK = "talk";
    static final String CALLER_AWAY = "caller-away";
    static final String LISTENER_AWAY = "listener-away";
    static final String SETTLE = "settle";

    private RoomDeadlines() {}

    public static List<Deadline> of(Room room) {
        return switch (room) {
            case Room.Absent _, Room.Settled _ -> List.of();
            case Room.Checking s -> List.of(new Deadline(CHECK, s.due().checkBy()));
            case Room.Ringing s -> ringing(s);
            case Room.Joining s -> {
                var deadlines = away(s.callerWatch(), s.listenerWatch());
                deadlines.add(new Deadline(JOIN, s.joinBy()));
                yield deadlines;
            }
            case Room.Talking s -> {
                var deadlines = away(s.callerWatch(), s.listenerWatch());
                deadlines.add(s.due().first());
                yield deadlines;
            }
            case Room.Ended s -> List.of(new Deadline(SETTLE, s.settling().againAt()));
            case Room.Refused s -> List.of(new Deadline(SETTLE, s.settling().againAt()));
        };
    }

    private static List<Deadline> ringing(Room.Ringing s) {
        var deadlines = away(s.callerWatch(), new Watch.NotWatched());
        deadlines.add(new Deadline(RING, s.due().ringUntil()));
        if (!s.caller().joined()) {
            deadlines.add(new Deadline(CALLER_JOIN, s.due().callerJoinBy()));
        }
        if (!s.reached()) {
            s.due().reachBy().ifPresent(by -> deadlines.add(new Deadline(REACH, by)));
        }
        return deadlines;
    }

    private static List<Deadline> away(Watch caller, Watch listener) {
        var deadlines = new ArrayList<Deadline>();
        caller.lostAt().ifPresent(at -> deadlines.add(new Deadline(CALLER_AWAY, at)));
        listener.lostAt().ifPresent(at -> deadlines.add(new Deadline(LISTENER_AWAY, at)));
        return deadlines;
    }
}
