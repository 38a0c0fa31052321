package dev.hookswitch.local.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hookswitch.local.Seeds;
import dev.hookswitch.local.seed.Seed.MadeId;
import dev.hookswitch.local.seed.Seed.Wanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a seed file says, and every mistake it can have by itself: with line, path and rule. */
class SeedFileTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** An app with something of everything; {@code %s} is what is wrong, in line 3. */
    private static final String APP = """
            apps:
              - { appid: wx1, name: Doors,
                  %s
                  models: [{ modelId: m1, productType: door, system: linux }],
                  devices: [{ sn: d1, model: m1 }],
                  users: [{ openId: u1 }] }
            """;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                // What is no YAML.
                whole("", "f:1: The file is empty; see docs/seed-file.md for what belongs into it."),
                whole("apps: [", "f:1: This is not YAML: expected the node content, but found '<stream end>'."),
                whole(
                        "apps:\n\t- a",
                        "f:2: This is not YAML: found character '\\t(TAB)' that cannot start any token."
                                + " (Do not use \\t(TAB) for indentation)."),
                whole("apps: []\n---\napps: []", "f:2: This is not YAML: --- begins a second document; write one."),
                whole("apps: []\napps: []", "f:2: apps: This key is there already, in line 1."),
                whole("apps: []\nkey: a\u0007b", "f:2: There is a control character, which YAML does not allow."),
                whole(
                        "apps: " + "[".repeat(20) + "]".repeat(20),
                        "f:1: This is too large: at most 64 MiB, 5000000 values, and 16 in one another."),
                whole(
                        "apps: &a\n  - *a",
                        "f:1: This is too large: at most 64 MiB, 5000000 values, and 16 in one another."),
                // The schema's keywords, each once.
                whole("apps", "f:1: must hold keys with values."),
                whole("key: k", "f:1: needs apps."),
                whole("apps: {}", "f:1: apps: must be a list: one entry a line, each behind a dash."),
                whole("apps: []\nusers: []", "f:2: users: is no key of a seed file here; there are key, apps."),
                whole("apps:\n  - { name: A }", "f:2: apps[0]: needs one of appid, key, and only one."),
                whole(
                        "key: k\napps:\n  - { name: A, appid: wx1, key: a }",
                        "f:3: apps[0]: needs one of appid, key, and only one."),
                whole(
                        "apps:\n  - { appid: 12345, name: A }",
                        "f:2: apps[0].appid: must be text; put it in quotes, or it is"
                                + " read as a number or a yes or no."),
                whole("apps:\n  - appid: wx1\n    name:", "f:3: apps[0].name: must be text."),
                inApp(
                        "chargin: true,",
                        "f:3: apps[0].chargin: is no key of a seed file here; there are appid, key, name,"
                                + " secret, demandsGrants, ringTimeMs, charging, models, devices, users, grants, pushTokens,"
                                + " balances."),
                inApp("charging: yes,", "f:3: apps[0].charging: must be true or false."),
                inApp("ringTimeMs: 30s,", "f:3: apps[0].ringTimeMs: must be a whole number, without quotes."),
                inApp("ringTimeMs: 4999,", "f:3: apps[0].ringTimeMs: must be 5000 or more."),
                inApp("ringTimeMs: 180001,", "f:3: apps[0].ringTimeMs: must be 180000 or less."),
                inApp("secret: tooshort,", "f:3: apps[0].secret: must have 16 characters or more."),
                inApp(
                        "secret: \"with a space in it\",",
                        "f:3: apps[0].secret: has a character or a form that is not"
                                + " allowed. Allowed are visible ASCII characters without spaces."),
                whole(
                        "apps:\n  - { appid: \"wx 1\", name: A }",
                        "f:2: apps[0].appid: has a character or a form that is not"
                                + " allowed. Allowed are letters, digits, _ and -."),
                whole(
                        "apps:\n  - { appid: " + "x".repeat(65) + ", name: A }",
                        "f:2: apps[0].appid: must have 64" + " characters or fewer."),
                model(
                        "{ modelId: m1, productType: door, system: windows }",
                        "f:4: apps[0].models[0].system: must be android" + " or linux or rtos."),
                model(
                        "{ modelId: m1, productType: door, system: linux, reminder: me }",
                        "f:4: apps[0].models[0].reminder:" + " must be platform or developer."),
                model("{ modelId: m1, system: linux }", "f:4: apps[0].models[0]: needs productType."),
                grant(
                        "{ user: u1, device: d1, deviceName: a name of 14 c }",
                        "f:4: apps[0].grants[0].deviceName: must have" + " 13 characters or fewer."),
                grant(
                        "{ user: u1, device: d1, deviceName: Front, status: revoked }",
                        "f:4: apps[0].grants[0].status: must" + " be granted or refused."),
                token("{ device: d1 }", "f:4: apps[0].pushTokens[0]: needs one of token, sha256, and only one."),
                token(
                        "{ token: written-into-this, device: d1, user: u1 }",
                        "f:4: apps[0].pushTokens[0]: needs one of device," + " user, and only one."),
                balance(
                        "{ transfer: t1, videoSeconds: 1, licences: 1 }",
                        "f:4: apps[0].balances[0]: needs one of"
                                + " voiceSeconds, videoSeconds, licences, and only one."),
                balance("{ transfer: t1, licences: 0 }", "f:4: apps[0].balances[0].licences: must be 1 or more."),
                balance(
                        "{ transfer: order 1, licences: 1 }",
                        "f:4: apps[0].balances[0].transfer: has a character or a form that is not allowed. Allowed are"
                                + " letters, digits and any of _.:/-."),
                token(
                        "{ sha256: ABC, device: d1 }",
                        "f:4: apps[0].pushTokens[0].sha256: has a character or a form that is not allowed. Allowed are 64 hex"
                                + " digits in small letters."),
                // Bytes, which the schema cannot count.
                whole(
                        "apps:\n  - { appid: wx1, name: " + "门".repeat(43) + " }",
                        "f:2: apps[0].name: name has 129 bytes," + " at most 128 are allowed."),
                model(
                        "{ modelId: m1, productType: " + "门".repeat(22) + ", system: linux }",
                        "f:4: apps[0].models[0].productType: productType has 66 bytes, at most 64 are allowed."),
                // References.
                grant(
                        "{ user: u2, device: d1, deviceName: Front }",
                        "f:4: apps[0].grants[0].user: There is no user \"u2\" in" + " this app's users."),
                grant(
                        "{ user: u1, device: d2, deviceName: Front }",
                        "f:4: apps[0].grants[0].device: There is no device" + " \"d2\" in this app's devices."),
                token(
                        "{ token: written-into-this, device: d2 }",
                        "f:4: apps[0].pushTokens[0].device: There is no device" + " \"d2\" in this app's devices."),
                whole(
                        "apps:\n  - { appid: wx1, name: A, devices: [{ sn: d1, model: m1 }] }",
                        "f:2: apps[0].devices[0].model:" + " There is no model \"m1\" in this app's models."),
                // What goes with what.
                grant(
                        "{ user: u1, device: d1 }",
                        "f:4: apps[0].grants[0]: needs deviceName: what the user calls the device."),
                grant(
                        "{ user: u1, device: d1, deviceName: Front, status: refused }",
                        "f:4: apps[0].grants[0].deviceName:" + " goes with a grant only; this one is refused."),
                balance(
                        "{ licences: 1 }",
                        "f:4: apps[0].balances[0]: gives no transfer, so it is made from the file's key, and"
                                + " there is none: write `key: <a name>` at the beginning of the file, or give the transfer here."),
                whole(
                        "apps:\n  - { key: a, name: A }",
                        "f:2: apps[0]: gives no appid, so it is made from the file's key, and"
                                + " there is none: write `key: <a name>` at the beginning of the file, or give the appid here."),
                // What is there twice.
                whole(
                        "apps:\n  - { appid: wx1, name: A }\n  - { appid: wx1, name: B }",
                        "f:3: apps[1]: This app is there" + " already, in line 2."),
                whole(
                        "apps:\n  - appid: wx1\n    name: A\n    users:\n      - { openId: u1 }\n      - { openId: u1 }",
                        "f:6: apps[0].users[1]: This user is there already, in line 5."),
                grant(
                        "{ user: u1, device: d1, deviceName: Front },\n{ user: u1, device: d1, status: refused }",
                        "f:5: apps[0].grants[1]: The user has said something about this device already, in line 4."),
                token(
                        "{ token: written-into-this, device: d1 },\n{ token: written-into-this, user: u1 }",
                        "f:5: apps[0].pushTokens[1]: This token stands for somebody already, in line 4."),
                balance(
                        "{ transfer: t1, licences: 1 },\n{ transfer: t1, licences: 2 }",
                        "f:5: apps[0].balances[1]: There is a balance of this transfer already, in line 4."));
    }

    private static Arguments whole(String yaml, String said) {
        return Arguments.of(yaml, said);
    }

    private static Arguments inApp(String line, String said) {
        return Arguments.of(APP.formatted(line), said);
    }

    private static Arguments model(String model, String said) {
        return Arguments.of("apps:\n  - { appid: wx1, name: A,\n  models: [\n" + model + "] }", said);
    }

    private static Arguments grant(String grant, String said) {
        return inList("grants", grant, said);
    }

    private static Arguments token(String token, String said) {
        return inList("pushTokens", token, said);
    }

    private static Arguments balance(String balance, String said) {
        return inList("balances", balance, said);
    }

    private static Arguments inList(String list, String entry, String said) {
        return inApp(list + ": [\n" + entry + "],", said);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithLinePathAndRule(String yaml, String said) {
        var refused = refused(yaml);

        assertThat(refused.mistakes()).extracting(mistake -> mistake.in("f")).containsExactly(said);
        assertThat(refused)
                .hasMessageContaining(said)
                .hasMessageEndingWith("There is a mistake in f; nothing of it was stored.");
    }

    @Test
    void allMistakesAreNamedInTheOrderOfTheirLines() {
        var refused = refused("""
                apps:
                  - appid: "wx 1"
                    name: A
                    models:
                      - { modelId: m1, productType: door, system: windows }
                    devices:
                      - { sn: d1, model: m2 }
                    grants:
                      - { user: u1, device: d1 }
                """);

        assertThat(refused.mistakes()).extracting(Mistake::line).containsExactly(2, 5, 7, 9, 9);
        assertThat(refused).hasMessageEndingWith("There are 5 mistakes in f; nothing of it was stored.");
    }

    static Stream<Arguments> secretsInBadPlaces() {
        return Stream.of(
                Arguments.of("secret: *SECRET,"),
                Arguments.of("secret: !SECRET x,"),
                Arguments.of("secret: !<SECRET> x,"),
                Arguments.of("secret: &SECRET,"),
                Arguments.of("secret: %SECRET,"),
                Arguments.of("secret: @SECRET,"),
                Arguments.of("secret: `SECRET,"),
                Arguments.of("secret: \"SECRET SECRET\","),
                Arguments.of("secret: [SECRET],"),
                Arguments.of("secret: { a: SECRET },"),
                Arguments.of("secret: \"SECRET\\q\","),
                Arguments.of("secret: SECRET: SECRET,"),
                Arguments.of("secret: |SECRET"),
                Arguments.of("pushTokens: [{ token: \"SECRET\" }],"),
                Arguments.of("pushTokens: [{ token: SECRET, user: u1 }, { token: SECRET, user: u1 }],"));
    }

    @ParameterizedTest
    @MethodSource("secretsInBadPlaces")
    void aSecretIsNeverRepeated(String line) {
        var refused = refused(APP.formatted(line.replace("SECRET", SECRET)));

        assertThat(refused).hasMessageNotContaining(SECRET);
        assertThat(refused.getCause()).isNull();
    }

    @Test
    void idsOfTheVendorsFormAreTakenAsTheyAre() {
        var seed = SeedFile.read("f", """
                apps:
                  - appid: wx0123456789abcdef
                    name: Doors
                    secret: %s
                    demandsGrants: true
                    ringTimeMs: 30000
                    charging: true
                    models:
                      - { modelId: "20231", productType: 门铃, system: android }
                    devices:
                      - { sn: 0012e3, model: "20231" }
                    users:
                      - { openId: oGZUI0egBJY1zhBYw2KhdUfwVJJE }
                    grants:
                      - { user: oGZUI0egBJY1zhBYw2KhdUfwVJJE, device: 0012e3, deviceName: 大门 }
                    pushTokens:
                      - { token: written-into-the-firmware, device: 0012e3, appVersion: trial }
                    balances:
                      - { transfer: order-1, videoSeconds: 3600 }
                """.formatted(SECRET));

        var app = "wx0123456789abcdef";
        var user = "oGZUI0egBJY1zhBYw2KhdUfwVJJE";
        assertThat(seed.wanted())
                .extracting(Wanted::entry)
                .containsExactly(
                        new Entry.App(app, "Doors", true, OptionalLong.of(30_000)),
                        new Entry.Model(app, "20231", "门铃", "android", "platform"),
                        new Entry.Device(app, "0012e3", "20231"),
                        new Entry.User(app, user),
                        new Entry.Grant(app, user, "0012e3", Optional.of("大门")),
                        new Entry.PushToken(
                                app,
                                "7a0397bc77cee6907a992010ea72cd3cf4dad381043a8c98e070ef5f2525b2db",
                                Entry.PushToken.Party.DEVICE,
                                "0012e3",
                                "trial"),
                        new Entry.Balance(app, "order-1", Entry.Balance.Unit.VIDEO, 3600),
                        new Entry.Charging(app, true));
        assertThat(seed.secret(app)).contains(SECRET);
        assertThat(seed.toString() + seed.wanted()).doesNotContain(SECRET);
    }

    @Test
    void whatHasOnlyAKeyGetsTheSameIdEachTime() {
        var yaml = """
                key: %s
                apps:
                  - key: shop
                    name: Shop
                    models: [{ key: bell, productType: bell, system: linux }]
                    devices: [{ key: door, model: bell }]
                    users: [{ key: mum }]
                    grants: [{ user: mum, device: door, deviceName: Front }]
                    balances: [{ licences: 3 }, { voiceSeconds: 60 }]
                """;
        var seed = SeedFile.read("f", yaml.formatted("mine"));

        assertThat(seed.madeIds()).extracting(MadeId::key).containsExactly("shop", "bell", "door", "mum");
        assertThat(seed.madeIds())
                .extracting(MadeId::id)
                .satisfiesExactly(
                        appid -> assertThat(appid).matches("hs[0-9a-f]{16}"),
                        modelId -> assertThat(modelId).matches("m[0-9a-f]{16}"),
                        sn -> assertThat(sn).matches("d[0-9a-f]{16}"),
                        openId -> assertThat(openId).matches("o[0-9a-f]{27}"));
        assertThat(entries(SeedFile.read("f", yaml.formatted("mine")))).isEqualTo(entries(seed));
        assertThat(entries(SeedFile.read("f", yaml.formatted("yours")))).doesNotContainAnyElementsOf(entries(seed));
        assertThat(seed.wanted())
                .extracting(wanted -> wanted.entry().id())
                .contains("seed/mine/licences", "seed/mine/voiceSeconds");
    }

    @Test
    void theDemoHasWhatTheDemoCalls() {
        var demo = SeedFile.demo(UnaryOperator.identity());

        assertThat(demo.apps()).containsExactly(Seeds.APP, Seeds.PAID_APP);
        for (var app : demo.apps()) {
            assertThat(entries(demo))
                    .contains(new Entry.Device(app, Seeds.DEVICE, Seeds.MODEL), new Entry.User(app, Seeds.USER))
                    .anyMatch(entry -> entry instanceof Entry.Grant grant
                            && grant.app().equals(app)
                            && grant.openId().equals(Seeds.USER)
                            && grant.sn().equals(Seeds.DEVICE)
                            && grant.deviceName().isPresent());
        }
        assertThat(SeedFile.demo(app -> app + "-1").apps()).containsExactly(Seeds.APP + "-1", Seeds.PAID_APP + "-1");
    }

    @Test
    void aFileIsUtf8(@TempDir Path folder) throws IOException {
        var file = folder.resolve("seed.yaml");
        Files.write(file, "apps: [] # Tür".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> SeedFile.read(file))
                .isInstanceOf(SeedRefused.class)
                .hasMessageContaining("seed.yaml:1: This is not UTF-8; save it as UTF-8.");

        Files.writeString(file, "\uFEFFapps: [] # Tür");
        assertThat(SeedFile.read(file).wanted()).isEmpty();
    }

    private static List<Entry> entries(Seed seed) {
        return seed.wanted().stream().map(Wanted::entry).toList();
    }

    private static SeedRefused refused(String yaml) {
        return catchThrowableOfType(SeedRefused.class, () -> SeedFile.read("f", yaml));
    }
}
