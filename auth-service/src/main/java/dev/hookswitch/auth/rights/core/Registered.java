package dev.hookswitch.auth.rights.core;

import dev.hookswitch.auth.rights.core.Holder.DeviceRights;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.Sn;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the database knows about the subjects of a batch's commands: the facts that decisions need beside their own
 * aggregate.
 *
 * @param foreign openIds that the named app does not have but another one has
 */
public record Registered(
        Map<AppId, AppFacts> apps,
        Map<DeviceKey, DeviceFacts> devices,
        Map<UserKey, UserFacts> users,
        Set<UserKey> foreign,
        GrantCounts grants) {

    public record DeviceKey(AppId app, Sn sn) {}

    public record UserKey(AppId app, OpenId openId) {}

    /**
     * An app.
     *
     * @param demandsGrants whether every call needs the user's grant, whichever interface places it
     * @param ringTime its own, where it has one
     */
    public record AppFacts(boolean disabled, boolean demandsGrants, Optional<Duration> ringTime) {}

    /** A device with what its model says. */
    public record DeviceFacts(ModelId model, String productType, Reminder reminder) {}

    public record UserFacts(boolean disabled) {}

    public Registered {
        apps = Map.copyOf(apps);
        devices = Map.copyOf(devices);
        users = Map.copyOf(users);
        foreign = Set.copyOf(foreign);
    }

    public static Registered nothing() {
        return new Registered(Map.of(), Map.of(), Map.of(), Set.of(), GrantCounts.NOTHING);
    }

    Optional<AppFacts> app(AppId app) {
        return Optional.ofNullable(apps.get(app));
    }

    Optional<DeviceFacts> device(AppId app, Sn sn) {
        return Optional.ofNullable(devices.get(new DeviceKey(app, sn)));
    }

    Optional<UserFacts> user(AppId app, OpenId openId) {
        return Optional.ofNullable(users.get(new UserKey(app, openId)));
    }

    /** The same after a command of the batch has changed one of the subjects. */
    public Registered after(HolderKey key, Holder before, Holder holder) {
        return switch (key) {
            case HolderKey.OfApp k ->
                app(k.app())
                        .map(facts -> withApp(
                                k.app(), new AppFacts(holder.disabled(), facts.demandsGrants(), facts.ringTime())))
                        .orElse(this);
            case HolderKey.OfUser k -> withUser(k.app(), k.openId(), new UserFacts(holder.disabled()));
            case HolderKey.OfDevice k ->
                before instanceof DeviceRights then && holder instanceof DeviceRights now
                        ? withGrants(grants.after(new DeviceKey(k.app(), k.sn()), then, now))
                        : this;
        };
    }

    public Registered withApp(AppId app, AppFacts facts) {
        var all = new HashMap<>(apps);
        all.put(app, facts);
        return new Registered(all, devices, users, foreign, grants);
    }

    public Registered withUser(AppId app, OpenId openId, UserFacts facts) {
        var all = new HashMap<>(users);
        all.put(new UserKey(app, openId), facts);
        return new Registered(apps, devices, all, foreign, grants);
    }

    public Registered withDevice(AppId app, Sn sn, DeviceFacts facts) {
        var all = new HashMap<>(devices);
        all.put(new DeviceKey(app, sn), facts);
        return new Registered(apps, all, users, foreign, grants);
    }

    public Registered withGrants(GrantCounts counts) {
        return new Registered(apps, devices, users, foreign, counts);
    }

    public Registered withForeign(AppId app, OpenId openId) {
        var all = new HashSet<>(foreign);
        all.add(new UserKey(app, openId));
        return new Registered(apps, devices, users, all, grants);
    }
}
