package dev.hookswitch.local.terminal;

import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.LiveSocket.Frame;
import dev.hookswitch.local.client.RenewedToken;
import dev.hookswitch.local.client.SteadySocket;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows calls of an app as its server is told of them, and says of each what there is to print, on a thread of its own.
 */
final class Follower implements AutoCloseable {
    /** Which calls are followed, and what becomes of them. */
    interface Watcher {
        /** Whether to follow the call of which this is the first event to be heard of. */
        boolean wants(RoomNews first);

        /** Whose view of a call the listener's is; empty: of whoever rings first and answers. */
        default Optional<EndpointId> listener() {
            return Optional.empty();
        }

        void line(Line line);

        /** A call is settled. */
        default void finished(Transcript transcript) {}
    }

    private static final int FRAMES_MAX = 16_384;

    /** More calls at once than anyone can read; the oldest is forgotten. One that is finished stays, to know its repeats. */
    private static final int ROOMS_MAX = 4096;

    /** Something to do on the follower's thread. */
    private interface Job {
        void run();
    }

    private final Api door;
    private final RenewedToken app;
    private final Watcher watcher;
    private final BlockingQueue<Job> inbox = new ArrayBlockingQueue<>(FRAMES_MAX);
    private final Map<RoomId, Transcript> calls = new NewestCalls();
    private final CountDownLatch connected = new CountDownLatch(1);
    private final SteadySocket socket;

    private volatile boolean isClosed;

    private Follower(Api door, RenewedToken app, Watcher watcher) {
        this.door = door;
        this.app = app;
        this.watcher = watcher;
        this.socket = SteadySocket.ofApp(door, app, new Inbox());
    }

    static Follower start(Api door, RenewedToken app, Watcher watcher) {
        var follower = new Follower(door, app, watcher);
        Thread.ofPlatform().daemon().name("follower").start(follower::run);
        return follower;
    }

    /** Whether it hears of everything from now on. */
    boolean awaitConnected(Duration atMost) throws InterruptedException {
        return connected.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Prints what has happened to a call before, too, and goes on with what comes. */
    void catchUp(RoomId room) throws InterruptedException {
        inbox.put(() -> timeline(room).forEach(this::hear));
    }

    private void run() {
        try {
            while (!isClosed) {
                inbox.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(Frame frame) {
        if (frame.kind().equals("gap")) {
            watcher.line(new Line.Note("some events were missed: this connection was away for too long"));
        }
        RoomNews.ofFrame(frame.json()).ifPresent(this::hear);
    }

    private void hear(RoomNews news) {
        var transcript = calls.get(news.room());
        if (transcript == null) {
            if (!watcher.wants(news)) {
                return;
            }
            transcript = new Transcript(news.room(), watcher.listener());
            if (news.seq() > 1) {
                for (var past : timeline(news.room())) {
                    if (past.seq() < news.seq()) {
                        transcript.after(past);
                    }
                }
            }
            calls.put(news.room(), transcript);
        }
        tell(transcript, news);
    }

    private void tell(Transcript transcript, RoomNews news) {
        var lines = transcript.after(news);
        lines.forEach(watcher::line);
        if (transcript.isFinished() && !lines.isEmpty()) {
            watcher.finished(transcript);
        }
    }

    /** What has happened to a call until now; nothing where that cannot be read. */
    private List<RoomNews> timeline(RoomId room) {
        try {
            var timeline = door.as(app.get()).get("/v1/rooms/" + room.value() + "/timeline");
            return timeline.body()
                    .path("entries")
                    .valueStream()
                    .flatMap(entry -> RoomNews.ofTimeline(room, entry).stream())
                    .toList();
        } catch (UncheckedIOException | IllegalStateException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        socket.close();
    }

    private final class Inbox implements SteadySocket.Reader {
        @Override
        public void frame(Frame frame) {
            // One that cannot keep up reconnects with its cursor, and gets what it has not taken again.
            if (!inbox.offer(() -> hear(frame))) {
                throw new IllegalStateException("more events than can be printed");
            }
        }

        @Override
        public void connected() {
            if (connected.getCount() == 0) {
                watcher.line(new Line.Note("connected again"));
            }
            connected.countDown();
        }

        @Override
        public void away(String why) {
            watcher.line(new Line.Note(why + "; trying again"));
        }

        @Override
        public void refused(String why) {
            watcher.line(new Line.Note(why));
        }
    }

    private static final class NewestCalls extends LinkedHashMap<RoomId, Transcript> {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RoomId, Transcript> eldest) {
            return size() > ROOMS_MAX;
        }
    }
}
