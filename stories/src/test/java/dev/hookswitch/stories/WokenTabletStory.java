package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** An Android tablet is called: with its pushToken, and woken by the developer's server when it has no socket. */
class WokenTabletStory {
    @Test
    void theDevelopersServerIsToldSignedAndTheTabletComesAndAnswers() throws Exception {
        try (var world = World.make();
                var server = DevelopersServer.of(world)) {
            var mum = world.mum();

            var room = mum.call(
                    with(callDevice(world.tablet().sn(), world.tablet().modelId()), "customQuery", "door=north"));
            mum.must(room, "join");
            var webhook = server.awaitFirst(room);
            var tablet = world.tabletSeat();
            tablet.awaitRing(room);
            answered(room, mum, tablet);
            tablet.must(room, "hang-up");

            assertThat(webhook.signature()).isEqualTo(server.signatureOf(webhook));
            assertThat(webhook.json().path("data").path("path").asText())
                    .contains("groupId=" + room, "listenerId=" + world.tablet().sn(), "&door=north");
            assertThat(cause(settled(world, room))).isEqualTo("hungUp");
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
            Kept.secret("pushToken", token);
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
}
