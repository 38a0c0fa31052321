package dev.hookswitch.gateway.live.core;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An event of a room on its way to sockets, whether it came over the log or from room-service.
 *
 * @param caller the caller's subject
 * @param listener the listener's subject
 * @param audience who may see it: some of {@code caller}, {@code listener}, {@code app}
 * @param json the event as it stands on the log, handed on unchanged
 */
public record News(
        String id,
        String source,
        String type,
        RoomId room,
        long seq,
        Instant time,
        AppId app,
        String caller,
        String listener,
        Set<String> audience,
        RoomEvent event,
        String json) {
    public static final String FOR_APP = "app";

    /** The order of {@code ce_parties}: caller, listener. */
    public static final int PARTIES = 2;

    private static final String FOR_CALLER = "caller";
    private static final String FOR_LISTENER = "listener";

    public boolean isForApp() {
        return audience.contains(FOR_APP);
    }

    /** The side of this subject, if it may see the event. */
    public Optional<Side> sideSeenBy(String subject) {
        if (subject.equals(caller)) {
            return audience.contains(FOR_CALLER) ? Optional.of(Side.CALLER) : Optional.empty();
        }
        return subject.equals(listener) && audience.contains(FOR_LISTENER)
                ? Optional.of(Side.LISTENER)
                : Optional.empty();
    }

    /** Whose sockets an event with these labels may concern; empty for labels that are no room event's. */
    public static List<String> viewers(List<String> parties, List<String> audience) {
        if (parties.size() != PARTIES) {
            return List.of();
        }
        if (audience.contains(FOR_CALLER)) {
            return audience.contains(FOR_LISTENER) ? parties : parties.subList(0, 1);
        }
        return audience.contains(FOR_LISTENER) ? parties.subList(1, 2) : List.of();
    }
}
