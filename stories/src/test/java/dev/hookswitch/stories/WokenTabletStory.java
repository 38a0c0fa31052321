package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.hookswitch.contracts.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** An Android tablet is called: with its pushToken, and woken by the developer's server when it has no socket. */
class WokenTabletStory {
    @Test
    void theDevelopersServerIsToldSignedAndTheTabletComesAndAnswers() throws Exception {
        try (var world = World.make()) {
            var called = new CompletableFuture<Webhook>();
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                var headers = exchange.getRequestHeaders();
                called.complete(new Webhook(
                        headers.getFirst("webhook-id"),
                        headers.getFirst("webhook-timestamp"),
                        headers.getFirst("webhook-signature"),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
            try {
                var address = "http://127.0.0.1:" + server.getAddress().getPort() + "/rings";
                var secret = world.server()
                        .api()
                        .put("/v1/callback", Map.of("url", address))
                        .ok()
                        .path("secret")
                        .asText();
                var mum = world.mum();

                var room = mum.call(
                        with(callDevice(world.tablet().sn(), world.tablet().modelId()), "customQuery", "door=north"));
                mum.must(room, "join");
                var webhook = called.get(Told.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                var tablet = world.tabletSeat();
                tablet.awaitRing(room);
                answered(room, mum, tablet);
                tablet.must(room, "hang-up");

                assertThat(webhook.signature()).isEqualTo("v1," + webhook.signedWith(secret));
                assertThat(webhook.json().path("data").path("room").asText()).isEqualTo(room);
                assertThat(webhook.json().path("data").path("path").asText())
                        .contains(
                                "groupId=" + room,
                                "listenerId=" + world.tablet().sn(),
                                "&door=north");
                assertThat(cause(settled(world, room))).isEqualTo("hungUp");
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void withItsPushTokenItRingsAndWithAWrongOneTheCallIsRefused() {
        try (var world = World.make()) {
            var mum = world.mum();
            var tablet = world.tabletSeat();
            var token = tablet.api()
                    .post("/v1/registrations", Map.of())
                    .ok()
                    .path("pushToken")
                    .asText();
            var call = with(callDevice(world.tablet().sn(), world.tablet().modelId()), "via", "callWMPF");

            var refused = mum.place(with(call, "pushToken", "x" + token.substring(1)), Map.of());
            var room = mum.call(with(call, "pushToken", token));
            var ring = tablet.awaitRing(room).json().path("ring");
            mum.must(room, "cancel");

            assertThat(refused.errCode()).isEqualTo(14);
            assertThat(ring.path("appid").asText()).isEqualTo(world.appid());
            assertThat(ring.path("appType").asInt()).isZero();
            assertThat(cause(settled(world, room))).isEqualTo("cancelled");
        }
    }

    @Test
    void aCloudDeviceOfAnAppWithoutCallbackRingsAndGetsThePayload() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();

            var room = mum.call(with(
                    with(callDevice(world.door().sn(), world.door().modelId()), "isCloud", true),
                    "payload",
                    "{\"door\":\"north\"}"));
            var ring = door.awaitRing(room).json().path("ring");
            mum.must(room, "cancel");

            assertThat(ring.path("payload").asText()).isEqualTo("{\"door\":\"north\"}");
            settled(world, room);
        }
    }

    /** What the developer's server got (Standard Webhooks). */
    private record Webhook(String id, String timestamp, String signature, String body) {
        JsonNode json() {
            return Wire.read(body, JsonNode.class);
        }

        String signedWith(String secret) throws GeneralSecurityException {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal((id + "." + timestamp + "." + body).getBytes(UTF_8)));
        }
    }
}
