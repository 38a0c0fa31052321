package dev.hookswitch.local.client;

import dev.hookswitch.contracts.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A developer's server: knows its app's secret, its users and its devices. */
public final class AppServer {
    private static final String ISSUER = "hookswitch";

    private final Api api;
    private final String appid;
    private final String secret;

    private AppServer(Api api, String appid, String secret) {
        this.api = api;
        this.appid = appid;
        this.secret = secret;
    }

    public static AppServer withSecret(Api door, String appid, String secret) {
        return new AppServer(door.as(Operator.token(door, appid, secret)), appid, secret);
    }

    /** With a token that it has; it knows no secret, and is good for as long as the token. */
    public static AppServer withToken(Api door, String appid, String token) {
        return new AppServer(door.as(token), appid, "");
    }

    public Api api() {
        return api;
    }

    public String appid() {
        return appid;
    }

    public String secret() {
        return secret;
    }

    /** Makes a model; {@code system} is {@code android}, {@code linux} or {@code rtos}. */
    public void makeModel(String modelId, String productType, String system) {
        api.post("/v1/models", Map.of("modelId", modelId, "productType", productType, "system", system))
                .ok();
    }

    public void makeUser(String openId) {
        api.post("/v1/users", Map.of("openId", openId)).ok();
    }

    /** Makes a device and lets it register its key, as its firmware would on the first start. */
    public Device makeDevice(String sn, String modelId) {
        api.post("/v1/devices", Map.of("sn", sn, "modelId", modelId)).ok();
        return register(sn, modelId);
    }

    /** Lets a device that is known register a new key. */
    public Device register(String sn, String modelId) {
        var key = DeviceKey.generate();
        api.as("")
                .post(
                        "/v1/devices/registrations",
                        Map.of(
                                "appid",
                                appid,
                                "sn",
                                sn,
                                "modelId",
                                modelId,
                                "snTicket",
                                snTicket(sn, modelId),
                                "publicKey",
                                key.jwk()))
                .ok();
        return new Device(sn, modelId, key);
    }

    /** By which a device proves once that it is the maker's. */
    public String snTicket(String sn, String modelId) {
        return api.post("/v1/sn-tickets", Map.of("sn", sn, "modelId", modelId))
                .ok()
                .path("snTicket")
                .asText();
    }

    /** A registered device. */
    public record Device(String sn, String modelId, DeviceKey key) {}

    public void grant(String openId, String sn, String deviceName) {
        setGrant(openId, sn, deviceName, "granted");
    }

    /** {@code status} is {@code granted}, {@code refused}, {@code revoked} or {@code wiped}. */
    public void setGrant(String openId, String sn, String deviceName, String status) {
        api.put("/v1/grants", Map.of("openId", openId, "sn", sn, "deviceName", deviceName, "status", status))
                .ok();
    }

    public String userToken(String openId) {
        return api.post("/v1/users/" + openId + "/tokens", Map.of())
                .ok()
                .path("accessToken")
                .asText();
    }

    /** A token that is good for less than usual. */
    public String userToken(String openId, Duration life) {
        return api.post("/v1/users/" + openId + "/tokens?lifeMs=" + life.toMillis(), Map.of())
                .ok()
                .path("accessToken")
                .asText();
    }

    public String deviceToken(Device device) {
        return deviceTokenReply(device).ok().path("accessToken").asText();
    }

    /** The whole answer, with the token's life. */
    public Api.Reply deviceTokenReply(Device device) {
        var assertion = device.key().assertion(appid + "/" + device.sn(), ISSUER, Instant.now());
        return api.as("").post("/v1/tokens", Map.of("grantType", "jwtBearer", "assertion", assertion));
    }

    /** One of a user's phones, connected. */
    public Seat phone(String openId, String endpoint) {
        return phone(openId, endpoint, userToken(openId));
    }

    /** The same with a token got before. */
    public Seat phone(String openId, String endpoint, String token) {
        return Seat.connected(api.as(token), endpoint, openId);
    }

    /** A device, connected. */
    public Seat seat(Device device) {
        return Seat.connected(api.as(deviceToken(device)), "device-" + device.sn(), device.sn());
    }

    /** This server as a subscriber of all room events of its app, from now on. */
    public LiveSocket subscribe() {
        return LiveSocket.open(api, Optional.empty(), Map.of(), Wire.json().createObjectNode(), _ -> {});
    }
}
