package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.call.RoomId;

/** The ids of what a room asks others. A room asks each once in its life, so the room's id tells it from all others. */
final class RoomQuestions {
    private RoomQuestions() {}

    static String parties(RoomId room) {
        return room.value() + "/parties";
    }

    static String hold(RoomId room) {
        return room.value() + "/hold";
    }

    static String pushToken(RoomId room) {
        return room.value() + "/push-token";
    }

    /** The same for every repetition: the money is settled once. */
    static String settlement(RoomId room) {
        return room.value() + "/settlement";
    }
}
