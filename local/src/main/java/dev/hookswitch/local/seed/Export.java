package dev.hookswitch.local.seed;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.hookswitch.local.client.Api;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes what a platform holds as a seed file: planted in an empty platform it makes the same again, planted where it
 * came from it changes nothing.
 */
public final class Export {
    private static final String HEAD = """
            # yaml-language-server: $schema=seed.schema.json
            #
            # What a Hookswitch platform held when this was exported. ./hookswitch seed makes what of it is not there yet;
            # docs/seed-file.md explains every key. Not in here: secrets of apps (kept as hashes only), keys of devices
            # (they register anew), pushTokens that devices got themselves (they get new ones), calls, what was used up.

            """;

    /** Words that stay text in every version of YAML, also within braces. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*( [A-Za-z0-9_.-]+)*");

    private static final Pattern MEANS_SOMETHING =
            Pattern.compile("true|false|null|yes|no|on|off|y|n", Pattern.CASE_INSENSITIVE);

    private final Holdings holdings;
    private final StringBuilder text = new StringBuilder(HEAD);

    private Export(Holdings holdings) {
        this.holdings = holdings;
    }

    /**
     * An exported platform.
     *
     * @param text the seed file
     * @param disabled apps, devices and users that are disabled there, for which a seed file has no word
     */
    public record Exported(String text, int disabled) {}

    /** Throws {@link SeedStopped} if the platform is away. */
    public static Exported of(Api door, String operatorSecret) {
        var export = new Export(Holdings.of(door, operatorSecret));
        export.write();
        return new Exported(export.text.toString(), export.holdings.disabled());
    }

    private void write() {
        var apps = holdings.apps();
        text.append(apps.isEmpty() ? "apps: []\n" : "apps:\n");
        for (var app : apps) {
            var entries = holdings.of(app.app());
            line("  - appid: " + word(app.app()));
            line("    name: " + word(app.name()));
            line("    # secret: the one your server has; without it a new one is made");
            app.fields().forEach((field, value) -> {
                if (!field.equals("name")) {
                    line("    " + field + ": " + word(value));
                }
            });
            entries.stream()
                    .filter(Entry.Charging.class::isInstance)
                    .forEach(entry -> line("    charging: " + ((Entry.Charging) entry).on()));
            list("models", entries, Entry.Model.class);
            list("devices", entries, Entry.Device.class);
            list("users", entries, Entry.User.class);
            list("grants", entries, Entry.Grant.class);
            list("pushTokens", entries, Entry.PushToken.class);
            list("balances", entries, Entry.Balance.class);
        }
    }

    private void list(String name, List<Entry> entries, Class<? extends Entry> kind) {
        var members = entries.stream().filter(kind::isInstance).toList();
        if (!members.isEmpty()) {
            line("    " + name + ":");
            members.forEach(member -> line("      - " + braces(member)));
        }
    }

    private static String braces(Entry entry) {
        var fields = new LinkedHashMap<String, Object>();
        switch (entry) {
            case Entry.Model model -> fields.put("modelId", model.modelId());
            case Entry.Device device -> fields.put("sn", device.sn());
            case Entry.User user -> fields.put("openId", user.openId());
            case Entry.Grant grant -> {
                fields.put("user", grant.openId());
                fields.put("device", grant.sn());
            }
            case Entry.PushToken token -> fields.put("sha256", token.sha256());
            case Entry.Balance balance -> fields.put("transfer", balance.transfer());
            case Entry.App _, Entry.Charging _ -> throw new IllegalArgumentException("not a member of a list");
        }
        fields.putAll(entry.fields());
        return fields.entrySet().stream()
                .map(field -> field.getKey() + ": " + word(field.getValue()))
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String word(Object value) {
        if (!(value instanceof String word)) {
            return value.toString();
        }
        // JSON's quoted text is YAML's.
        return PLAIN.matcher(word).matches() && !MEANS_SOMETHING.matcher(word).matches()
                ? word
                : TextNode.valueOf(word).toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
