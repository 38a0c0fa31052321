package dev.hookswitch.auth.rights.core;

import dev.hookswitch.auth.rights.core.Holder.DeviceRights;
import dev.hookswitch.auth.rights.core.Holder.Grant;
import dev.hookswitch.auth.rights.core.Registered.DeviceFacts;
import dev.hookswitch.contracts.auth.AuthCommand.CheckParties;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict.Fine;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict.NotFine;
import java.util.Optional;

/**
 * May these two talk, and what are they called? The order of the questions is the order of the answers: the app, the
 * device, its model, the user, the grant. Codes are those of contract §3.1.
 */
final class PartiesCheck {

    private PartiesCheck() {}

    static Optional<Party.Device> deviceOf(CheckParties q) {
        return q.caller().party() instanceof Party.Device device
                ? Optional.of(device)
                : q.listener().party() instanceof Party.Device device ? Optional.of(device) : Optional.empty();
    }

    private static Optional<Party.User> userOf(CheckParties q) {
        return q.caller().party() instanceof Party.User user
                ? Optional.of(user)
                : q.listener().party() instanceof Party.User user ? Optional.of(user) : Optional.empty();
    }

    static PartiesVerdict of(CheckParties q, DeviceRights rights, Registered registered) {
        var app = registered.app(q.app());
        if (app.isEmpty() || app.get().disabled()) {
            return not(Reason.APP_DISABLED, "This app may not call: it is unknown or disabled.");
        }
        var device = deviceOf(q);
        if (device.isEmpty()) {
            return not(Reason.NO_DEVICE, "One side of a call must be a device.");
        }
        var known = registered.device(q.app(), device.get().sn());
        if (known.isEmpty()) {
            return new NotFine(Strangers.unknownDevice());
        }
        if (rights.disabled()) {
            return not(Reason.DEVICE_DISABLED, "This device is disabled.");
        }
        var claimed = memberOf(q, device.get()).modelId();
        if (claimed.isPresent() && !claimed.get().equals(known.get().model())) {
            return new NotFine(Strangers.otherModel());
        }
        var user = userOf(q);
        if (user.isEmpty()) {
            return not(Reason.NO_USER, "One side of a call must be a user.");
        }
        var openId = user.get().openId();
        var person = registered.user(q.app(), openId);
        if (person.isEmpty()) {
            return new NotFine(Strangers.unknownUser(q.app(), openId, registered));
        }
        if (person.get().disabled()) {
            return not(Reason.USER_DISABLED, "This user is disabled.");
        }
        var grant = rights.grant(openId);
        var needsGrant = app.get().demandsGrants() || q.via() == CallInterface.INIT_BY_CALLER;
        if (needsGrant && !(grant instanceof Grant.Given)) {
            return not(Reason.NOT_GRANTED, "The user has not authorised this device; ask for it again.");
        }
        // A user's phone is always reminded by the platform (contract, roles and directions).
        var reminder =
                q.listener().party() instanceof Party.Device ? known.get().reminder() : Reminder.PLATFORM;
        return new Fine(
                named(q.caller(), grant, known.get()),
                named(q.listener(), grant, known.get()),
                reminder,
                needsGrant,
                app.get().ringTime());
    }

    private static Member memberOf(CheckParties q, Party party) {
        return q.caller().party().equals(party) ? q.caller() : q.listener();
    }

    /** A device is called what its user granted, then what the call says, then its product type. */
    private static Member named(Member member, Grant grant, DeviceFacts device) {
        return switch (member.party()) {
            case Party.User _ -> member;
            case Party.Device _ -> {
                var name = switch (grant) {
                    case Grant.Given given -> given.deviceName() + device.productType();
                    case Grant.None _, Grant.RefusedByUser _, Grant.Revoked _ ->
                        member.name().isEmpty() ? device.productType() : member.name();
                };
                yield new Member(member.party(), name, member.camera(), Optional.of(device.model()));
            }
        };
    }

    private static NotFine not(Reason reason, String errMsg) {
        return new NotFine(Objection.of(reason, errMsg));
    }
}
