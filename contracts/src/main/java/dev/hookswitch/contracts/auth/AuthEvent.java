package dev.hookswitch.contracts.auth;

import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import java.time.Instant;
import java.util.Optional;

/** What has changed in who may do what. Topic {@code auth.events}, key as in {@link AuthCommand}. */
public sealed interface AuthEvent extends Message {
    AppId app();

    record GrantGiven(AppId app, OpenId openId, Sn sn, String deviceName) implements AuthEvent {}

    record GrantRefused(AppId app, OpenId openId, Sn sn) implements AuthEvent {}

    /**
     * The user switched the grant off.
     *
     * @param wiped no trace is left: the user will be asked again
     */
    record GrantRevoked(AppId app, OpenId openId, Sn sn, boolean wiped) implements AuthEvent {}

    record DeviceDisabled(AppId app, Sn sn) implements AuthEvent {}

    record DeviceEnabled(AppId app, Sn sn) implements AuthEvent {}

    record UserDisabled(AppId app, OpenId openId) implements AuthEvent {}

    record UserEnabled(AppId app, OpenId openId) implements AuthEvent {}

    record AppDisabled(AppId app) implements AuthEvent {}

    record AppEnabled(AppId app) implements AuthEvent {}

    /**
     * The app has a new token in one of its lines; says nothing about its other tokens.
     *
     * @param token its id ({@code jti}), never its text
     * @param replaced the line's token before, if it had not expired
     */
    record AppTokenRenewed(
            AppId app, AppTokenLine line, String token, Instant expiresAt, Optional<ReplacedToken> replaced)
            implements AuthEvent {}

    /** A token that stops to count at {@code until}, before it expires. */
    record ReplacedToken(String token, Instant until) {}
}
