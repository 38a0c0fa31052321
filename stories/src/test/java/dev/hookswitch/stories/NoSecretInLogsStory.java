package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.with;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.engines.CoturnEngine;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.DeviceKey;
import dev.hookswitch.local.client.LiveSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Whatever users and devices do, and whatever breaks: no log of the run has a secret, a token or a ticket. Comes after all
 * other stories, so that theirs count too; alone it shows every kind of secret once, well and badly.
 */
@Order(Integer.MAX_VALUE)
class NoSecretInLogsStory {
    private static final Pattern TOKEN = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    /** One that was sent, and is nobody's. */
    private static final String WRONG = "wrong-" + UUID.randomUUID();

    @Test
    void neitherSecretNorTokenNorTicketIsInALog() throws IOException {
        Kept.secret("wrong secret", WRONG);
        try (var world = World.make()) {
            tokens(world);
            logins(world);
            tickets(world);
            pushTokens(world);
            sockets(world);
        }
        keptInFiles();

        var logs = logs();
        assertThat(logs.stream().map(log -> log.getFileName().toString()))
                .contains("auth.log", "billing.log", "push.log", "room.log", "gateway.log", "supervisor.log")
                .contains("kafka.log", "postgres.log", "redis.log");
        assertThat(logs.stream().flatMap(NoSecretInLogsStory::found)).isEmpty();
    }

    private static void tokens(World world) {
        var door = Stage.door();
        var appid = world.appid();
        for (var secret : List.of(world.server().secret(), WRONG)) {
            var login = Map.of("grantType", "clientCredentials", "clientId", appid, "clientSecret", secret);
            door.post("/v1/tokens", login);
            door.post("/v1/tokens", with(Map.copyOf(login), "clientSecret", Map.of("is", secret)));
            door.postRaw("/v1/tokens", ("{\"clientSecret\":\"" + secret + "\",").getBytes(UTF_8), Map.of());
            door.get("/v1/rooms?access_token=" + secret);
            door.as(secret).get("/v1/rooms/" + secret);
            door.get("/v1/%2e%2e/x?clientSecret=" + secret);
            door.get("/nothing/here?clientSecret=" + secret);
        }
        var assertion =
                DeviceKey.generate().assertion(appid + "/" + world.door().sn(), "hookswitch", Instant.now());
        door.post("/v1/tokens", Map.of("grantType", "jwtBearer", "assertion", assertion));
        var token = Kept.secret("access token", world.server().userToken(World.MUM));
        door.as(token + "x").get("/v1/rooms");
        door.as(token).get("/v1/rooms/" + token);
        door.get("/v1/events?token=" + token);
    }

    /** Codes of both kinds and the tokens of a server, at every door that takes them: right, spent, and somebody else's. */
    private static void logins(World world) {
        var door = Stage.door();
        var server = world.server();
        var credentials = "appid=" + server.appid() + "&secret=" + server.secret();
        var app = Kept.secret(
                "access token",
                door.get("/cgi-bin/token?grant_type=client_credential&" + credentials)
                        .ok()
                        .path("access_token")
                        .asText());
        var entry = loginCode(door.as(app), "/v1/users/" + World.MUM + "/login-codes");
        var phone = Kept.secret(
                "access token",
                entered(door, server.appid(), entry).ok().path("accessToken").asText());
        var code = loginCode(door.as(phone), "/v1/login-codes");
        for (var shown : List.of(code, code, entry, WRONG)) {
            door.get("/sns/jscode2session?grant_type=authorization_code&" + credentials + "&js_code=" + shown);
            door.get("/sns/jscode2session?grant_type=authorization_code&appid=" + server.appid() + "&secret=" + WRONG
                    + "&js_code=" + shown);
            entered(door, server.appid(), shown);
            door.get("/v1/login-codes/" + shown);
        }
        for (var shown : List.of(app, app + "x", WRONG)) {
            door.post("/wxa/getsnticket?access_token=" + shown, Map.of("sn", shown, "model_id", "door-station"));
            door.post("/cgi-bin/token?access_token=" + shown, Map.of("appid", shown));
        }
    }

    private static String loginCode(Api api, String path) {
        return Kept.secret(
                "login code", api.post(path, Map.of()).ok().path("code").asText());
    }

