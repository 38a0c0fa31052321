package dev.hookswitch.contracts.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import java.util.Map;
import java.util.Optional;

/** What a phone, a device or a developer's server sends on its socket, one JSON object a frame, at most 64 KiB. */
public sealed interface ClientFrame {
    int BYTES_MAX = 64 * 1024;

    /**
     * The first frame.
     *
     * @param token an access token; absent when it came in the subprotocol list
     * @param endpoint the installation; needed for users and devices, absent for an app's server
     * @param rooms a user's or device's cursor: the last {@code seq} it has, by room
     * @param positions an app subscriber's cursor, as in the last {@code cursor} it got; empty starts at the end
     */
    record Hello(
            Optional<String> token,
            Optional<EndpointId> endpoint,
            Map<RoomId, Long> rooms,
            Map<Integer, Long> positions)
            implements ClientFrame {}

    /** A ring was received, or is shown. */
    record Receipt(RoomId room, RingStage stage) implements ClientFrame {}

    /** To the other fixed endpoint of the room; {@code n} is the negotiation it belongs to. At most 32 KiB. */
    record Signal(RoomId room, int n, JsonNode data) implements ClientFrame {}

    /** A new token of the same subject, before the old one expires. */
    record Token(String token) implements ClientFrame {}
}
