package dev.hookswitch.contracts.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.problem.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a gateway sends on a socket, one JSON object a frame; {@code kind} says which. */
public sealed interface ServerFrame {
    /**
     * The answer to the hello; what was missed follows before anything new.
     *
     * @param tokenValid for how long the token is still good
     * @param resumeTicket sent instead of the token in the next hello, for ten minutes
     * @param cursor an app subscriber's position until its first event
     */
    record Welcome(
            ConnectionId connection,
            Instant serverTime,
            Duration tokenValid,
            Optional<String> resumeTicket,
            Optional<Map<Integer, Long>> cursor)
            implements ServerFrame {}

    /**
     * A room's event, a CloudEvent in its JSON format with {@code seq}, and beside it what the plugin shows of it to this
     * side.
     *
     * @param cursor an app subscriber's position after this event
     */
    record Event(
            String specversion,
            String id,
            String source,
            String type,
            String subject,
            Instant time,
            long seq,
            JsonNode data,
            List<PluginEvent> plugin,
            Optional<Map<Integer, Long>> cursor)
            implements ServerFrame {}

    /**
     * The listener is called; comes again after a reconnect while it still rings.
     *
     * @param ring the message of contract §6.2
     * @param call all that the call interface took
     */
    record Ring(dev.hookswitch.contracts.push.Ring ring, Call call) implements ServerFrame {}

    /** Events between these positions were not sent; read them at {@code GET /v1/events?app&after}. */
    record Gap(Map<Integer, Long> from, Map<Integer, Long> to) implements ServerFrame {}

    /** From the other side of the room. */
    record Signal(RoomId room, int n, JsonNode data) implements ServerFrame {}

    /** A side is back: begin a negotiation anew, as {@code n}, which is higher than all before in this room. Older ones are dropped. */
    record Renegotiate(RoomId room, int n) implements ServerFrame {}

    /** Send a new token within {@code remaining}, or the socket is closed. */
    record TokenExpiring(Duration remaining) implements ServerFrame {}

    record TokenRenewed(Duration tokenValid) implements ServerFrame {}

    /** A frame was not taken; the socket stays open. */
    record Problem(int errCode, String reason, String errMsg) implements ServerFrame {
        public static Problem of(Reason reason, String errMsg) {
            return new Problem(reason.code().number(), reason.slug(), errMsg);
        }
    }
}
