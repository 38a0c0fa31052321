package dev.hookswitch.local.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.LiveSocket.Frame;
import dev.hookswitch.local.client.SteadySocket;
import dev.hookswitch.local.terminal.Standing.Step;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One installation of a user or device that takes its part in calls by itself, as its {@link Behaviour} says, over lost
 * connections and restarts of every side.
 *
 * <p>It has a thread of its own. It says that its media is connected as soon as the call is answered, whether or not it has
 * any: who calls it may have none.
 */
final class Counterpart implements AutoCloseable {
    /** What one hears of a counterpart; on its threads. */
    interface Log {
        /** An event of a room reached its program. */
        default void told(Frame frame) {}

        /** It did something in a call, and the platform has said yes or no. */
        default void did(Step step, Api.Reply reply) {}

        default void connected() {}

        default void away(String why) {}

        /** Its socket will not come back. */
        default void refused(String why) {}
    }

    /** Picture and sound of the calls that it answers; on its thread. */
    interface Media {
        Media NONE = new Media() {};

        /** It has answered this call; {@code joined} says by which servers a path may be found. */
        default void begin(JsonNode call, JsonNode joined, Consumer<ClientFrame> send) {}

        /** A signal of the call's other side, or that both begin to negotiate again. */
        default void hear(JsonNode frame) {}

        /** The call is over for it, or its network is lost. */
        default void end() {}
    }

    private static final Duration TRIES_AGAIN_AFTER = Duration.ofMillis(500);
    private static final Duration LOOKS_AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration IDLE_WAIT = Duration.ofSeconds(1);

    /** More than a party's socket may bring while one step is taken. */
    private static final int FRAMES_MAX = 4096;

    private final Api door;
    private final Endpoint me;
    private final Supplier<String> tokens;
    private final Behaviour behaviour;
    private final Media media;
    private final Log log;
    private final BlockingQueue<Frame> inbox = new ArrayBlockingQueue<>(FRAMES_MAX);
    private final SteadySocket socket;

    private volatile Standing standing = Standing.IDLE;

    /** All that was asked for with the call it is in. */
    private JsonNode call = Wire.json().nullNode();

    private volatile boolean isClosed;

    private Counterpart(Api door, Endpoint me, Supplier<String> tokens, Behaviour behaviour, Media media, Log log) {
        this.door = door;
        this.me = me;
        this.tokens = tokens;
        this.behaviour = behaviour;
        this.media = media;
        this.log = log;
        this.socket = SteadySocket.ofParty(door, me.id().value(), tokens, new Inbox());
    }

    /** Connects, and goes on connecting; {@code tokens} is asked whenever a new token is needed. */
    static Counterpart start(Api door, Endpoint me, Supplier<String> tokens, Behaviour behaviour, Log log) {
        return start(door, me, tokens, behaviour, Media.NONE, log);
    }

    static Counterpart start(
            Api door, Endpoint me, Supplier<String> tokens, Behaviour behaviour, Media media, Log log) {
        var counterpart = new Counterpart(door, me, tokens, behaviour, media, log);
        Thread.ofPlatform().daemon().name(me.id().value()).start(counterpart::run);
        return counterpart;
    }

    /** Places a call; what follows, it does by itself. */
    Api.Reply place(Map<String, Object> body, String idempotencyKey) {
        return door.as(tokens.get())
                .post(
                        "/v1/rooms",
                        body,
                        Map.of("Hookswitch-Endpoint", me.id().value(), "Idempotency-Key", idempotencyKey));
    }

    /** The call it is in at this moment. */
    Optional<RoomId> room() {
        return standing.call().map(Standing.InCall::room);
    }

    /** Whether both sides of its call are connected. */
    boolean isTalking() {
        return standing.call().filter(Standing.InCall::isTalking).isPresent();
    }

    /** Leaves this call at whatever stage it is; leaving twice is no error. */
    Api.Reply leave(RoomId room) {
        return tell(room, "hang-up");
    }

