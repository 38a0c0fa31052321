package dev.hookswitch.auth.rights.core;

import dev.hookswitch.auth.rights.core.Holder.DeviceRights;
import dev.hookswitch.auth.rights.core.Holder.Grant;
import dev.hookswitch.auth.rights.core.Registered.DeviceKey;
import dev.hookswitch.auth.rights.core.Registered.UserKey;
import java.util.HashMap;
import java.util.Map;

/**
 * How many grants are kept, refused and revoked ones included, of the devices and users that a batch gives grants to.
 * Devices are decided by several writers at once, so a user may end a few above its limit.
 */
public record GrantCounts(Map<DeviceKey, Integer> ofDevices, Map<UserKey, Integer> ofUsers, Limits limits) {

    /** How many users one device, and how many devices one user, may have said a word about. */
    public record Limits(int ofDevice, int ofUser) {
        static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    public static final GrantCounts NOTHING = new GrantCounts(Map.of(), Map.of(), Limits.NONE);

    public GrantCounts {
        ofDevices = Map.copyOf(ofDevices);
        ofUsers = Map.copyOf(ofUsers);
    }

    boolean isFull(DeviceKey device) {
        return ofDevices.getOrDefault(device, 0) >= limits.ofDevice();
    }

    boolean isFull(UserKey user) {
        return ofUsers.getOrDefault(user, 0) >= limits.ofUser();
    }

    /** The same after a command of the batch has changed a device's grants. */
    GrantCounts after(DeviceKey device, DeviceRights before, DeviceRights after) {
        var devices = new HashMap<>(ofDevices);
        var users = new HashMap<>(ofUsers);
        for (var user : after.grants().keySet()) {
            int more = kept(after.grant(user)) - kept(before.grant(user));
            devices.merge(device, more, Integer::sum);
            users.merge(new UserKey(device.app(), user), more, Integer::sum);
        }
        return new GrantCounts(devices, users, limits);
    }

    private static int kept(Grant grant) {
        return switch (grant) {
            case Grant.None _ -> 0;
            case Grant.Given _, Grant.RefusedByUser _, Grant.Revoked _ -> 1;
        };
    }
}
