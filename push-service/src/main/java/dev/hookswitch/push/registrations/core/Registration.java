package dev.hookswitch.push.registrations.core;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.Reason;
import java.time.Instant;
import java.util.Optional;

/**
 * What a pushToken stands for: one party of one app, with one version of the Mini Program, until it expires.
 *
 * @param subject the party's, {@code device:<sn>} or {@code user:<openId>}
 */
public record Registration(AppId app, String subject, AppVersion appVersion, Instant expiresAt) {

    /**
     * What is wrong with showing this token for a call to a device (contract §3.1, code 14). A token of another app is as
     * unknown as none: whether it exists there is no caller's business.
     */
    public static Optional<Objection> objection(
            Optional<Registration> registered, AppId app, Sn device, AppVersion appVersion, Instant at) {
        return registered
                .filter(registration -> registration.app.equals(app))
                .map(registration -> registration.objection(device, appVersion, at))
                .orElseGet(() -> Optional.of(wrong(
                        Reason.PUSH_TOKEN_UNKNOWN,
                        "The pushToken is unknown; let the device register and use its new one.")));
    }

    private Optional<Objection> objection(Sn device, AppVersion shown, Instant at) {
        if (!subject.equals(new Party.Device(device).subject())) {
            return Optional.of(wrong(
                    Reason.PUSH_TOKEN_OTHER_DEVICE, "The pushToken belongs to another device; use this device's."));
        }
        if (appVersion != shown) {
            // A release reaches the release only, and so each version its own.
            return Optional.of(wrong(
                    Reason.PUSH_TOKEN_OTHER_VERSION,
                    "The pushToken was registered by another version of the Mini Program than the call names."));
        }
        if (!at.isBefore(expiresAt)) {
            return Optional.of(
                    wrong(Reason.PUSH_TOKEN_EXPIRED, "The pushToken has expired; let the device register again."));
        }
        return Optional.empty();
    }

    private static Objection wrong(Reason reason, String errMsg) {
        return Objection.of(reason, errMsg);
    }
}
