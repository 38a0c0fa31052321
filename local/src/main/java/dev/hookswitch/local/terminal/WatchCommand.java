package dev.hookswitch.local.terminal;

import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.local.LocalFailed;
import dev.hookswitch.local.client.Api;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Parameters;

/** {@code ./hookswitch watch}: follows one call to its settled end, or all calls of an app until Ctrl-C. */
final class WatchCommand extends TerminalCommand {
    private static final String ALL = "app";

    @Parameters(paramLabel = "[<room> | app]", arity = "0..1", defaultValue = ALL)
    private String what = ALL;

    private final CountDownLatch finished = new CountDownLatch(1);

    WatchCommand(Path data) {
        super(data);
    }

    @Override
    public Integer call() throws InterruptedException {
        var target = target();
        var room = room(target);
        try (var follower = Follower.start(target.door(), target.app(), new Calls(room))) {
            if (!follower.awaitConnected(CONNECTS_WITHIN)) {
                throw new LocalFailed(
                        "No socket can be opened at " + target.door().address() + ".");
            }
            if (room.isPresent()) {
                follower.catchUp(room.get());
            } else {
                print(new Line.Note("watching all calls of " + target.appid() + "; Ctrl-C ends that"));
            }
            finished.await();
        }
        return AS_ASKED;
    }

    @Override
    Printer printer() {
        return what.equals(ALL) ? Printer.TEXT_OF_MANY : Printer.TEXT;
    }

    /** The room, if there is such a one. */
    private Optional<RoomId> room(Target target) {
        if (what.equals(ALL)) {
            return Optional.empty();
        }
        var room = target.door().as(target.app().get()).get("/v1/rooms/" + Api.segment(what));
        if (!room.isOk()) {
            throw new LocalFailed(Target.inWords(room));
        }
        return Optional.of(new RoomId(room.text("roomId")));
    }

    private final class Calls implements Follower.Watcher {
        private final Optional<RoomId> only;

        private Calls(Optional<RoomId> only) {
            this.only = only;
        }

        @Override
        public boolean wants(RoomNews first) {
            return only.map(first.room()::equals).orElse(true);
        }

        @Override
        public void line(Line line) {
            print(line);
        }

        @Override
        public void finished(Transcript transcript) {
            if (only.isPresent()) {
                finished.countDown();
            }
        }
    }
}
