package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.settled;
import static dev.hookswitch.stories.Told.talking;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** With charging on a call needs a licence or time; what was talked is charged once and the rest comes back. */
class MoneyStory {
    @Test
    void withoutALicenceALicenceCallIsRefused() {
        try (var world = World.make()) {
            world.operator().setCharging(world.appid(), true);
            var mum = world.mum();

            var refused = mum.place(
                    with(callDevice(world.door().sn(), world.door().modelId()), "chargeType", "license"), Map.of());

            assertThat(refused.errCode()).isEqualTo(24);
            assertThat(refused.status()).isBetween(400, 499);
        }
    }

    @Test
    void aPhonesOwnCallToItsDeviceIsNotChargedByLicence() {
        try (var world = World.make()) {
            var mum = world.mum();
            var call = with(callDevice(world.door().sn(), world.door().modelId()), "via", "initByCaller");

            var refused = mum.place(with(call, "chargeType", "license"), Map.of());

            assertThat(refused.errCode()).isEqualTo(22);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.text("type")).endsWith(":charge-type");
        }
    }

    @Test
    void withoutTimeADurationCallIsRefused() {
        try (var world = World.make()) {
            world.operator().setCharging(world.appid(), true);
            var mum = world.mum();

            var refused = mum.place(callDevice(world.door().sn(), world.door().modelId()), Map.of());

            assertThat(refused.errCode()).isEqualTo(15);
            assertThat(refused.status()).isBetween(400, 499);
        }
    }

    @Test
    void withALicenceTheCallCostsNoTime() {
        try (var world = World.make()) {
            world.operator().setCharging(world.appid(), true);
            world.operator().addLicences(world.appid(), "licences-1", 1);
            world.server()
                    .api()
                    .post("/v1/licences", Map.of("sn", world.door().sn(), "transfer", "activation-1"))
                    .ok();
            var mum = world.mum();
            var door = world.doorSeat();

            var placed = mum.place(
                            with(callDevice(world.door().sn(), world.door().modelId()), "chargeType", "license"),
                            Map.of())
                    .ok();
            var room = placed.path("roomId").asText();
            mum.must(room, "join");
            door.awaitRing(room);
            Told.answered(room, mum, door);
            mum.must(room, "hang-up");

            assertThat(placed.path("chargeType").asText()).isEqualTo("license");
            var record = settled(world, room);
            assertThat(record.path("charge").path("chargedMs").asLong()).isZero();
        }
    }

    @Test
    void whatWasTalkedIsChargedAndTheRestComesBack() {
        try (var world = World.make()) {
            world.operator().setCharging(world.appid(), true);
            world.operator().addTime(world.appid(), "bought-1", "video", 600);
            var mum = world.mum();
            var door = world.doorSeat();
            var room = talking(world, mum, door);
            mum.must(room, "hang-up");

            var record = settled(world, room);

            var talkedSeconds = Math.ceilDiv(record.path("talkedMs").asLong(), 1000);
            assertThat(record.path("charge").path("chargedMs").asLong()).isEqualTo(talkedSeconds * 1000);
            var balance = world.server().api().get("/v1/billing/balance").ok();
            assertThat(balance.findValuesAsText("videoSeconds")).containsExactly(Long.toString(600 - talkedSeconds));
        }
    }
}
