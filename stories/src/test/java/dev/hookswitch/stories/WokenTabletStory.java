package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.client.Seat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An Android tablet is called: with its pushToken, and woken by the developer's server when it has no socket. */
class WokenTabletStory {
    @Test
    void theDevelopersServerIsToldSignedAndTheTabletComesAndAnswers() throws Exception {
        try (var world = World.make();
                var server = DevelopersServer.of(world)) {
            var mum = world.mum();

            var room = mum.call(with(
                    with(callDevice(world.tablet().sn(), world.tablet().modelId()), "customQuery", "door=north"),
                    "appVersion",
                    "trial"));
            mum.must(room, "join");
            var webhook = server.awaitFirst(room);
            var tablet = world.tabletSeat();
            tablet.awaitRing(room);
            answered(room, mum, tablet);
            tablet.must(room, "hang-up");

            assertThat(webhook.signature()).isEqualTo(server.signatureOf(webhook));
            assertThat(webhook.json().path("data").path("path").asText())
                    .contains("groupId=" + room, "listenerId=" + world.tablet().sn(), "&door=north");
            assertThat(webhook.json().path("data").path("appType").asInt()).isEqualTo(2);
            assertThat(cause(settled(world, room))).isEqualTo("hungUp");
        }
    }

    @Test
    void withItsPushTokenItRingsAndWithAWrongOneTheCallIsRefused() {
        try (var world = World.make()) {
            var mum = world.mum();
            var tablet = world.tabletSeat();
            var token = pushToken(tablet, "release");
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

    @ParameterizedTest(name = "{0}")
    @CsvSource({"release, 0, trial", "develop, 1, release", "trial, 2, release"})
    void aCallOfAVersionRingsThatVersionAndTakesNoOthersPushToken(String version, int appType, String other) {
        try (var world = World.make()) {
            var mum = world.mum();
            var tablet = world.tabletSeat();
            var call = with(
                    with(callDevice(world.tablet().sn(), world.tablet().modelId()), "via", "callWMPF"),
                    "appVersion",
                    version);

            var refused = mum.place(with(call, "pushToken", pushToken(tablet, other)), Map.of());
            var room = mum.call(with(call, "pushToken", pushToken(tablet, version)));
            var ring = tablet.awaitRing(room).json().path("ring");
            mum.must(room, "cancel");

            assertThat(refused.errCode()).isEqualTo(14);
            assertThat(refused.text("type")).endsWith(":push-token-other-version");
            assertThat(ring.path("appType").asInt(-1)).isEqualTo(appType);
            assertThat(cause(settled(world, room))).isEqualTo("cancelled");
        }
    }

    private static String pushToken(Seat tablet, String appVersion) {
        var token = tablet.api()
                .post("/v1/registrations", Map.of("appVersion", appVersion))
                .ok()
                .path("pushToken")
                .asText();
        return Kept.secret("pushToken", token);
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