    private void run() {
        while (!isClosed) {
            try {
                var frame = inbox.poll(untilNext().toMillis(), TimeUnit.MILLISECONDS);
                if (frame != null) {
                    hear(frame);
                } else {
                    standing.due(Instant.now()).ifPresent(this::take);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        media.end();
    }

    private Duration untilNext() {
        var wait = standing.next()
                .map(at -> Duration.between(Instant.now(), at))
                .filter(left -> left.compareTo(IDLE_WAIT) < 0)
                .orElse(IDLE_WAIT);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void hear(Frame frame) {
        switch (frame.kind()) {
            case "signal", "renegotiate" -> {
                if (standing.call()
                        .filter(in -> in.room().value().equals(frame.room()))
                        .isPresent()) {
                    media.hear(frame.json());
                }
            }
            // A signal that was not passed on, for one: it names no room, and there is one call at a time.
            case "problem" -> media.hear(frame.json());
            default ->
                RoomNews.ofFrame(frame.json()).ifPresent(news -> {
                    log.told(frame);
                    standing = standing.after(news.room(), news.event(), me, behaviour, frame.at());
                    if (standing.call().isEmpty()) {
                        media.end();
                    } else if (standing.isIn(news.room()) && news.data().has("call")) {
                        call = news.data().path("call");
                    }
                });
        }
    }

    private void take(Step step) {
        var room = step.room();
        switch (step.what()) {
            case SHOW_RING -> {
                // It has received it, too; two receipts at once may arrive in either order, and then one says nothing.
                socket.send(new ClientFrame.Receipt(room, RingStage.SHOWN));
                standing = standing.done(step);
            }
            case JOIN -> tell(step, "join");
            case ANSWER -> tell(step, "answer");
            case REJECT -> tell(step, "reject");
            case CONNECT_MEDIA -> tell(step, "media-up");
            case HANG_UP -> tell(step, "hang-up");
            case CANCEL -> tell(step, "cancel");
            case LOSE_NETWORK -> {
                socket.goAway();
                media.end();
                standing = standing.done(step).plus(Standing.What.FIND_NETWORK, Instant.now());
            }
            case FIND_NETWORK -> comeBackWhenOver(step);
        }
    }

    /** What is refused is not asked again: the call has moved on, and its events will say so. */
    private void tell(Step step, String what) {
        try {
            var reply = tell(step.room(), what);
            standing = reply.status() >= 500
                    ? standing.later(step, Instant.now().plus(TRIES_AGAIN_AFTER))
                    : standing.done(step);
            if (step.what() == Standing.What.ANSWER && reply.isOk()) {
                media.begin(call, reply.body(), socket::send);
            }
            log.did(step, reply);
        } catch (UncheckedIOException | IllegalStateException e) {
            standing = standing.later(step, Instant.now().plus(TRIES_AGAIN_AFTER));
        }
    }

    private Api.Reply tell(RoomId room, String what) {
        return door.as(tokens.get())
                .post(
                        "/v1/rooms/" + room.value() + "/" + what,
                        Map.of(),
                        Map.of("Hookswitch-Endpoint", me.id().value()));
    }

    /** Its network is away to the platform; it looks by a way that the platform does not take for its presence. */
    private void comeBackWhenOver(Step step) {
        if (isOver(step.room())) {
            standing = Standing.IDLE;
            socket.comeBack();
        } else {
            standing = standing.later(step, Instant.now().plus(LOOKS_AGAIN_AFTER));
        }
    }

    private boolean isOver(RoomId room) {
        try {
            return switch (door.as(tokens.get())
                    .get("/v1/rooms/" + room.value())
                    .ok()
                    .path("state")
                    .asText()) {
                case "ended", "refused", "settled" -> true;
                default -> false;
            };
        } catch (UncheckedIOException | IllegalStateException e) {
            return false;
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
            // A reader that cannot keep up is the gateway's to notice; what it drops comes again after the reconnect.
            if (!inbox.offer(frame)) {
                throw new IllegalStateException("more frames than can be heard");
            }
        }

        @Override
        public void connected() {
            log.connected();
        }

        @Override
        public void away(String why) {
            log.away(why);
        }

        @Override
        public void refused(String why) {
            log.refused(why);
        }
    }
}
