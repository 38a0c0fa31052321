package dev.hookswitch.contracts.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import java.util.Map;
import java.util.Optional;

/** What a phone, a device or a developer's server sends on its socket, one JSON object a frame, at most 64 KiB. */
public sealed interface ClientFrame {
    int BYTES_MAX = 64 * 1024;

    /** Rooms in a cursor; the ones a client has heard of last. */
    int ROOMS_MAX = 64;

    /** Partitions in an app subscriber's cursor; more than any log has. */
    int POSITIONS_MAX = 1024;

    /**
     * The first frame.
     *
     * @param token an access token, or the resume ticket of an earlier welcome; absent when it came in the subprotocol list
     * @param endpoint the installation; needed for users and devices, absent for an app's server
     * @param rooms a user's or device's cursor: the last {@code seq} it has, by room; at most {@value #ROOMS_MAX}
     * @param positions an app subscriber's cursor, as in the last {@code cursor} it got; empty starts at the end
     */
    record Hello(
            Optional<String> token,
            Optional<EndpointId> endpoint,
            Map<RoomId, Long> rooms,
            Map<Integer, Long> positions)
            implements ClientFrame {
        public Hello {
            Bounds.range("rooms", rooms.size(), 0, ROOMS_MAX);
            rooms.values().forEach(seq -> Bounds.range("seq in rooms", seq, 0, Long.MAX_VALUE));
            Bounds.range("positions", positions.size(), 0, POSITIONS_MAX);
            positions.forEach((partition, position) -> {
                Bounds.range("partition in positions", partition, 0, POSITIONS_MAX);
                Bounds.range("position in positions", position, 0, Long.MAX_VALUE);
            });
        }

        /** Without the token, which must not reach a log. */
        @Override
        public String toString() {
            return "Hello[endpoint=" + endpoint + ", rooms=" + rooms + ", positions=" + positions + "]";
        }
    }

    /** A ring was received, or is shown. */
    record Receipt(RoomId room, RingStage stage) implements ClientFrame {}

    /**
     * To the other fixed endpoint of the room. At most 32 KiB.
     *
     * @param n the negotiation it belongs to: that of the last {@code renegotiate}, or 1 before the first
     */
    record Signal(RoomId room, int n, JsonNode data) implements ClientFrame {
        public Signal {
            Bounds.range("n", n, 0, Integer.MAX_VALUE);
        }
    }

    /** A new token of the same subject, before the old one expires. */
    record Token(String token) implements ClientFrame {
        @Override
        public String toString() {
            return "Token[]";
        }
    }
}
