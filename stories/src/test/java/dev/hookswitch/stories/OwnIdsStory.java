package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.DeviceKey;
import dev.hookswitch.local.seed.Export;
import dev.hookswitch.local.seed.Planting;
import dev.hookswitch.local.seed.Planting.Outcome;
import dev.hookswitch.local.seed.SecretKeeper;
import dev.hookswitch.local.seed.SeedFile;
import dev.hookswitch.local.seed.SeedRefused;
import dev.hookswitch.local.seed.SeedStopped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A developer brings the ids that programs have written into them, in a seed file, and a plain HTTP client gets from the
 * app's secret to a settled call with nothing else.
 */
class OwnIdsStory {
    private static final String APP = "wx0123456789abcdef";
    private static final String SECRET = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    private static final String MUM = "oGZUI0egBJY1zhBYw2KhdUfwVJJE";
    private static final String PUSH_TOKEN = "AQAAAGSIBgAAZv5b7Nf0c2VlZC1maWxl";

    private static final String SEED = """
            key: own-ids
            apps:
              - appid: wx0123456789abcdef
                name: My doorbells
                secret: 0a1b2c3d4e5f60718293a4b5c6d7e8f9
                demandsGrants: true
                charging: true
                models:
                  - { modelId: "20231", productType: 门铃, system: linux }
                  - { modelId: "20232", productType: tablet, system: android }
                devices:
                  - { sn: BELL-0001, model: "20231" }
                  - { sn: TAB_0001, model: "20232" }
                users:
                  - { openId: oGZUI0egBJY1zhBYw2KhdUfwVJJE }
                  - { openId: oGZUI0egBJY1zhBYw2KhdUfwVJJF }
                  - { key: neighbour }
                grants:
                  - { user: oGZUI0egBJY1zhBYw2KhdUfwVJJE, device: TAB_0001, deviceName: Grandma }
                  - { user: neighbour, device: BELL-0001, status: refused }
                pushTokens:
                  - { token: AQAAAGSIBgAAZv5b7Nf0c2VlZC1maWxl, device: TAB_0001 }
                balances:
                  - { videoSeconds: 3600 }
                  - { transfer: order-17, licences: 2 }
            """;

    @TempDir
    Path folder;

    private final Nobody kept = new Nobody();

    @BeforeEach
    void seed() {
        Kept.secret("secret of an app", SECRET);
        Kept.secret("pushToken", PUSH_TOKEN);
        plant(SEED);
    }

    /** A test that fails in mid-call leaves nobody's line engaged. */
    @AfterEach
    void nobodyIsInACall() {
        var server = token(Map.of("grantType", "clientCredentials", "clientId", APP, "clientSecret", SECRET));
        for (var room : send("GET", server, "/v1/rooms", Map.of()).body().path("rooms")) {
            if (!room.path("state").asText().equals("settled")) {
                send("POST", server, "/v1/rooms/" + room.path("roomId").asText() + "/end", Map.of());
            }
        }
    }

