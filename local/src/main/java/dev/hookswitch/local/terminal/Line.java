package dev.hookswitch.local.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.live.PluginEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the commands print, one line or, with {@code --json}, one object of this shape each. Documented in
 * docs/terminal.md; fields are only ever added.
 */
sealed interface Line {
    /** A call has begun; {@code caller} and {@code listener} are openIds and serial numbers. */
    record Call(RoomId room, AppId app, String caller, String listener, RoomType roomType, Instant at)
            implements Line {}

    /**
     * Something has happened to a call.
     *
     * @param sinceCall since the call began, by the platform's clock
     * @param caller the plugin's events (contract §2.2) that it is to the calling installation
     * @param listener the same for the installation that rang first or has answered; empty while none is known
     */
    record Event(
            RoomId room,
            long seq,
            String type,
            Instant at,
            Duration sinceCall,
            Duration sincePrevious,
            JsonNode data,
            List<PluginEvent> caller,
            List<PluginEvent> listener)
            implements Line {}

    /**
     * A call is over and its money is settled.
     *
     * @param reason the cause in one word; {@code refused} for a call that never rang
     * @param objection why it never rang
     */
    record End(
            RoomId room,
            String reason,
            Optional<EndCause> cause,
            Optional<Objection> objection,
            Duration talked,
            Optional<ChargeType> chargeType,
            Optional<Charge> bill)
            implements Line {}

    /** The platform did not take a request. */
    record Refused(int errCode, String errMsg) implements Line {}

    /** Something about this side or its connection. */
    record Note(String text) implements Line {}
}
