package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.gateway.live.core.RoomView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes signals to the gateway that has the other side's socket, by Redis's publish and subscribe, which stores nothing
 * (decision 11).
 *
 * <p>A gateway subscribes to one channel for each of its sockets in a live room. Redis answers a publisher how many were
 * listening, so a sender learns when the other side is nowhere; and a gateway that is killed listens no more. All is
 * published over one connection, which keeps a sender's signals in their order. While Redis is away signals are lost, their senders are told,
 * and nothing else happens: no call needs them once its media flow.
 *
 * <p>Thread-safe; all that touches the connections runs on one event loop.
 */
@Singleton
class Signals {
    private static final Logger LOG = Logger.getLogger(Signals.class);

    private static final String CHANNEL = "gateway:signals:";

    /** A busy moment of a thousand calls; a sender over it is told to try again. */
    private static final int UNDER_WAY_MAX = 1_000;

    /** Shorter than a person's patience with a call that does not connect. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration CONNECT_AGAIN = Duration.ofMillis(500);

    /** Channels in one command after a reconnect. */
    private static final int CHANNELS_MAX = 500;

    /** A push of Redis: kind, channel, content. */
    private static final String MESSAGE = "message";

    private static final int MESSAGE_PARTS = 3;

    /** What became of a signal. */
    enum Outcome {
        PASSED,
        NOBODY_THERE,
        BUSY,
        AWAY
    }

    private record Ear(RoomId room, PartySocket socket) {}

    /** Two, because Vert.x takes a push that comes while a command waits for that command's answer. */
    private record Connections(RedisConnection speaking, RedisConnection listening) {}

    private final Rooms rooms;
    private final Redis redis;
    private final Vertx vertx;
    private final Context loop;
    private final Counter passed;
    private final Counter lost;
    /** By channel. Bounded by the sockets, each in one live room and a few that have just ended. */
    private final Map<String, Ear> ears = new ConcurrentHashMap<>();

    /** What is published here comes back as long as both connections work. */
    private final String echo = CHANNEL + UUID.randomUUID();

    /** From here on: used on the event loop only. */
    private @Nullable Connections connections;

    private boolean echoed;
    private int underWay;
    private boolean isAway;
    private boolean stopping;

    Signals(Rooms rooms, Redis redis, Vertx vertx, MeterRegistry meters) {
        this.rooms = rooms;
        this.redis = redis;
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.passed = meters.counter("gateway.signals.passed");
        this.lost = meters.counter("gateway.signals.lost");
    }

    void start() {
        loop.runOnContext(_ -> {
            connect();
            vertx.setPeriodic(LOOK.toMillis(), _ -> look());
        });
    }

    void stop() {
        loop.runOnContext(_ -> {
            stopping = true;
            close();
        });
    }

    /** From now on signals of this room for this endpoint come to this socket. */
    void listen(RoomId room, Endpoint endpoint, PartySocket socket) {
        var channel = channel(room, endpoint.party().subject(), endpoint.id());
        if (ears.put(channel, new Ear(room, socket)) == null) {
            loop.runOnContext(_ -> {
                if (ears.containsKey(channel)) {
                    subscribe(List.of(channel));
                }
            });
        }
    }

    /** The socket is gone, or the room is over. A newer socket of the endpoint keeps the channel. */
    void forget(RoomId room, Endpoint endpoint, PartySocket socket) {
        var channel = channel(room, endpoint.party().subject(), endpoint.id());
        if (ears.remove(channel, new Ear(room, socket))) {
            loop.runOnContext(_ -> {
                if (connections != null && !ears.containsKey(channel)) {
                    connections
                            .listening()
                            .send(Request.cmd(Command.UNSUBSCRIBE).arg(channel));
                }
            });
        }
    }

    /** Publishes a signal of negotiation {@code n} for an endpoint whose socket is not here. */
    Future<Outcome> pass(RoomId room, RoomView.Seat to, int n, String frame) {
        var outcome = Promise.<Outcome>promise();
        loop.runOnContext(_ -> publish(channel(room, to.subject(), to.endpoint()), n + " " + frame, outcome));
        return outcome.future();
    }

