package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.DeviceKey;
import dev.hookswitch.local.client.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A developer's server moves here as it is: with the appid, secret, model id, serial number and openId of its programs, and
 * with the paths it already calls. Its device registers, its user logs in, allows the device and calls it.
 */
class ExistingServerStory {
    private final List<String> shown = new ArrayList<>();
    private final String appid = "wx" + hex().substring(0, 16);
    private final String secret = secretly(hex());
    private final String openId = "o" + hex().substring(5);
    private final String sn = "DS-2026-" + hex().substring(0, 8);
    private final String modelId = "mdl_" + hex().substring(0, 12);
    private final Api door = Stage.door();

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @Test
    void fromTheFirstTokenToTheSettledCall() {
        moveHere();
        var accessToken =
                secretly(door.get("/cgi-bin/token?grant_type=client_credential&appid=" + appid + "&secret=" + secret)
                        .ok()
                        .path("access_token")
                        .asText());
        refused();
        var server = door.as(accessToken);
        var key = DeviceKey.generate();
        register(ticket(accessToken), key);

        var phoneToken = letIn(server);
        var code = secretly(door.as(phoneToken)
                .post("/v1/login-codes", Map.of())
                .ok()
                .path("code")
                .asText());
        assertThat(session(code).path("openid").asText()).isEqualTo(openId);
        assertThat(session(code).path("errcode").asInt()).isEqualTo(40163);
        door.as(phoneToken)
                .put(
                        "/v1/grants",
                        Map.of(
                                "openId",
                                openId,
                                "sn",
                                sn,
                                "modelId",
                                modelId,
                                "snTicket",
                                ticket(accessToken),
                                "deviceName",
                                "Front door",
                                "status",
                                "granted"))
                .ok();

        var seats = AppServer.withSecret(door, appid, secret);
        try (var phone = seats.phone(openId, "phone", phoneToken);
                var device = seats.seat(new AppServer.Device(sn, modelId, key))) {
            var room = call(phone, device);
            phone.must(room, "hang-up");
            assertThat(cause(settled(server, room))).isEqualTo("hungUp");
        }
        assertThat(Stage.logs()).isNotEmpty().doesNotContain(shown.toArray(String[]::new));
    }

    /** Remembered, to be looked for in the logs. */
    private String secretly(String text) {
        shown.add(text);
        return Kept.secret("what a server that moves here shows", text);
    }

    /** What is refused is written down sooner than what is well. */
    private void refused() {
        var wrong = secretly(hex());
        door.get("/cgi-bin/token?grant_type=client_credential&appid=" + appid + "&secret=" + wrong);
        door.get("/cgi-bin/nowhere?secret=" + wrong);
        door.post("/cgi-bin/token?secret=" + wrong, Map.of());
        door.post("/wxa/getsnticket?access_token=" + wrong, Map.of());
        door.post("/v1/tokens", Map.of("grantType", wrong));
        door.as(wrong).get("/v1/rooms");
    }

    /** What the operator does once, with what the programs have hard-coded. */
    private void moveHere() {
        Stage.operator()
                .api()
                .post("/v1/apps", Map.of("name", "moved", "appid", appid, "secret", secret))
                .ok();
        var server = AppServer.withSecret(door, appid, secret);
        server.makeModel(modelId, "door station", "linux");
        server.makeUser(openId);
    }

    private String ticket(String accessToken) {
        var answer = door.post("/wxa/getsnticket?access_token=" + accessToken, Map.of("sn", sn, "model_id", modelId))
                .ok();
        assertThat(answer.path("errcode").asInt()).as(answer.toString()).isZero();
        return secretly(answer.path("sn_ticket").asText());
    }

    private void register(String ticket, DeviceKey key) {
        door.post(
                        "/v1/devices/registrations",
                        Map.of(
                                "appid", appid,
                                "sn", sn,
                                "modelId", modelId,
                                "snTicket", ticket,
                                "publicKey", key.jwk()))
                .ok();
    }

    private String letIn(Api server) {
        var code = secretly(server.post("/v1/users/" + openId + "/login-codes", Map.of())
                .ok()
                .path("code")
                .asText());
        return secretly(door.post("/v1/tokens", Map.of("grantType", "loginCode", "appid", appid, "code", code))
                .ok()
                .path("accessToken")
                .asText());
    }

    private JsonNode session(String code) {
        return door.get("/sns/jscode2session?grant_type=authorization_code&appid=" + appid + "&secret=" + secret
                        + "&js_code=" + code)
                .ok();
    }

    private String call(Seat phone, Seat device) {
        var room = phone.call(callDevice(sn, modelId));
        phone.must(room, "join");
        device.awaitRing(room);
        Told.answered(room, phone, device);
        return room;
    }
}
