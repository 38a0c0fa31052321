package dev.hookswitch.auth.rights.core;

import dev.hookswitch.contracts.call.OpenId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Whose rights an aggregate keeps: an app's, a user's, or a device's with the grants it was given. */
public sealed interface Holder {
    /** A disabled holder gets no new token and takes part in no call. */
    boolean disabled();

    record AppRights(boolean disabled) implements Holder {}

    record UserRights(boolean disabled) implements Holder {}

    /**
     * A device.
     *
     * @param grants those that the batch touches, not all: a device in a school hall may have thousands
     */
    record DeviceRights(boolean disabled, Map<OpenId, Grant> grants) implements Holder {
        public DeviceRights {
            grants = Map.copyOf(grants);
        }

        Grant grant(OpenId user) {
            return grants.getOrDefault(user, new Grant.None());
        }

        DeviceRights with(OpenId user, Grant grant) {
            var all = new HashMap<>(grants);
            all.put(user, grant);
            return new DeviceRights(disabled, all);
        }
    }

    /** What a user said about being called by a device (contract §4.6). */
    sealed interface Grant {
        /** Never asked, or wiped: the user will be asked. */
        record None() implements Grant {}

        /**
         * May call.
         *
         * @param deviceName what the user knows the device as
         */
        record Given(String deviceName, Instant since) implements Grant {}

        /** Refused when asked; the user is not asked again. */
        record RefusedByUser(Instant since) implements Grant {}

        /** Switched off after it was given. */
        record Revoked(Instant since) implements Grant {}
    }
}
