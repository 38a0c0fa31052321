package dev.hookswitch.room.call;

import dev.hookswitch.access.ProblemException;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.RoomId;

/** Reads room ids from paths. */
public final class RoomPaths {
    private RoomPaths() {}

    /** What cannot be a room's id names no room. */
    public static RoomId room(String text) {
        try {
            return new RoomId(text);
        } catch (Bounds.Broken _) {
            throw noSuchRoom();
        }
    }

    public static ProblemException noSuchRoom() {
        return RoomProblems.noSuchRoom().asException();
    }
}
