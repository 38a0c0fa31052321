package dev.hookswitch.local.demo;

import dev.hookswitch.local.client.Seat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The calling process of a demo call. */
final class DemoCaller {
    private DemoCaller() {}

    /** Arguments: {@code phone} or {@code device}, and {@code hangs-up} or {@code listens}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var role = Role.of(args[0]);
        try (var seat = role.connect()) {
            Says.line("has a token and a socket");
            awaitGo();
            var room = seat.call(role.call());
            Says.line("calls");
            Says.room(room);
            seat.must(room, "join");
            Says.line("is in the room and waits");
            seat.awaitEvent(room, "RoomAnswered");
            seat.must(room, "media-up");
            seat.awaitEvent(room, "TalkStarted");
            Says.line("talks");
            finish(seat, room, args[1]);
        }
        System.exit(0);
    }

    private static void awaitGo() throws IOException {
        var from = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        if (!Role.GO.equals(from.readLine())) {
            throw new IOException("The demo has ended before the call.");
        }
    }

    /** Talks, hangs up or is hung up on, and stays until the call is over. */
    static void finish(Seat seat, String room, String how) throws InterruptedException {
        if (how.equals(Demo.HANGS_UP)) {
            Thread.sleep(Demo.TALK);
            seat.tell(room, "hang-up", Map.of("origin", "manual")).ok();
            Says.line("hangs up");
        }
        seat.awaitEvent(room, "RoomEnded");
        Says.line("is told that the call has ended; its program saw " + String.join(", ", seat.pluginEvents(room)));
    }
}
