package dev.hookswitch.auth.rights.core;

import dev.hookswitch.contracts.auth.AppTokenLine;
import dev.hookswitch.contracts.call.OpenId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whose rights an aggregate keeps: an app's, a user's, or a device's with the grants it was given. */
public sealed interface Holder {
    /** A disabled holder gets no new token and takes part in no call. */
    boolean disabled();

    /**
     * An app.
     *
     * @param tokens the current token of each line that ever had one
     */
    record AppRights(boolean disabled, Map<AppTokenLine, CurrentToken> tokens) implements Holder {
        public AppRights {
            tokens = Map.copyOf(tokens);
        }

        Optional<CurrentToken> token(AppTokenLine line) {
            return Optional.ofNullable(tokens.get(line));
        }

        AppRights with(AppTokenLine line, CurrentToken token) {
            var all = new HashMap<>(tokens);
            all.put(line, token);
            return new AppRights(disabled, all);
        }
    }

    /** An app's token, by its id. */
    record CurrentToken(String id, Instant expiresAt) {}

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
