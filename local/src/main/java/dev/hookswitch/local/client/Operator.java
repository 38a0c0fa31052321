package dev.hookswitch.local.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The operator of a platform: makes apps, fills their accounts. */
public final class Operator {
    /** Its clientId. */
    public static final String ID = "operator";

    private final Api api;

    private Operator(Api api) {
        this.api = api;
    }

    public static Operator withSecret(Api door, String secret) {
        return new Operator(door.as(token(door, ID, secret)));
    }

    public Api api() {
        return api;
    }

    /** Makes an app; with {@code appid} and {@code secret} where they are given. */
    public AppServer makeApp(String name, Optional<String> appid, Map<String, Object> settings) {
        var body = new LinkedHashMap<String, Object>(settings);
        body.put("name", name);
        appid.ifPresent(id -> body.put("appid", id));
        var made = api.post("/v1/apps", body).ok();
        return AppServer.withSecret(
                api, made.path("appid").asText(), made.path("secret").asText());
    }

    public void setCharging(String app, boolean on) {
        api.put("/v1/billing/charging", Map.of("app", app, "on", on)).ok();
    }

    public void addTime(String app, String transfer, String roomType, long seconds) {
        api.post("/v1/billing/time", Map.of("app", app, "transfer", transfer, "roomType", roomType, "seconds", seconds))
                .ok();
    }

    public void addLicences(String app, String transfer, long licences) {
        api.post("/v1/billing/licences", Map.of("app", app, "transfer", transfer, "licences", licences))
                .ok();
    }

    static String token(Api door, String clientId, String secret) {
        return tokenReply(door, clientId, secret).ok().path("accessToken").asText();
    }

    /** What the platform answers to a client, the operator or an app's server, that shows its secret. */
    public static Api.Reply tokenReply(Api door, String clientId, String secret) {
        return door.as("")
                .post(
                        "/v1/tokens",
                        Map.of("grantType", "clientCredentials", "clientId", clientId, "clientSecret", secret));
    }
}
