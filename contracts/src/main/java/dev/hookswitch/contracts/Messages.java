package dev.hookswitch.contracts;

import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.auth.AuthRefusal;
import dev.hookswitch.contracts.billing.BillingAnswer;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.billing.BillingEvent;
import dev.hookswitch.contracts.billing.BillingRefusal;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.push.PushEvent;
import dev.hookswitch.contracts.room.RoomAnswer;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.contracts.room.RoomRefusal;

/** Which messages each topic carries. */
public final class Messages {
    public static final MessageTypes<RoomCommand> ROOM_COMMANDS = MessageTypes.of(RoomCommand.class);
    public static final MessageTypes<RoomEvent> ROOM_EVENTS = MessageTypes.of(RoomEvent.class);
    public static final MessageTypes<AuthCommand> AUTH_COMMANDS = MessageTypes.of(AuthCommand.class);
    public static final MessageTypes<AuthEvent> AUTH_EVENTS = MessageTypes.of(AuthEvent.class);
    public static final MessageTypes<BillingCommand> BILLING_COMMANDS = MessageTypes.of(BillingCommand.class);
    public static final MessageTypes<BillingEvent> BILLING_EVENTS = MessageTypes.of(BillingEvent.class);
    public static final MessageTypes<PushCommand> PUSH_COMMANDS = MessageTypes.of(PushCommand.class);
    public static final MessageTypes<PushEvent> PUSH_EVENTS = MessageTypes.of(PushEvent.class);

    /** Answers and refusals, as they travel on {@link Topic#ANSWERS}. */
    public static final MessageTypes<Message> ANSWERS = MessageTypes.of(
            RoomAnswer.class, RoomRefusal.class, AuthRefusal.class, BillingAnswer.class, BillingRefusal.class);

    private Messages() {}
}
