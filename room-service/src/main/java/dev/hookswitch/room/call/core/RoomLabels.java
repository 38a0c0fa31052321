package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Recorded;
import java.util.List;

/** Whom an event of a room concerns, and who may see it. Before the ring the listener hears nothing. */
public final class RoomLabels {
    private static final String CALLER = "caller";
    private static final String LISTENER = "listener";
    private static final String APP = "app";

    private RoomLabels() {}

    public static Labels of(Room after, Recorded<RoomEvent> recorded) {
        var call = after.request().orElseThrow().call();
        return new Labels(
                call.app().value(),
                List.of(call.caller().party().subject(), call.listener().party().subject()),
                audience(after, recorded.event()));
    }

    private static List<String> audience(Room after, RoomEvent event) {
        return switch (event) {
            // Who waits for an answer is the platform's own affair.
            case RoomEvent.AskerJoined _ -> List.of();
            case RoomEvent.PartiesFound _,
                    RoomEvent.CreditHeld _,
                    RoomEvent.PushTokenFound _,
                    RoomEvent.RightLost _,
                    RoomEvent.ListenerReminded _,
                    RoomEvent.SettlementAskedAgain _ -> List.of(APP);
            case RoomEvent.RoomOpened _, RoomEvent.RoomRefused _, RoomEvent.ListenerRinging _ -> List.of(CALLER, APP);
            case RoomEvent.RoomRang _,
                    RoomEvent.RoomJoined _,
                    RoomEvent.RoomAnswered _,
                    RoomEvent.MediaConnected _,
                    RoomEvent.TalkStarted _,
                    RoomEvent.SideCameBack _,
                    RoomEvent.SideWentAway _,
                    RoomEvent.SideKeptAlive _,
                    RoomEvent.RoomEnded _,
                    RoomEvent.RoomSettled _ -> after.hasRung() ? List.of(CALLER, LISTENER, APP) : List.of(CALLER, APP);
        };
    }
}