    private static Api.Reply entered(Api door, String appid, String code) {
        return door.post("/v1/tokens", Map.of("grantType", "loginCode", "appid", appid, "code", code));
    }

    private static void tickets(World world) {
        var server = world.server();
        var ticket = Kept.secret(
                "snTicket",
                server.api()
                        .post("/v1/sn-tickets", Map.of("sn", "SECRET-1", "modelId", "door-station"))
                        .ok()
                        .path("snTicket")
                        .asText());
        for (var shown : List.of(ticket, WRONG)) {
            for (var sn : List.of("SECRET-1", "SECRET-2")) {
                Stage.door()
                        .post(
                                "/v1/devices/registrations",
                                Map.of(
                                        "appid",
                                        server.appid(),
                                        "sn",
                                        sn,
                                        "modelId",
                                        "door-station",
                                        "snTicket",
                                        shown,
                                        "publicKey",
                                        DeviceKey.generate().jwk()));
            }
        }
    }

    private static void pushTokens(World world) {
        var tablet = world.tabletSeat();
        var token = Kept.secret(
                "pushToken",
                tablet.api()
                        .post("/v1/registrations", Map.of())
                        .ok()
                        .path("pushToken")
                        .asText());
        var mum = world.mum();
        var call = with(callDevice(world.tablet().sn(), world.tablet().modelId()), "via", "callWMPF");
        for (var shown : List.of(WRONG, token)) {
            mum.place(with(call, "pushToken", Map.of("is", shown)), Map.of());
            mum.place(with(with(call, "pushToken", shown), "timeLimit", "soon"), Map.of());
            var placed = mum.place(with(call, "pushToken", shown), Map.of());
            if (placed.isOk()) {
                mum.must(placed.text("roomId"), "cancel");
            }
        }
    }

    private static void sockets(World world) {
        var token = world.server().userToken(World.MUM);
        for (var frame : List.of(
                "{\"kind\":\"hello\",\"token\":\"" + token + "x\",\"endpoint\":\"e\",\"rooms\":{},\"positions\":{}}",
                "{\"kind\":\"hello\",\"token\":\"" + token + "\",\"rooms\":7}",
                "{\"kind\":\"hello\",\"token\":\"" + token,
                "{\"kind\":\"nonsense\",\"token\":\"" + WRONG + "\"}")) {
            try (var socket = LiveSocket.openWithoutHello(Stage.door(), _ -> {})) {
                socket.sendText(frame);
                socket.awaitClose(Told.PATIENCE);
            }
        }
    }

    /** The platform's own: of apps, services, the operator, databases and Redis. */
    private static void keptInFiles() throws IOException {
        try (var files = Files.walk(Stage.data())) {
            var secrets = files.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith("secrets")
                            || file.getFileName().toString().endsWith(".secret"))
                    .toList();
            assertThat(secrets.stream().map(file -> file.getFileName().toString()))
                    .contains("operator", "service-room", "database-room", "key-encryption")
                    .contains("postgres.secret", "redis.secret")
                    .contains(CoturnEngine.isInstalled() ? "coturn.secret" : "redis.secret");
            for (var file : secrets) {
                Kept.secret(
                        file.getFileName().toString(), Files.readString(file).strip());
            }
        }
    }

    private static List<Path> logs() throws IOException {
        try (var files = Files.walk(Stage.data())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Pattern.matches(
                            ".*\\.log(\\.\\d)?", file.getFileName().toString()))
                    .filter(file -> !file.toString().contains("/engines/") || isOfAnEngine(file))
                    .toList();
        }
    }

    /** Kafka calls its data .log, too. */
    private static boolean isOfAnEngine(Path file) {
        return file.getParent().getParent().equals(Stage.data().resolve("engines"));
    }

    /** What and where, never the secret itself. */
    private static Stream<String> found(Path log) {
        var found = new ArrayList<String>();
        var kinds = Kept.kindBySecret();
        var number = 0;
        try (var lines = Files.newBufferedReader(log, ISO_8859_1)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                var place = log.getFileName() + " line " + number + ": ";
                if (TOKEN.matcher(line).find()) {
                    found.add(place + "a token");
                }
                for (var kind : kinds.entrySet()) {
                    if (line.contains(kind.getKey())) {
                        found.add(place + kind.getValue());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }
}
