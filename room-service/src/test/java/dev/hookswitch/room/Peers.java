package dev.hookswitch.room;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import dev.hookswitch.messaging.EventTail;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Auth, billing and push as far as a room sees them: they read their real topics and answer on {@code room.commands}. What
 * they say follows from the names: {@code silent…} is never answered, {@code refused…} may not, and for some devices
 * there is no money.
 */
public final class Peers implements AutoCloseable {
    /** Why a call to a device whose sn begins so is not paid for. */
    private static final Map<String, Reason> UNPAID = Map.of(
            "poor", Reason.IN_ARREARS,
            "bare", Reason.NO_LICENCE,
            "lapsed", Reason.LICENCE_EXPIRED,
            "timed", Reason.CHARGE_TYPE);

    private final Commands commands;
    private final List<EventTail> tails;
    private final List<PushCommand> pushed = new CopyOnWriteArrayList<>();
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet();

    private Peers(String kafka) {
        this.commands = new Commands(kafka, "peers");
        this.tails = List.of(
                new EventTail(
                        kafka,
                        "peers-auth",
                        Topic.AUTH_COMMANDS,
                        event -> event.as(Messages.AUTH_COMMANDS).ifPresent(this::auth)),
                new EventTail(
                        kafka,
                        "peers-billing",
                        Topic.BILLING_COMMANDS,
                        event -> event.as(Messages.BILLING_COMMANDS).ifPresent(this::billing)),
                new EventTail(
                        kafka,
                        "peers-push",
                        Topic.PUSH_COMMANDS,
                        event -> event.as(Messages.PUSH_COMMANDS).ifPresent(this::push)));
    }

    static Peers start(String kafka) {
        var peers = new Peers(kafka);
        peers.tails.forEach(EventTail::start);
        return peers;
    }

    /** What push-service was told. */
    public List<PushCommand> pushed() {
        return List.copyOf(pushed);
    }

    /** The next question about this app's money is not answered. */
    public void forgetOneSettlement(String app) {
        unsettled.add(app);
    }

    public void publish(AuthEvent event) {
        var _ = commands.send(CommandToSend.of(
                Topic.AUTH_EVENTS, event.app().value(), event, UUID.randomUUID().toString()));
    }

    private void auth(AuthCommand command) {
        if (!(command instanceof AuthCommand.CheckParties check)) {
            return;
        }
        var names = check.caller().party().id() + " " + check.listener().party().id();
        if (names.contains("silent")) {
            return;
        }
        var fine = new RoomCommand.PartiesVerdict.Fine(
                check.caller(),
                check.listener(),
                check.listener().party() instanceof Party.Device ? Reminder.DEVELOPER : Reminder.PLATFORM,
                true,
                Optional.empty());
        answer(
                check.room(),
                new RoomCommand.PartiesChecked(
                        check.room(),
                        check.question(),
                        names.contains("refused")
                                ? new RoomCommand.PartiesVerdict.NotFine(
                                        Objection.of(Reason.NOT_GRANTED, "The user has not authorised the device."))
                                : fine));
    }

    private void billing(BillingCommand command) {
        switch (command) {
            case BillingCommand.Hold hold ->
                answer(
                        hold.room(),
                        new RoomCommand.HoldAnswered(hold.room(), hold.room().value() + "/hold", verdict(hold)));
            case BillingCommand.Capture capture -> settle(capture.app().value(), capture.room(), capture.talked());
            case BillingCommand.VoidHold hold -> settle(hold.app().value(), hold.room(), Duration.ZERO);
            case BillingCommand.DeadlinePassed _,
                    BillingCommand.AddTime _,
                    BillingCommand.AddLicences _,
                    BillingCommand.ActivateLicence _,
                    BillingCommand.SetCharging _ -> {}
        }
    }

    private static RoomCommand.HoldVerdict verdict(BillingCommand.Hold hold) {
        return UNPAID.entrySet().stream()
                .filter(unpaid -> hold.device().value().startsWith(unpaid.getKey()))
                .findFirst()
                .<RoomCommand.HoldVerdict>map(unpaid -> new RoomCommand.HoldVerdict.NotHeld(
                        Objection.of(unpaid.getValue(), unpaid.getValue().english())))
                .orElseGet(() -> new RoomCommand.HoldVerdict.Held(
                        hold.chargeType().orElse(ChargeType.DURATION), Optional.empty()));
    }

    private void settle(String app, RoomId room, Duration talked) {
        if (unsettled.remove(app)) {
            return;
        }
        var charge = new Charge(
                ChargeType.DURATION, Duration.ofSeconds(talked.plusMillis(999).toSeconds()), List.of());
        answer(room, new RoomCommand.SettlementAnswered(room, room.value() + "/settlement", Optional.of(charge)));
    }

    private void push(PushCommand command) {
        pushed.add(command);
        if (command instanceof PushCommand.CheckPushToken check) {
            answer(check.room(), new RoomCommand.PushTokenChecked(check.room(), check.question(), Optional.empty()));
        }
    }

    private void answer(RoomId room, Message answer) {
        var _ = commands.send(CommandToSend.of(
                Topic.ROOM_COMMANDS, room.value(), answer, UUID.randomUUID().toString()));
    }

    @Override
    public void close() {
        tails.forEach(EventTail::close);
        commands.close();
    }
}