    @Test
    void fromTheAppsSecretToASettledCall() {
        // Server: its token, and the ticket that the device's firmware asks it for.
        var server = said("/cgi-bin/token?grant_type=client_credential&appid=" + APP + "&secret=" + SECRET)
                .path("access_token")
                .asText();
        var ticket = snTicket(server);
        assertThat(ticket).matches("[A-Za-z0-9]{32}");

        // Device: registers its key once, and signs for its tokens.
        var key = DeviceKey.generate();
        ok(
                "",
                "/v1/devices/registrations",
                Map.of(
                        "appid",
                        APP,
                        "sn",
                        "BELL-0001",
                        "modelId",
                        "20231",
                        "snTicket",
                        ticket,
                        "publicKey",
                        key.jwk()));
        var bell = token(Map.of(
                "grantType", "jwtBearer", "assertion", key.assertion(APP + "/BELL-0001", "hookswitch", Instant.now())));

        // Phone: let in by its server's word, and logged in there as the Mini Program has always done it.
        var entry = loginCode(server, "/v1/users/" + MUM + "/login-codes");
        var mum = token(Map.of("grantType", "loginCode", "appid", APP, "code", entry));
        var code = loginCode(mum, "/v1/login-codes");
        var session = said("/sns/jscode2session?grant_type=authorization_code&appid=" + APP + "&secret=" + SECRET
                + "&js_code=" + code);
        assertThat(session.path("openid").asText()).isEqualTo(MUM);

        // The app demands the user's word, and gets it.
        var call = Map.of(
                "via",
                "callDevice",
                "roomType",
                "video",
                "caller",
                Map.of("name", "妈妈"),
                "listener",
                Map.of("id", "BELL-0001", "modelId", "20231"),
                "chargeType",
                "duration");
        assertThat(send("POST", mum, "/v1/rooms", call).body().path("errCode").asInt())
                .isEqualTo(9);
        var grant = Map.of(
                "openId",
                MUM,
                "sn",
                "BELL-0001",
                "modelId",
                "20231",
                "snTicket",
                snTicket(server),
                "deviceName",
                "Front ",
                "status",
                "granted");
        assertThat(send("PUT", mum, "/v1/grants", grant).status()).isEqualTo(204);

        // The call: the developer's own channel brings the room's id to the device (contract §7.5).
        var room = ok(mum, "/v1/rooms", call).path("roomId").asText();
        ok(mum, "/v1/rooms/" + room + "/join", Map.of());
        await().atMost(Told.PATIENCE)
                .until(() -> get(mum, room).path("state").asText().equals("ringing"));
        ok(bell, "/v1/rooms/" + room + "/join", Map.of());
        ok(bell, "/v1/rooms/" + room + "/media-up", Map.of());
        ok(mum, "/v1/rooms/" + room + "/media-up", Map.of());
        await().atMost(Told.PATIENCE)
                .until(() -> get(mum, room).path("state").asText().equals("talking"));
        ok(mum, "/v1/rooms/" + room + "/hang-up", Map.of());

        await().atMost(Told.PATIENCE)
                .until(() -> get(server, room).path("state").asText().equals("settled"));
        var record = get(server, room);
        assertThat(record.path("cause").path("kind").asText()).isEqualTo("hungUp");
        assertThat(record.path("charge").path("chargedMs").asLong()).isPositive();
    }

    @Test
    void aPushTokenWrittenIntoTheFirmwareReachesItsDevice() {
        var server = token(Map.of("grantType", "clientCredentials", "clientId", APP, "clientSecret", SECRET));
        var mum = ok(server, "/v1/users/" + MUM + "/tokens", Map.of())
                .path("accessToken")
                .asText();
        var call = new HashMap<String, Object>(Map.of(
                "via",
                "callWMPF",
                "roomType",
                "video",
                "caller",
                Map.of("name", "妈妈"),
                "listener",
                Map.of("id", "TAB_0001", "modelId", "20232"),
                "chargeType",
                "duration"));

        call.put("pushToken", "x" + PUSH_TOKEN);
        assertThat(send("POST", mum, "/v1/rooms", call).body().path("errCode").asInt())
                .isEqualTo(14);
        call.put("pushToken", PUSH_TOKEN);
        var room = ok(mum, "/v1/rooms", call).path("roomId").asText();
        ok(mum, "/v1/rooms/" + room + "/cancel", Map.of());
        await().atMost(Told.PATIENCE)
                .until(() -> get(server, room).path("state").asText().equals("settled"));
    }

    @Test
    void aRepeatChangesNothingAndSaysSo() {
        var again = plant(SEED);

        assertThat(again.madeCount()).isZero();
        assertThat(again.text()).endsWith("made 0, there already 14");
        assertThat(again.text()).containsPattern("apps\\[0].users\\[2] with key neighbour is o[0-9a-f]{27}");
    }

