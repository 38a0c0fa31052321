package dev.hookswitch.auth.rights.core;

import static dev.hookswitch.messaging.core.Decision.accept;
import static dev.hookswitch.messaging.core.Decision.refuse;
import static dev.hookswitch.messaging.core.Decision.reply;

import dev.hookswitch.auth.rights.core.Holder.AppRights;
import dev.hookswitch.auth.rights.core.Holder.CurrentToken;
import dev.hookswitch.auth.rights.core.Holder.DeviceRights;
import dev.hookswitch.auth.rights.core.Holder.Grant;
import dev.hookswitch.auth.rights.core.Holder.UserRights;
import dev.hookswitch.contracts.auth.AskedBy;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.auth.AuthRefusal;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomCommand.PartiesChecked;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Labels;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What may be done to rights, and what follows.
 *
 * <pre>
 *            GiveGrant                    RevokeGrant, RefuseGrant
 *  (none) ─────────────► given ◄─────────────────────────────► revoked
 *     │                    ▲                                      │
 *     └─ RefuseGrant ─► refused      RevokeGrant(wiped): any ──► (none)
 * </pre>
 */
public final class Rights {
    private Rights() {}

    public static Holder absent(HolderKey key) {
        return switch (key) {
            case HolderKey.OfApp _ -> new AppRights(false, Map.of());
            case HolderKey.OfUser _ -> new UserRights(false);
            case HolderKey.OfDevice _ -> new DeviceRights(false, Map.of());
        };
    }

    public static Decision<AuthEvent> decide(Holder holder, Received<AuthCommand> in, Registered registered) {
        return switch (in.command()) {
            case AuthCommand.CheckParties c ->
                reply(new PartiesChecked(c.room(), c.question(), PartiesCheck.of(c, deviceOrNone(holder), registered)));
            case AuthCommand.GiveGrant c -> give(device(holder), c, registered);
            case AuthCommand.RefuseGrant c -> refuseGrant(device(holder), c, registered);
            case AuthCommand.RevokeGrant c -> revoke(device(holder), c);
            case AuthCommand.DisableDevice c ->
                registered.device(c.app(), c.sn()).isEmpty()
                        ? refuse(new AuthRefusal.NoSuchDevice())
                        : holder.disabled() ? accept() : accept(new AuthEvent.DeviceDisabled(c.app(), c.sn()));
            case AuthCommand.EnableDevice c ->
                registered.device(c.app(), c.sn()).isEmpty()
                        ? refuse(new AuthRefusal.NoSuchDevice())
                        : holder.disabled() ? accept(new AuthEvent.DeviceEnabled(c.app(), c.sn())) : accept();
            case AuthCommand.DisableUser c ->
                registered.user(c.app(), c.openId()).isEmpty()
                        ? refuse(new AuthRefusal.NoSuchUser())
                        : holder.disabled() ? accept() : accept(new AuthEvent.UserDisabled(c.app(), c.openId()));
            case AuthCommand.EnableUser c ->
                registered.user(c.app(), c.openId()).isEmpty()
                        ? refuse(new AuthRefusal.NoSuchUser())
                        : holder.disabled() ? accept(new AuthEvent.UserEnabled(c.app(), c.openId())) : accept();
            case AuthCommand.DisableApp c ->
                registered.app(c.app()).isEmpty()
                        ? refuse(new AuthRefusal.NoSuchApp())
                        : holder.disabled() ? accept() : accept(new AuthEvent.AppDisabled(c.app()));
            case AuthCommand.EnableApp c ->
                registered.app(c.app()).isEmpty()
                        ? refuse(new AuthRefusal.NoSuchApp())
                        : holder.disabled() ? accept(new AuthEvent.AppEnabled(c.app())) : accept();
            case AuthCommand.RenewAppToken c -> renew(app(holder), c, in.at(), registered);
        };
    }

    private static Decision<AuthEvent> renew(
            AppRights rights, AuthCommand.RenewAppToken c, Instant at, Registered registered) {
        if (registered.app(c.app()).isEmpty()) {
            return refuse(new AuthRefusal.NoSuchApp());
        }
        var current = rights.token(c.line());
        if (c.replacing().isPresent()
                && !c.replacing().get().equals(current.map(CurrentToken::id).orElse(""))) {
            return refuse(new AuthRefusal.AppTokenChanged());
        }
        var until = at.plus(c.overlap());
        var replaced = current.filter(token -> token.expiresAt().isAfter(until))
                .map(token -> new AuthEvent.ReplacedToken(token.id(), until));
        return accept(new AuthEvent.AppTokenRenewed(c.app(), c.line(), c.token(), c.expiresAt(), replaced));
    }

    private static Decision<AuthEvent> give(DeviceRights rights, AuthCommand.GiveGrant c, Registered registered) {
        if (registered.device(c.app(), c.sn()).isEmpty()) {
            return refuse(new AuthRefusal.NoSuchDevice());
        }
        if (registered.user(c.app(), c.openId()).isEmpty()) {
            return refuse(new AuthRefusal.NoSuchUser());
        }
        var grant = rights.grant(c.openId());
        if (grant instanceof Grant.None && c.askedBy().equals(Optional.of(AskedBy.SETTINGS))) {
            return refuse(new AuthRefusal.NotAsked());
        }
        if (grant instanceof Grant.Given given && given.deviceName().equals(c.deviceName())) {
            return accept();
        }
        return full(grant, c.app(), c.openId(), c.sn(), registered)
                .<Decision<AuthEvent>>map(Decision::refuse)
                .orElseGet(() -> accept(new AuthEvent.GrantGiven(c.app(), c.openId(), c.sn(), c.deviceName())));
    }

