package dev.hookswitch.contracts.auth;

import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What auth-service can be asked and told. Topic {@code auth.commands}, key = {@code <appid>/<sn>}, {@code <appid>/user:<openId>} or {@code <appid>}. */
public sealed interface AuthCommand extends Message {
    AppId app();

    /**
     * May these two talk, and what are they called? Answered with {@code PartiesChecked}. Key = the call's device.
     *
     * @param question the id to be given back
     */
    record CheckParties(
            AppId app,
            RoomId room,
            String question,
            Member caller,
            Member listener,
            CallInterface via,
            int businessType,
            AppVersion appVersion)
            implements AuthCommand {}

    /**
     * The user allows the device to call (contract §4.3, §4.6).
     *
     * @param askedBy the server where it is absent
     */
    record GiveGrant(AppId app, OpenId openId, Sn sn, String deviceName, Optional<AskedBy> askedBy)
            implements AuthCommand {
        public static final int DEVICE_NAME_CHARS_MAX = 13;

        public GiveGrant {
            Bounds.range(
                    "deviceName in characters",
                    deviceName.codePointCount(0, deviceName.length()),
                    1,
                    DEVICE_NAME_CHARS_MAX);
        }
    }

    /** The user does not allow it; asked again it is not shown a dialog (contract §4.6). */
    record RefuseGrant(AppId app, OpenId openId, Sn sn) implements AuthCommand {}

    /** The user switches the grant off, or it is wiped. */
    record RevokeGrant(AppId app, OpenId openId, Sn sn, boolean wiped) implements AuthCommand {}

    record DisableDevice(AppId app, Sn sn) implements AuthCommand {}

    record EnableDevice(AppId app, Sn sn) implements AuthCommand {}

    record DisableUser(AppId app, OpenId openId) implements AuthCommand {}

    record EnableUser(AppId app, OpenId openId) implements AuthCommand {}

    record DisableApp(AppId app) implements AuthCommand {}

    record EnableApp(AppId app) implements AuthCommand {}

    /**
     * A new token takes the place of its line's current one, which still counts for {@code overlap}.
     *
     * @param token its id ({@code jti})
     * @param replacing the id of the one that is current as far as the sender knows, empty for none; absent: whichever
     */
    record RenewAppToken(
            AppId app, AppTokenLine line, String token, Instant expiresAt, Duration overlap, Optional<String> replacing)
            implements AuthCommand {
        private static final int TOKEN_BYTES_MAX = 64;

        public RenewAppToken {
            Bounds.range("token in characters", token.length(), 1, TOKEN_BYTES_MAX);
            Bounds.bytes("token", token, TOKEN_BYTES_MAX);
        }
    }
}