    private static String channel(RoomId room, String subject, EndpointId endpoint) {
        return CHANNEL + room.value() + " " + subject + " " + endpoint.value();
    }

    private void publish(String channel, String message, Promise<Outcome> outcome) {
        var open = connections;
        if (open == null) {
            lost.increment();
            outcome.complete(Outcome.AWAY);
            return;
        }
        if (underWay >= UNDER_WAY_MAX) {
            lost.increment();
            outcome.complete(Outcome.BUSY);
            return;
        }
        underWay++;
        open.speaking()
                .send(Request.cmd(Command.PUBLISH).arg(channel).arg(message))
                .timeout(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(answer -> loop.runOnContext(_ -> {
                    underWay--;
                    if (answer.failed()) {
                        lost.increment();
                        outcome.complete(Outcome.AWAY);
                    } else if (answer.result().toInteger() == 0) {
                        lost.increment();
                        outcome.complete(Outcome.NOBODY_THERE);
                    } else {
                        passed.increment();
                        outcome.complete(Outcome.PASSED);
                    }
                }));
    }

    private void received(@Nullable Response push) {
        if (push == null
                || push.size() != MESSAGE_PARTS
                || !MESSAGE.equals(push.get(0).toString())) {
            return;
        }
        var channel = push.get(1).toString();
        if (channel.equals(echo)) {
            loop.runOnContext(_ -> echoed = true);
            return;
        }
        var ear = ears.get(channel);
        if (ear == null) {
            return;
        }
        var message = push.get(2).toString();
        var end = message.indexOf(' ');
        var n = Integer.parseInt(message, 0, end, 10);
        rooms.reached(ear.room(), n);
        ear.socket().signal(ear.room(), n, message.substring(end + 1));
    }

    private void connect() {
        if (stopping) {
            return;
        }
        var speaking = redis.connect();
        var listening = redis.connect();
        Future.all(speaking, listening)
                .timeout(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .onComplete(done -> loop.runOnContext(_ -> {
                    if (done.succeeded()) {
                        connected(new Connections(speaking.result(), listening.result()));
                    } else {
                        speaking.onSuccess(RedisConnection::close);
                        listening.onSuccess(RedisConnection::close);
                        away(done.cause());
                        vertx.setTimer(CONNECT_AGAIN.toMillis(), _ -> connect());
                    }
                }));
    }

    private void connected(Connections both) {
        connections = both;
        echoed = true;
        both.listening().handler(this::received);
        for (var one : List.of(both.speaking(), both.listening())) {
            one.exceptionHandler(failure -> loop.runOnContext(_ -> ended(both, failure)));
            one.endHandler(_ -> loop.runOnContext(_ -> ended(both, new IOException("a connection has ended"))));
        }
        subscribe(List.of(echo));
        var channels = List.copyOf(ears.keySet());
        for (var from = 0; from < channels.size(); from += CHANNELS_MAX) {
            subscribe(channels.subList(from, Math.min(channels.size(), from + CHANNELS_MAX)));
        }
        if (isAway) {
            isAway = false;
            LOG.info("signals pass between gateways again");
        }
    }

    private void subscribe(List<String> channels) {
        if (connections != null) {
            var command = Request.cmd(Command.SUBSCRIBE);
            channels.forEach(command::arg);
            connections.listening().send(command);
        }
    }

    /** A Redis that hangs, and a network that swallows, end no connection. */
    private void look() {
        var both = connections;
        if (both == null) {
            return;
        }
        if (echoed) {
            echoed = false;
            both.speaking().send(Request.cmd(Command.PUBLISH).arg(echo).arg(""));
        } else {
            ended(both, new IOException("nothing comes back"));
        }
    }

    private void ended(Connections which, Throwable why) {
        if (which.equals(connections)) {
            close();
            away(why);
            connect();
        }
    }

    private void close() {
        var both = connections;
        connections = null;
        if (both != null) {
            both.speaking().close();
            both.listening().close();
        }
    }

    private void away(Throwable why) {
        if (!isAway && !stopping) {
            isAway = true;
            LOG.warnf("signals do not pass between gateways reason=%s", why.getMessage());
        }
    }
}
