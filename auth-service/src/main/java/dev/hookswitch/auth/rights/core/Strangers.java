package dev.hookswitch.auth.rights.core;

import dev.hookswitch.contracts.auth.Registration;
import dev.hookswitch.contracts.auth.Registration.Missing;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.problem.Reason;
import java.util.Optional;

/** Which ids of a call its app does not have. Codes are those of contract §3.1. */
public final class Strangers {
    private Strangers() {}

    /** The first of device, model and user that is unknown. */
    public static Optional<Missing> among(Registration.Question q, Registered registered) {
        var device = registered.device(q.app(), q.sn());
        if (device.isEmpty()) {
            return Optional.of(new Missing(Registration.Id.SN, unknownDevice()));
        }
        if (q.modelId().isPresent() && !q.modelId().get().equals(device.get().model())) {
            return Optional.of(new Missing(Registration.Id.MODEL_ID, otherModel()));
        }
        return registered.user(q.app(), q.openId()).isEmpty()
                ? Optional.of(new Missing(Registration.Id.OPEN_ID, unknownUser(q.app(), q.openId(), registered)))
                : Optional.empty();
    }

    static Objection unknownDevice() {
        return Objection.of(Reason.NO_SUCH_DEVICE, "This app has no device with this sn; register it first.");
    }

    static Objection otherModel() {
        return Objection.of(Reason.OTHER_MODEL, "The device is registered with another modelId.");
    }

    static Objection unknownUser(AppId app, OpenId openId, Registered registered) {
        return registered.foreign().contains(new Registered.UserKey(app, openId))
                ? Objection.of(Reason.FOREIGN_OPEN_ID, "This openId belongs to another app.")
                : Objection.of(Reason.NO_SUCH_USER, "This app has no user with this openId.");
    }
}
