package dev.hookswitch.local.seed;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A seed file without a mistake of its own: what it wants, in the order in which it can be made. The text form leaves the
 * secrets out.
 */
public final class Seed {
    /** What is wanted, and where the file says so. */
    record Wanted(Entry entry, At at) {}

    /** An id that was made because the file gives only a key. */
    record MadeId(String path, String key, String id) {}

    private final String file;
    private final List<Wanted> wanted;
    private final Map<String, String> secrets;
    private final List<MadeId> madeIds;

    Seed(String file, List<Wanted> wanted, Map<String, String> secrets, List<MadeId> madeIds) {
        this.file = file;
        this.wanted = List.copyOf(wanted);
        this.secrets = Map.copyOf(secrets);
        this.madeIds = List.copyOf(madeIds);
    }

    /** The file's name, for messages. */
    String file() {
        return file;
    }

    List<Wanted> wanted() {
        return wanted;
    }

    /** The secret that the file gives an app. */
    Optional<String> secret(String app) {
        return Optional.ofNullable(secrets.get(app));
    }

    List<MadeId> madeIds() {
        return madeIds;
    }

    /** The apps, in the order of the file. */
    public List<String> apps() {
        return wanted.stream()
                .map(Wanted::entry)
                .filter(Entry.App.class::isInstance)
                .map(Entry::app)
                .toList();
    }

    /** The models of an app's devices, by serial number and in the order of the file. */
    public Map<String, String> modelsByDevice(String app) {
        var models = new LinkedHashMap<String, String>();
        for (var each : wanted) {
            if (each.entry() instanceof Entry.Device device && device.app().equals(app)) {
                models.put(device.sn(), device.modelId());
            }
        }
        return models;
    }

    @Override
    public String toString() {
        return file;
    }
}
