package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.awaitChecking;
import static dev.hookswitch.stories.Told.settled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.client.Api;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A caller that clicks twice, or changes its mind while the call is still being checked. */
class ImpatientCallerStory {
    @Test
    void aDoubleClickIsOneCall() {
        try (var world = World.make()) {
            var mum = world.mum();
            var body = callDevice(world.door().sn(), world.door().modelId());
            var key = Map.of("Idempotency-Key", UUID.randomUUID().toString());

            var first = CompletableFuture.supplyAsync(() -> mum.place(body, key).ok());
            var second =
                    CompletableFuture.supplyAsync(() -> mum.place(body, key).ok());
            var other = CompletableFuture.allOf(first, second)
                    .thenApply(_ -> mum.place(with(body, "roomType", "voice"), key))
                    .join();

            var room = first.join().path("roomId").asText();
            assertThat(second.join().path("roomId").asText()).isEqualTo(room);
            assertThat(other.status()).isEqualTo(422);
            mum.must(room, "cancel");
            settled(world, room);
        }
    }

    @Test
    void aCancelWhileCheckingAnswersTheCall() {
        try (var world = World.make()) {
            var mum = world.mum();
            var door = world.doorSeat();
            String room;
            CompletableFuture<Api.Reply> placed;
            Stage.platform().signal("billing", "STOP");
            try {
                placed = CompletableFuture.supplyAsync(() ->
                        mum.place(callDevice(world.door().sn(), world.door().modelId()), Map.of()));
                room = awaitChecking(world);
                mum.must(room, "cancel");
            } finally {
                Stage.platform().signal("billing", "CONT");
            }

            assertThat(placed.join().status()).isEqualTo(409);
            assertThat(placed.join().errCode()).isEqualTo(1008);
            settled(world, room);
            var next = mum.call(callDevice(world.door().sn(), world.door().modelId()));
            door.awaitRing(next);
            assertThat(door.seen()).noneMatch(frame -> frame.room().equals(room));
            mum.must(next, "cancel");
            settled(world, next);
        }
    }
}
