package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthCommand.CheckParties;
import dev.hookswitch.contracts.billing.BillingCommand.Capture;
import dev.hookswitch.contracts.billing.BillingCommand.Hold;
import dev.hookswitch.contracts.billing.BillingCommand.VoidHold;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.push.PushCommand.CancelReminder;
import dev.hookswitch.contracts.push.PushCommand.CheckPushToken;
import dev.hookswitch.contracts.push.PushCommand.Remind;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.core.Outgoing;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an event of a room makes other services do; from the stored event alone. */
public final class RoomOutgoing {
    /** How the other services call an asker that is a room. */
    public static final String ASKER_KIND = "room";

    private RoomOutgoing() {}

    public static List<Outgoing> of(Recorded<RoomEvent> recorded) {
        var room = new RoomId(recorded.aggregate());
        return switch (recorded.event()) {
            case RoomEvent.RoomOpened e -> checks(room, e);
            // The hold is given back whether or not it was answered: billing remembers a void that comes first.
            case RoomEvent.RoomRefused e -> List.of(settlement(room, e.call().app(), Duration.ZERO));
            case RoomEvent.RoomRang e ->
                e.reminder() == Reminder.PLATFORM
                        ? List.of(toPush(room, new Remind(room, e.call(), e.ringUntil())))
                        : List.of();
            case RoomEvent.RoomAnswered e ->
                e.reminder() == Reminder.PLATFORM ? List.of(toPush(room, new CancelReminder(room))) : List.of();
            case RoomEvent.RoomEnded e -> {
                var outgoing = new ArrayList<Outgoing>();
                if (e.ringing().filter(Reminder.PLATFORM::equals).isPresent()) {
                    outgoing.add(toPush(room, new CancelReminder(room)));
                }
                outgoing.add(settlement(room, e.call().app(), e.talked()));
                yield outgoing;
            }
            case RoomEvent.SettlementAskedAgain e -> List.of(settlement(room, e.app(), e.talked()));
            case RoomEvent.AskerJoined _,
                    RoomEvent.PartiesFound _,
                    RoomEvent.CreditHeld _,
                    RoomEvent.PushTokenFound _,
                    RoomEvent.RightLost _,
                    RoomEvent.ListenerReminded _,
                    RoomEvent.ListenerRinging _,
                    RoomEvent.RoomJoined _,
                    RoomEvent.MediaConnected _,
                    RoomEvent.TalkStarted _,
                    RoomEvent.SideCameBack _,
                    RoomEvent.SideWentAway _,
                    RoomEvent.SideKeptAlive _,
                    RoomEvent.RoomSettled _ -> List.of();
        };
    }

    /** All at the same time: a call should ring within milliseconds. */
    private static List<Outgoing> checks(RoomId room, RoomEvent.RoomOpened e) {
        var call = e.call();
        var checks = new ArrayList<Outgoing>();
        checks.add(ask(
                Topic.AUTH_COMMANDS,
                call.app().value() + "/" + call.device().sn().value(),
                checkParties(room, call),
                room,
                RoomQuestions.parties(room)));
        checks.add(ask(
                Topic.BILLING_COMMANDS,
                call.app().value(),
                new Hold(
                        call.app(),
                        room.value(),
                        room,
                        call.device().sn(),
                        call.roomType(),
                        call.via(),
                        call.businessType(),
                        call.chargeType(),
                        call.timeLimit()),
                room,
                RoomQuestions.hold(room)));
        e.pushTokenDigest()
                .ifPresent(digest -> checks.add(ask(
                        Topic.PUSH_COMMANDS,
                        room.value(),
                        new CheckPushToken(
                                room,
                                RoomQuestions.pushToken(room),
                                call.app(),
                                call.device().sn(),
                                call.appVersion(),
                                digest),
                        room,
                        RoomQuestions.pushToken(room))));
        return checks;
    }

    private static CheckParties checkParties(RoomId room, Call call) {
        return new CheckParties(
                call.app(),
                room,
                RoomQuestions.parties(room),
                call.caller(),
                call.listener(),
                call.via(),
                call.businessType(),
                call.appVersion());
    }

    private static Outgoing settlement(RoomId room, AppId app, Duration talked) {
        var command = talked.isPositive()
                ? new Capture(app, room.value(), room, talked)
                : new VoidHold(app, room.value(), room);
        return ask(Topic.BILLING_COMMANDS, app.value(), command, room, RoomQuestions.settlement(room));
    }

    private static Outgoing ask(Topic topic, String key, Message command, RoomId room, String question) {
        return Outgoing.of(topic, key, command).asking(ASKER_KIND, room.value(), question, Optional.empty());
    }

    private static Outgoing toPush(RoomId room, Message command) {
        return Outgoing.of(Topic.PUSH_COMMANDS, room.value(), command);
    }
}
