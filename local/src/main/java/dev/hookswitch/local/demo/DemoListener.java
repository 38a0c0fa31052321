package dev.hookswitch.local.demo;

import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;

/** The called process of a demo call. */
final class DemoListener {
    private DemoListener() {}

    /** Arguments: {@code phone} or {@code device}, and {@code hangs-up} or {@code listens}. */
    public static void main(String[] args) throws InterruptedException {
        var role = Role.of(args[0]);
        try (var seat = role.connect()) {
            Says.line("has a token and a socket");
            Says.ready();
            var ring = seat.awaitRing();
            var room = ring.room();
            Says.line("rings: " + ring.json().path("ring").path("callerName").asText() + " calls");
            for (var stage : RingStage.values()) {
                seat.live().send(new ClientFrame.Receipt(new RoomId(room), stage));
            }
            Thread.sleep(Demo.RINGS);
            seat.must(room, "answer");
            Says.line("answers");
            seat.must(room, "media-up");
            seat.awaitEvent(room, "TalkStarted");
            Says.line("talks");
            DemoCaller.finish(seat, room, args[1]);
        }
        System.exit(0);
    }
}
