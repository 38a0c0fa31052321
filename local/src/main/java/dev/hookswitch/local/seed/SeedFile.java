package dev.hookswitch.local.seed;

import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Sha256;
import dev.hookswitch.local.seed.Entry.Balance;
import dev.hookswitch.local.seed.Entry.PushToken;
import dev.hookswitch.local.seed.Seed.MadeId;
import dev.hookswitch.local.seed.Seed.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Reads a seed file and checks all that can be checked without a platform: syntax, schema, references and duplicates.
 * Either it has a {@link Seed}, or a {@link SeedRefused} with every mistake.
 */
public final class SeedFile {
    private static final int NAME_BYTES_MAX = 128;
    private static final int PRODUCT_TYPE_BYTES_MAX = 64;

    private final String name;
    private final At root;
    private final UnaryOperator<String> appids;
    private final List<Mistake> mistakes = new ArrayList<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private final Map<String, String> secrets = new HashMap<>();
    private final List<MadeId> madeIds = new ArrayList<>();

    private SeedFile(String name, At root, UnaryOperator<String> appids) {
        this.name = name;
        this.root = root;
        this.appids = appids;
    }

    /** Throws {@link UncheckedIOException} if there is no such file. */
    public static Seed read(Path path) {
        try {
            return read(path.toString(), text(path), UnaryOperator.identity());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path path) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SeedRefused(path.toString(), List.of(new Mistake(1, "", "This is not UTF-8; save it as UTF-8.")));
        }
    }

    /** The demo, with other appids if they are wanted. */
    public static Seed demo(UnaryOperator<String> appids) {
        try (var resource = Objects.requireNonNull(SeedFile.class.getResourceAsStream("demo.yaml"), "demo.yaml")) {
            return read("demo.yaml", new String(resource.readAllBytes(), StandardCharsets.UTF_8), appids);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a text.
     *
     * @param name the file's, for messages
     */
    static Seed read(String name, String text) {
        return read(name, text, UnaryOperator.identity());
    }

    private static Seed read(String name, String text, UnaryOperator<String> appids) {
        return new SeedFile(name, YamlText.read(name, text), appids).seed();
    }

    private Seed seed() {
        mistakes.addAll(SeedSchema.mistakes(root));
        var apps = new Names(root, "apps", "app", "appid", "hs", 16);
        var tokens = new HashMap<String, At>();
        for (var app : root.items("apps")) {
            app(app, apps, tokens);
        }
        if (!mistakes.isEmpty()) {
            throw new SeedRefused(name, mistakes);
        }
        return new Seed(name, wanted, secrets, madeIds);
    }

    private void app(At app, Names apps, Map<String, At> tokens) {
        var appid = appids.apply(apps.id(app));
        want(
                new Entry.App(
                        appid,
                        bytes(app, "name", NAME_BYTES_MAX),
                        app.flag("demandsGrants").orElse(false),
                        app.number("ringTimeMs").map(OptionalLong::of).orElseGet(OptionalLong::empty)),
                app);
        app.text("secret").ifPresent(secret -> secrets.put(appid, secret));

        var models = new Names(app, "models", "model", "modelId", "m", 16);
        for (var model : app.items("models")) {
            var system = model.text("system").orElse("");
            want(
                    new Entry.Model(
                            appid,
                            models.id(model),
                            bytes(model, "productType", PRODUCT_TYPE_BYTES_MAX),
                            system,
                            model.text("reminder").orElse(system.equals("android") ? "platform" : "developer")),
                    model);
        }
        var devices = new Names(app, "devices", "device", "sn", "d", 16);
        for (var device : app.items("devices")) {
            want(new Entry.Device(appid, devices.id(device), models.referredTo(device)), device);
        }
        var users = new Names(app, "users", "user", "openId", "o", 27);
        for (var user : app.items("users")) {
            want(new Entry.User(appid, users.id(user)), user);
        }
        grants(app, appid, users, devices);
        pushTokens(app, appid, users, devices, tokens);
        balances(app, appid);
        app.flag("charging").ifPresent(on -> want(new Entry.Charging(appid, on), app));
    }

    private void grants(At app, String appid, Names users, Names devices) {
        var seen = new HashMap<String, At>();
        for (var grant : app.items("grants")) {
            var isRefused = grant.text("status").equals(Optional.of("refused"));
            var deviceName = grant.text("deviceName");
            if (isRefused && deviceName.isPresent()) {
                mistakes.add(grant.mistake("deviceName", "goes with a grant only; this one is refused."));
            }
            if (!isRefused && !grant.has("deviceName")) {
                mistakes.add(grant.mistake("needs deviceName: what the user calls the device."));
            }
            var entry = new Entry.Grant(appid, users.referredTo(grant), devices.referredTo(grant), deviceName);
            if (!entry.openId().isEmpty() && !entry.sn().isEmpty()) {
                once(seen, entry.id(), grant, "The user has said something about this device already");
            }
            want(entry, grant);
        }
    }

    private void pushTokens(At app, String appid, Names users, Names devices, Map<String, At> tokens) {
        for (var token : app.items("pushTokens")) {
            var sha256 = token.text("sha256")
                    .or(() -> token.text("token").map(Sha256::hex))
                    .orElse("");
            once(tokens, sha256, token, "This token stands for somebody already");
            var party = token.has("device") ? PushToken.Party.DEVICE : PushToken.Party.USER;
            want(
                    new PushToken(
                            appid,
                            sha256,
                            party,
                            (party == PushToken.Party.DEVICE ? devices : users).referredTo(token),
                            token.text("appVersion").orElse("release")),
                    token);
        }
    }

    private void balances(At app, String appid) {
        var seen = new HashMap<String, At>();
        for (var balance : app.items("balances")) {
            var units = Arrays.stream(Balance.Unit.values())
                    .filter(unit -> balance.number(unit.inFile()).isPresent())
                    .toList();
            if (units.size() == 1) {
                var unit = units.getFirst();
                var transfer = balance.text("transfer").orElseGet(() -> transfer(balance, unit));
                once(seen, transfer, balance, "There is a balance of this transfer already");
                want(
                        new Balance(
                                appid,
                                transfer,
                                unit,
                                balance.number(unit.inFile()).orElseThrow()),
                        balance);
            }
        }
    }

    /** The same at each run, so that a repeat adds nothing. */
    private String transfer(At balance, Balance.Unit unit) {
        return "seed/" + fileKey(balance, "transfer") + "/" + unit.inFile();
    }

    /** What ids are made from. */
    private String fileKey(At entry, String instead) {
        return root.text("key").orElseGet(() -> {
            mistakes.add(
                    entry.mistake("gives no " + instead + ", so it is made from the file's key, and there is none: "
                            + "write `key: <a name>` at the beginning of the file, or give the " + instead + " here."));
            return "";
        });
    }

    private void once(Map<String, At> seen, String id, At at, String already) {
        var first = seen.putIfAbsent(id, at);
        if (first != null && !id.isEmpty()) {
            mistakes.add(at.mistake(already + ", in line " + first.line() + "."));
        }
    }

    /** Fit for the platform, which counts bytes where the schema counts characters. */
    private String bytes(At at, String field, int max) {
        var text = at.text(field).orElse("");
        try {
            Bounds.bytes(field, text, max);
        } catch (Bounds.Broken e) {
            mistakes.add(at.mistake(field, e.rule() + "."));
        }
        return text;
    }

    private void want(Entry entry, At at) {
        wanted.add(new Wanted(entry, at));
    }

    /** The ids of one list, by what the file calls its members: their ids or their keys. */
    private final class Names {
        private final String list;
        private final String kind;
        private final String idField;
        private final Map<String, String> ids = new HashMap<>();

        /**
         * Reads the ids of a list.
         *
         * @param kind as references call it
         * @param prefix of made ids, as the platform's own have it
         * @param hexDigits behind the prefix
         */
        Names(At around, String list, String kind, String idField, String prefix, int hexDigits) {
            this.list = list;
            this.kind = kind;
            this.idField = idField;
            var seen = new HashMap<String, At>();
            for (var item : around.items(list)) {
                var given = item.text(idField);
                var key = item.text("key");
                var name = given.or(() -> key);
                if (name.isEmpty()) {
                    continue;
                }
                once(seen, name.get(), item, "This " + kind + " is there already");
                ids.put(name.get(), given.orElseGet(() -> made(around, item, key.orElseThrow(), prefix, hexDigits)));
            }
        }

        private String made(At around, At item, String key, String prefix, int hexDigits) {
            var app = around.text("appid").or(() -> around == root ? Optional.empty() : around.text("key"));
            var from = String.join("/", fileKey(item, idField), app.orElse(""), kind, key);
            var id = prefix + Sha256.hex(from).substring(0, hexDigits);
            madeIds.add(new MadeId(item.toString(), key, id));
            return id;
        }

        /** The id of a member; empty if it has none, which the schema has said. */
        String id(At item) {
            return item.text(idField)
                    .or(() -> item.text("key"))
                    .map(name -> ids.getOrDefault(name, ""))
                    .orElse("");
        }

        /** The id of the member that {@code from} names. */
        String referredTo(At from) {
            var name = from.text(kind);
            if (name.isEmpty()) {
                return "";
            }
            var id = ids.get(name.get());
            if (id == null) {
                mistakes.add(from.mistake(
                        kind, "There is no " + kind + " \"" + name.get() + "\" in this app's " + list + "."));
                return "";
            }
            return id;
        }
    }
}
