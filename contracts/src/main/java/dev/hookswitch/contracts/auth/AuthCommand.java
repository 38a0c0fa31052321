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
}