    /** One more grant needs room; one that is there already changes as its user likes. */
    private static Optional<AuthRefusal> full(Grant grant, AppId app, OpenId openId, Sn sn, Registered registered) {
        if (!(grant instanceof Grant.None)) {
            return Optional.empty();
        }
        var counts = registered.grants();
        if (counts.isFull(new Registered.DeviceKey(app, sn))) {
            return Optional.of(new AuthRefusal.DeviceFull(counts.limits().ofDevice()));
        }
        return counts.isFull(new Registered.UserKey(app, openId))
                ? Optional.of(new AuthRefusal.UserFull(counts.limits().ofUser()))
                : Optional.empty();
    }

    private static Decision<AuthEvent> refuseGrant(
            DeviceRights rights, AuthCommand.RefuseGrant c, Registered registered) {
        if (registered.device(c.app(), c.sn()).isEmpty()) {
            return refuse(new AuthRefusal.NoSuchDevice());
        }
        if (registered.user(c.app(), c.openId()).isEmpty()) {
            return refuse(new AuthRefusal.NoSuchUser());
        }
        return switch (rights.grant(c.openId())) {
            case Grant.None none ->
                full(none, c.app(), c.openId(), c.sn(), registered)
                        .<Decision<AuthEvent>>map(Decision::refuse)
                        .orElseGet(() -> accept(new AuthEvent.GrantRefused(c.app(), c.openId(), c.sn())));
            // A right that is used must be seen to go, whatever the user called it.
            case Grant.Given _ -> accept(new AuthEvent.GrantRevoked(c.app(), c.openId(), c.sn(), false));
            case Grant.RefusedByUser _, Grant.Revoked _ -> accept();
        };
    }

    private static Decision<AuthEvent> revoke(DeviceRights rights, AuthCommand.RevokeGrant c) {
        return switch (rights.grant(c.openId())) {
            case Grant.Given _ -> accept(new AuthEvent.GrantRevoked(c.app(), c.openId(), c.sn(), c.wiped()));
            case Grant.RefusedByUser _, Grant.Revoked _ ->
                c.wiped() ? accept(new AuthEvent.GrantRevoked(c.app(), c.openId(), c.sn(), true)) : accept();
            case Grant.None _ -> c.wiped() ? accept() : refuse(new AuthRefusal.NoSuchGrant());
        };
    }

    public static Holder evolve(Holder holder, Recorded<AuthEvent> recorded) {
        return switch (recorded.event()) {
            case AuthEvent.GrantGiven e ->
                device(holder).with(e.openId(), new Grant.Given(e.deviceName(), recorded.at()));
            case AuthEvent.GrantRefused e -> device(holder).with(e.openId(), new Grant.RefusedByUser(recorded.at()));
            case AuthEvent.GrantRevoked e ->
                device(holder).with(e.openId(), e.wiped() ? new Grant.None() : new Grant.Revoked(recorded.at()));
            case AuthEvent.DeviceDisabled _ ->
                new DeviceRights(true, device(holder).grants());
            case AuthEvent.DeviceEnabled _ ->
                new DeviceRights(false, device(holder).grants());
            case AuthEvent.UserDisabled _ -> new UserRights(true);
            case AuthEvent.UserEnabled _ -> new UserRights(false);
            case AuthEvent.AppDisabled _ -> new AppRights(true, app(holder).tokens());
            case AuthEvent.AppEnabled _ -> new AppRights(false, app(holder).tokens());
            case AuthEvent.AppTokenRenewed e -> app(holder).with(e.line(), new CurrentToken(e.token(), e.expiresAt()));
        };
    }

    /** Readers filter by the subjects concerned; an app's developer may see all of them. */
    public static Labels labels(AuthEvent event) {
        var parties = switch (event) {
            case AuthEvent.GrantGiven e -> List.of(user(e.openId().value()), device(e.sn().value()));
            case AuthEvent.GrantRefused e -> List.of(user(e.openId().value()), device(e.sn().value()));
            case AuthEvent.GrantRevoked e -> List.of(user(e.openId().value()), device(e.sn().value()));
            case AuthEvent.DeviceDisabled e -> List.of(device(e.sn().value()));
            case AuthEvent.DeviceEnabled e -> List.of(device(e.sn().value()));
            case AuthEvent.UserDisabled e -> List.of(user(e.openId().value()));
            case AuthEvent.UserEnabled e -> List.of(user(e.openId().value()));
            case AuthEvent.AppDisabled e -> List.of("app:" + e.app().value());
            case AuthEvent.AppEnabled e -> List.of("app:" + e.app().value());
            case AuthEvent.AppTokenRenewed e -> List.of("app:" + e.app().value());
        };
        return new Labels(event.app().value(), parties, List.of("app"));
    }

    private static String user(String openId) {
        return "user:" + openId;
    }

    private static String device(String sn) {
        return "device:" + sn;
    }

    /** A check without any device is answered on the app's aggregate, and refused there. */
    private static DeviceRights deviceOrNone(Holder holder) {
        return holder instanceof DeviceRights rights ? rights : new DeviceRights(false, Map.of());
    }

    private static AppRights app(Holder holder) {
        if (holder instanceof AppRights rights) {
            return rights;
        }
        throw new IllegalArgumentException("an app's command under another key");
    }

    private static DeviceRights device(Holder holder) {
        if (holder instanceof DeviceRights rights) {
            return rights;
        }
        throw new IllegalArgumentException("a device's command under another key");
    }
}
