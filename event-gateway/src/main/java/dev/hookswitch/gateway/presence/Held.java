package dev.hookswitch.gateway.presence;

import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.RoomId;

/** An open connection of an endpoint in a live room: all that somebody else needs to report it away. */
record Held(ConnectionId connection, RoomId room, Endpoint by) {
    String field() {
        return connection + " " + room;
    }
}
