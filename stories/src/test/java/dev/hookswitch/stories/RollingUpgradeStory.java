package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.local.client.Calls.with;
import static dev.hookswitch.stories.Told.answered;
import static dev.hookswitch.stories.Told.assertMissedNothing;
import static dev.hookswitch.stories.Told.assertNothingIsOwed;
import static dev.hookswitch.stories.Told.backAgain;
import static dev.hookswitch.stories.Told.secondsOfTheOneSettlement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A new release comes as one planned stop after the other, in the order of upgrades, while people talk and call. */
class RollingUpgradeStory {
    private static final int CHECKS_TIMED_OUT = 5;
    private static final int SECONDS_MAX = 600;

    @AfterEach
    void everybodyIsBack() {
        Stage.awaitAll();
    }

    @Test
    void noCallIsLostAndTheBooksBalance() {
        try (var world = World.paid()) {
            var mum = world.mum();
            var door = world.doorSeat();
            var dad = world.phone(World.DAD, "dads-phone");
            var gate = world.seat(world.server()
                    .makeDevice("GATE-" + UUID.randomUUID(), world.door().modelId()));
            var throughout = mum.call(bounded(door.id()));
            mum.must(throughout, "join");
            door.awaitRing(throughout);
            answered(throughout, mum, door);

            var rooms = new ArrayList<String>();
            for (var service : Service.values()) {
                Stage.restart(service.wireName());
                var room = placed(dad, gate);
                Stage.awaitAll();
                backAgain(mum, door, dad, gate);
                dad.must(room, "join");
                gate.awaitRing(room);
                answered(room, dad, gate);
                dad.must(room, "hang-up");
                rooms.add(room);
            }
            mum.must(throughout, "hang-up");

            rooms.add(throughout);
            var seconds = rooms.stream()
                    .mapToLong(room -> secondsOfTheOneSettlement(world, room, "hungUp"))
                    .sum();
            assertNothingIsOwed(world, seconds);
            List.of(mum, door).forEach(seat -> assertMissedNothing(seat, throughout));
        }
    }

    /** Without a limit the first call would hold all the talking time there is. */
    private static Map<String, Object> bounded(String sn) {
        return with(callDevice(sn, "door-station"), "timeLimit", SECONDS_MAX);
    }

    /** As clients do: the same request until it is decided, and a new call where it was refused because a check had no answer. */
    private static String placed(Seat caller, Seat listener) {
        var body = bounded(listener.id());
        var key = new AtomicReference<>(UUID.randomUUID().toString());
        var placed = new AtomicReference<Api.Reply>();
        await().atMost(Told.PATIENCE).untilAsserted(() -> {
            placed.set(caller.place(body, Map.of("Idempotency-Key", key.get())));
            if (placed.get().errCode() == CHECKS_TIMED_OUT) {
                key.set(UUID.randomUUID().toString());
            }
            assertThat(placed.get().isOk()).as("%s", placed.get().body()).isTrue();
        });
        return placed.get().text("roomId");
    }
}