    @Test
    void whatIsThereWithOtherContentRefusesTheWholeFile() {
        var other = SEED.replace("productType: tablet", "productType: display")
                .replace("model: \"20232\"", "model: \"20231\"")
                .replace("secret: 0a", "secret: ff")
                .replace("deviceName: Grandma", "deviceName: Grandpa")
                .replace(
                        "user: neighbour, device: BELL-0001, status: refused",
                        "user: neighbour, device: BELL-0001," + " deviceName: Mine")
                .replace("device: TAB_0001 }\n    balances", "device: BELL-0001 }\n    balances")
                .replace("3600", "7200")
                .replace("charging: true", "charging: false")
                .replace("{ key: neighbour }", "{ key: neighbour }\n      - { openId: must-not-be-made }");

        assertThatThrownBy(() -> plant(other))
                .isInstanceOf(SeedRefused.class)
                .hasMessageContaining(
                        "seed.yaml:5: apps[0].secret: The app is there with another secret. Write that one,"
                                + " or none.")
                .hasMessageContaining("seed.yaml:7: apps[0].charging: The app's charging is true there; a seed file"
                        + " changes nothing that is there.")
                .hasMessageContaining(
                        "seed.yaml:10: apps[0].models[1].productType: The model's productType is \"tablet\""
                                + " there; a seed file changes nothing that is there.")
                .hasMessageContaining("seed.yaml:13: apps[0].devices[1].model: The device's model is \"20232\" there")
                .hasMessageContaining(
                        "seed.yaml:20: apps[0].grants[0].deviceName: The grant's deviceName is \"Grandma\""
                                + " there; what a user said is the user's to change.")
                .hasMessageContaining("seed.yaml:21: apps[0].grants[1].status: The grant's status is \"refused\" there")
                .hasMessageContaining(
                        "seed.yaml:25: apps[0].balances[0].videoSeconds: The balance's videoSeconds is 3600" + " there")
                .hasMessageNotContaining("ff1b2c3d")
                .hasMessageEndingWith("nothing of it was stored.");

        var server = token(Map.of("grantType", "clientCredentials", "clientId", APP, "clientSecret", SECRET));
        assertThat(send("POST", server, "/v1/users/must-not-be-made/tokens", Map.of())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void onePushTokenTooManyRefusesTheWholeFile() {
        var tokens = IntStream.rangeClosed(1, 8)
                .mapToObj("      - { token: one-of-the-eight-%d, device: TAB_0001 }"::formatted)
                .collect(Collectors.joining("\n", "pushTokens:\n", "\n"));
        var other = SEED.replace("pushTokens:\n", tokens)
                .replace("{ key: neighbour }", "{ key: neighbour }\n      - { openId: must-not-be-made }");

        assertThatThrownBy(() -> plant(other))
                .isInstanceOf(SeedRefused.class)
                .hasMessageContaining("seed.yaml:30: apps[0].pushTokens[7]: A device has at most 8 pushTokens of one"
                        + " appVersion; leave this one out.")
                .hasMessageEndingWith("nothing of it was stored.");
        assertThat(Export.of(Stage.door(), Stage.platform().operatorSecret()).text())
                .doesNotContain("must-not-be-made");
    }

    @Test
    void aRunThatWasCutOffIsFinishedByTheNext() {
        var file = file("""
                key: cut-off
                apps:
                  - { key: first, name: First, charging: true, users: [{ key: mum }], balances: [{ voiceSeconds: 60 }] }
                  - { key: second, name: Second, users: [{ key: mum }] }
                """);
        var operator = Stage.platform().operatorSecret();

        assertThatThrownBy(() -> Planting.plant(SeedFile.read(file), Stage.door(), operator, new CutOff()))
                .isInstanceOf(IllegalStateException.class);
        var next = Planting.plant(SeedFile.read(file), Stage.door(), operator, kept);

        assertThat(next.text()).endsWith("made 2 (1 app, 1 user), there already 4");
    }

    @Test
    void anotherOperatorsSecretIsSaid() {
        var seed = SeedFile.read(file(SEED));

        assertThatThrownBy(() -> Planting.plant(seed, Stage.door(), "not-the-operators", kept))
                .isInstanceOf(SeedStopped.class)
                .hasMessageContaining("does not know this operator")
                .hasMessageNotContaining("not-the-operators");
    }

    /** Everything that the stories so far have left is planted in a fresh platform, and exported there it is the same. */
    @Test
    void anExportMakesTheSamePlatformAgain() {
        var exported =
                Export.of(Stage.door(), Stage.platform().operatorSecret()).text();
        assertThat(exported)
                .contains("- appid: " + APP, "{ sn: BELL-0001, model: \"20231\" }", "licences: 2", "sha256: ")
                .doesNotContain(SECRET, PUSH_TOKEN);
        assertThat(plant(exported).madeCount()).isZero();

        try (var fresh = OwnPlatform.start(Map.of())) {
            var door = Api.at(fresh.platform().address());
            var operator = fresh.platform().operatorSecret();
            var planted = Planting.plant(SeedFile.read(file(exported)), door, operator, kept);

            assertThat(planted.made()).containsKeys("app", "model", "device", "user", "grant", "pushToken", "balance");
            assertThat(Export.of(door, operator).text()).isEqualTo(exported);
        }
    }

    private Outcome plant(String yaml) {
        return Planting.plant(
                SeedFile.read(file(yaml)), Stage.door(), Stage.platform().operatorSecret(), kept);
    }

    private Path file(String yaml) {
        try {
            return Files.writeString(folder.resolve("seed.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody asks for the secrets that are made here. */
    private static final class Nobody implements SecretKeeper {
        @Override
        public String make(String app) {
            return "made-for-the-story-of-" + app;
        }

        @Override
        public void given(String app, String secret) {
            assertThat(secret).isEqualTo(SECRET);
        }
    }

    /** Ends the run at the second app. */
    private static final class CutOff implements SecretKeeper {
        private int apps;

        @Override
        public String make(String app) {
            if (++apps == 2) {
                throw new IllegalStateException("cut off");
            }
            return "made-for-the-story-of-" + app;
        }

        @Override
        public void given(String app, String secret) {
            throw new AssertionError("the file gives none");
        }
    }

    private record Reply(int status, JsonNode body) {}

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** What a door in the vendor's style answers. */
    private static JsonNode said(String path) {
        var reply = send("GET", "", path, Map.of());
        assertThat(reply.body().path("errcode").asInt()).as("%s", reply.body()).isZero();
        return reply.body();
    }

    private static String loginCode(String token, String path) {
        return Kept.secret("login code", ok(token, path, Map.of()).path("code").asText());
    }

    private static String snTicket(String server) {
        var body = Map.of("sn", "BELL-0001", "model_id", "20231");
        return Kept.secret(
                "snTicket",
                ok("", "/wxa/getsnticket?access_token=" + server, body)
                        .path("sn_ticket")
                        .asText());
    }

    private static String token(Map<String, ?> proof) {
        return ok("", "/v1/tokens", proof).path("accessToken").asText();
    }

    private static JsonNode ok(String token, String path, Map<String, ?> body) {
        var reply = send("POST", token, path, body);
        assertThat(reply.status()).as("%s %s", path, reply.body()).isBetween(200, 299);
        return reply.body();
    }

    private static JsonNode get(String token, String room) {
        return send("GET", token, "/v1/rooms/" + room, Map.of()).body();
    }

    private static Reply send(String method, String token, String path, Map<String, ?> body) {
        var request = HttpRequest.newBuilder(Stage.platform().address().resolve(path))
                .method(
                        method,
                        method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(Wire.text(body)))
                .header("Content-Type", "application/json")
                .header("Hookswitch-Endpoint", "plain-client");
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            var json = Wire.json().readTree(response.body().isEmpty() ? "{}" : response.body());
            return new Reply(response.statusCode(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
