package dev.hookswitch.stories;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hookswitch.contracts.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A developer's server that is told of calls to its devices: it keeps what it gets, and can be out of order. */
final class DevelopersServer implements AutoCloseable {
    /** What it got (Standard Webhooks). */
    record Webhook(String id, String timestamp, String signature, String body) {
        JsonNode json() {
            return Wire.read(body, JsonNode.class);
        }

        String room() {
            return json().path("data").path("room").asText();
        }
    }

    private final List<Webhook> got = new CopyOnWriteArrayList<>();
    private final HttpServer http;
    private final String secret;
    private volatile boolean outOfOrder;

    private DevelopersServer(World world) throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/rings", this::take);
        http.start();
        var address = "http://127.0.0.1:" + http.getAddress().getPort() + "/rings";
        secret = world.server()
                .api()
                .put("/v1/callback", Map.of("url", address))
                .ok()
                .path("secret")
                .asText();
    }

    static DevelopersServer of(World world) throws IOException {
        return new DevelopersServer(world);
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        got.add(new Webhook(
                headers.getFirst("webhook-id"),
                headers.getFirst("webhook-timestamp"),
                headers.getFirst("webhook-signature"),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        exchange.sendResponseHeaders(outOfOrder ? 503 : 204, -1);
        exchange.close();
    }

    /** Says 503 to all it gets from now on. */
    void fail() {
        outOfOrder = true;
    }

    void work() {
        outOfOrder = false;
    }

    /** The room's first webhook, whatever was answered. */
    Webhook awaitFirst(String room) {
        await().atMost(Told.PATIENCE).until(() -> !of(room).isEmpty());
        return of(room).getFirst();
    }

    /** The room's webhooks so far, in order. */
    List<Webhook> of(String room) {
        return got.stream().filter(webhook -> webhook.room().equals(room)).toList();
    }

    /** The signature that the webhook must have. */
    String signatureOf(Webhook webhook) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        var signed = webhook.id() + "." + webhook.timestamp() + "." + webhook.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
