package dev.hookswitch.contracts.push;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import java.time.Instant;
import java.util.Optional;

/** What push-service can be asked and told. Topic {@code push.commands}, key = room. */
public sealed interface PushCommand extends Message {
    RoomId room();

    /** Is this the device's pushToken? Answered with {@code PushTokenChecked}, code 14 when not. */
    record CheckPushToken(RoomId room, String question, AppId app, Sn sn, AppVersion appVersion, String tokenDigest)
            implements PushCommand {}

    /** Wake the listener, who may have no socket; nothing is delivered at or after {@code until}. */
    record Remind(RoomId room, Call call, Instant until) implements PushCommand {}

    /** The call no longer rings. */
    record CancelReminder(RoomId room) implements PushCommand {}

    /**
     * The verdict on attempt {@code attempt} by {@code transport}.
     *
     * @param problem absent when the transport took it
     * @param retry whether another attempt may help
     */
    record Attempted(RoomId room, int attempt, String transport, Optional<String> problem, boolean retry)
            implements PushCommand {}

    record DeadlinePassed(RoomId room, String which, Instant due) implements PushCommand {}
}
