package dev.hookswitch.local.seed;

import dev.hookswitch.contracts.push.GivenTokens;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.seed.Seed.Wanted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes in a platform what a seed wants and is not there yet. First everything is compared: if anything is there with
 * another content, nothing is made. Nothing that is there is ever changed, so a repeat changes nothing, and after a crash
 * the next run goes on.
 */
public final class Planting {
    private final Seed seed;
    private final Holdings holdings;
    private final SecretKeeper secrets;
    private final Map<Entry.Key, Entry> there = new HashMap<>();
    private final Set<String> apps = new HashSet<>();
    private final List<Mistake> mistakes = new ArrayList<>();

    private Planting(Seed seed, Holdings holdings, SecretKeeper secrets) {
        this.seed = seed;
        this.holdings = holdings;
        this.secrets = secrets;
    }

    /**
     * What came of it.
     *
     * @param made by kind, in the order of making
     */
    public record Outcome(Map<String, Integer> made, int madeCount, int thereCount, List<String> madeIds) {
        /** For people: ids that were made from keys, then the figures. */
        public String text() {
            var lines = new ArrayList<>(madeIds);
            var what = made.entrySet().stream()
                    .map(entry -> entry.getValue() + " " + entry.getKey() + (entry.getValue() == 1 ? "" : "s"))
                    .collect(Collectors.joining(", "));
            lines.add(
                    "made " + madeCount + (madeCount == 0 ? "" : " (" + what + ")") + ", there already " + thereCount);
            return String.join("\n", lines);
        }
    }

    /** Throws {@link SeedRefused} before anything is made, {@link SeedStopped} when the platform is away or says no. */
    public static Outcome plant(Seed seed, Api door, String operatorSecret, SecretKeeper secrets) {
        return new Planting(seed, Holdings.of(door, operatorSecret), secrets).plant();
    }

    /** Whether the platform holds no app at all. */
    public static boolean isEmpty(Api door, String operatorSecret) {
        return Holdings.of(door, operatorSecret).apps().isEmpty();
    }

    private Outcome plant() {
        look();
        compare();
        if (!mistakes.isEmpty()) {
            throw new SeedRefused(seed.file(), mistakes);
        }
        return make();
    }

    private void look() {
        var wantedApps = new LinkedHashSet<>(seed.apps());
        var wantsTokens = seed.wanted().stream().anyMatch(wanted -> wanted.entry() instanceof Entry.PushToken);
        for (var app : holdings.apps()) {
            if (wantedApps.contains(app.app())) {
                apps.add(app.app());
                there.put(app.key(), app);
                holdings.of(app.app()).forEach(entry -> there.put(entry.key(), entry));
            } else if (wantsTokens) {
                // A token stands for one party of one app, whatever app shows it.
                holdings.pushTokens(app.app()).forEach(token -> there.put(token.key(), token));
            }
        }
        for (var app : wantedApps) {
            var off = new Entry.Charging(app, false);
            there.putIfAbsent(off.key(), off);
        }
    }

    private void compare() {
        for (var wanted : seed.wanted()) {
            compareSecret(wanted);
            var found = there.get(wanted.entry().key());
            if (found != null && !found.equals(wanted.entry()) && !isSwitchingOn(wanted.entry())) {
                mistakes.addAll(differences(wanted, found));
            }
        }
        compareTokensOfOthers();
        countTokens();
    }

    private void compareSecret(Wanted wanted) {
        if (wanted.entry() instanceof Entry.App app && apps.contains(app.app())) {
            seed.secret(app.app())
                    .filter(secret -> !holdings.isSecretOf(app.app(), secret))
                    .ifPresent(_ -> mistakes.add(wanted.at()
                            .mistake("secret", "The app is there with another secret. Write that one, or none.")));
        }
    }

    private void compareTokensOfOthers() {
        var byDigest = there.values().stream()
                .filter(Entry.PushToken.class::isInstance)
                .collect(Collectors.toMap(Entry::id, Entry::app, (first, _) -> first));
        for (var wanted : seed.wanted()) {
            if (wanted.entry() instanceof Entry.PushToken token
                    && !byDigest.getOrDefault(token.id(), token.app()).equals(token.app())) {
                mistakes.add(wanted.at().mistake("This token stands for somebody in another app of the platform."));
            }
        }
    }

    /** The platform would refuse the one too many, with the others made. */
    private void countTokens() {
        var counts = there.values().stream()
                .filter(Entry.PushToken.class::isInstance)
                .map(Entry.PushToken.class::cast)
                .collect(Collectors.toMap(Entry.PushToken::reach, _ -> 1, Integer::sum, HashMap::new));
        for (var wanted : seed.wanted()) {
            if (wanted.entry() instanceof Entry.PushToken token
                    && !there.containsKey(token.key())
                    && counts.merge(token.reach(), 1, Integer::sum) > GivenTokens.PER_PARTY_MAX) {
                mistakes.add(wanted.at()
                        .mistake("A %s has at most %d pushTokens of one appVersion; leave this one out."
                                .formatted(token.party().inFile(), GivenTokens.PER_PARTY_MAX)));
            }
        }
    }

    /** Charging is off in an app just made; where a crash came between, it still is. */
    private static boolean isSwitchingOn(Entry entry) {
        return entry instanceof Entry.Charging charging && charging.on();
    }

    private static List<Mistake> differences(Wanted wanted, Entry found) {
        var rule = wanted.entry() instanceof Entry.Grant
                ? " there; what a user said is the user's to change. Write it as it is, or leave it out."
                : " there; a seed file changes nothing that is there. Write it as it is, or leave the entry out.";
        var fields = new LinkedHashSet<>(wanted.entry().fields().keySet());
        fields.addAll(found.fields().keySet());
        var whose = found instanceof Entry.Charging ? "app" : found.kind();
        var differences = new ArrayList<Mistake>();
        for (var field : fields) {
            var is = found.fields().get(field);
            if (!String.valueOf(is)
                    .equals(String.valueOf(wanted.entry().fields().get(field)))) {
                var said = is == null ? "is not set" : "is " + (is instanceof String ? "\"" + is + "\"" : is);
                differences.add(wanted.at().mistake(field, "The " + whose + "'s " + field + " " + said + rule));
            }
        }
        return differences;
    }

    private Outcome make() {
        var made = new LinkedHashMap<String, Integer>();
        var count = 0;
        for (var wanted : seed.wanted()) {
            var entry = wanted.entry();
            var given = seed.secret(entry.app());
            if (!entry.equals(there.get(entry.key()))) {
                try {
                    holdings.make(entry, () -> given.orElseGet(() -> secrets.make(entry.app())));
                } catch (SeedStopped e) {
                    throw new SeedStopped(wanted.at().mistake(e.getMessage()).in(seed.file()), e);
                }
                made.merge(entry.kind(), 1, Integer::sum);
                count++;
            }
            if (entry instanceof Entry.App app) {
                given.ifPresent(secret -> secrets.given(app.app(), secret));
            }
        }
        var madeIds = seed.madeIds().stream()
                .map(id -> id.path() + " with key " + id.key() + " is " + id.id())
                .toList();
        return new Outcome(made, count, seed.wanted().size() - count, madeIds);
    }
}
