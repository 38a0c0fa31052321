package dev.hookswitch.stories.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * An open model of calls: they begin when they are due, however slow the platform is, and every delay counts from when the
 * call was due (no coordinated omission).
 *
 * <p>A call: a phone calls a device, the device answers at the ring, both connect their media, the phone hangs up when the
 * talk has begun, and the call is whole when the phone hears that it is settled. Everything runs on one event loop, so that
 * nothing here is shared between threads.
 */
final class CallLoad implements AutoCloseable {
    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final long GIVE_UP_MICROS = TimeUnit.SECONDS.toMicros(20);
    private static final long LEFT_MILLIS = 1_000;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final URI address;
    private final HttpClient http;
    private final WebSocketClient sockets;
    private final Queue<Pair> free = new ArrayDeque<>();
    /** Calls that are due and find every pair talking; their delay goes on counting. */
    private final Queue<Due> waiting = new ArrayDeque<>();

    private final Map<String, Call> byRoom = new HashMap<>();
    private final Map<String, Call> byDevice = new HashMap<>();

    CallLoad(URI address) {
        this.address = address;
        http = vertx.createHttpClient(
                new HttpClientOptions()
                        .setDefaultHost(address.getHost())
                        .setDefaultPort(address.getPort())
                        .setKeepAlive(true),
                new PoolOptions().setHttp1MaxSize(256).setEventLoopSize(1));
        sockets = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setDefaultHost(address.getHost())
                .setDefaultPort(address.getPort())
                .setMaxConnections(20_000));
    }

    /** Who can call whom: a phone and a device with their tokens. */
    record Seats(String userToken, String deviceToken, String sn, String modelId) {}

    /** The figures of one step. Delays in microseconds. */
    static final class Result {
        final int rate;
        final Histogram ring = new Histogram(HIGHEST_MICROS, 3);
        final Histogram event = new Histogram(HIGHEST_MICROS, 3);
        final Histogram whole = new Histogram(HIGHEST_MICROS, 3);
        int begun;
        int settled;
        int failed;
        int waited;

        Result(int rate) {
            this.rate = rate;
        }
    }

    private record Due(Result result, long nanos) {}

    private static final class Pair {
        final Seats seats;

        Pair(Seats seats) {
            this.seats = seats;
        }
    }

    private static final class Call {
        final Pair pair;
        final long dueNanos;
        final Result result;
        boolean rang;
        boolean over;

        @Nullable
        String room;

        Call(Pair pair, long dueNanos, Result result) {
            this.pair = pair;
            this.dueNanos = dueNanos;
            this.result = result;
        }
    }

    /** Opens both sockets of every pair. */
    void connect(List<Seats> all) {
        for (int from = 0; from < all.size(); from += 50) {
            var batch = all.subList(from, Math.min(all.size(), from + 50));
            var opened = batch.stream().map(this::connect).toList();
            join(Future.all(opened));
        }
    }

    private Future<Void> connect(Seats seats) {
        var pair = new Pair(seats);
        return socket(seats.userToken(), "bench-phone", frame -> atPhone(frame))
                .compose(_ -> socket(seats.deviceToken(), "bench-device", frame -> atDevice(pair, frame)))
                .map(_ -> {
                    vertx.runOnContext(_ -> free.add(pair));
                    return null;
                });
    }

    private Future<Void> socket(String token, String endpoint, Consumer<JsonObject> onFrame) {
        var options = new WebSocketConnectOptions()
                .setHost(address.getHost())
                .setPort(address.getPort())
                .setURI("/v1/events")
                .addSubProtocol("cloudevents.json");
        var welcomed = Promise.<Void>promise();
        sockets.connect(options).onFailure(welcomed::tryFail).onSuccess(socket -> {
            socket.textMessageHandler(text -> {
                var frame = new JsonObject(text);
                if (frame.getString("kind").equals("welcome")) {
                    welcomed.tryComplete();
                } else {
                    onFrame.accept(frame);
                }
            });
            socket.closeHandler(_ -> welcomed.tryFail("closed with " + socket.closeStatusCode()));
            socket.writeTextMessage(new JsonObject()
                    .put("kind", "hello")
                    .put("token", token)
                    .put("endpoint", endpoint)
                    .put("rooms", new JsonObject())
                    .put("positions", new JsonObject())
                    .encode());
        });
        return welcomed.future();
    }

    /** Runs calls at a rate for a time, then waits for the last of them. */
    Result run(int callsPerSecond, Duration howLong) {
        var result = new Result(callsPerSecond);
        var finished = new CompletableFuture<Void>();
        vertx.runOnContext(_ -> {
            var start = System.nanoTime();
            var gap = TimeUnit.SECONDS.toNanos(1) / callsPerSecond;
            var total = callsPerSecond * howLong.toSeconds();
            var due = new AtomicLong();
            vertx.setPeriodic(1, timer -> {
                var now = System.nanoTime();
                while (due.get() < total && now >= start + due.get() * gap) {
                    begin(new Due(result, start + due.getAndIncrement() * gap));
                }
                giveUpWaiting(now);
                if (due.get() >= total && waiting.isEmpty() && result.settled + result.failed >= result.begun) {
                    vertx.cancelTimer(timer);
                    finished.complete(null);
                }
            });
        });
        finished.join();
        return result;
    }

    private void begin(Due due) {
        var pair = free.poll();
        if (pair == null) {
            due.result().waited++;
            waiting.add(due);
        } else {
            begin(due, pair);
        }
    }

    /** A pair has nothing to do, unless a call waits for it. */
    private void isFree(Pair pair) {
        var due = waiting.poll();
        if (due == null) {
            free.add(pair);
        } else {
            begin(due, pair);
        }
    }

    private void giveUpWaiting(long now) {
        while (!waiting.isEmpty() && now - waiting.element().nanos() > TimeUnit.MICROSECONDS.toNanos(GIVE_UP_MICROS)) {
            var late = waiting.remove().result();
            late.begun++;
            late.failed++;
        }
    }

    private void begin(Due due, Pair pair) {
        var result = due.result();
        result.begun++;
        var call = new Call(pair, due.nanos(), result);
        var body = new JsonObject()
                .put("via", "callDevice")
                .put("roomType", "video")
                .put("caller", new JsonObject().put("name", "bench"))
                .put("listener", new JsonObject().put("id", pair.seats.sn()).put("modelId", pair.seats.modelId()))
                .put("chargeType", "duration");
        byDevice.put(pair.seats.sn(), call);
        vertx.setTimer(TimeUnit.MICROSECONDS.toMillis(GIVE_UP_MICROS), _ -> over(call, false));
        post("/v1/rooms", pair.seats.userToken(), "bench-phone", body)
                .onFailure(_ -> over(call, false))
                .onSuccess(reply -> {
                    var room = reply.getString("roomId");
                    call.room = room;
                    byRoom.put(room, call);
                    tell(call, room, "join", pair.seats.userToken(), "bench-phone");
                });
    }

    private void atDevice(Pair pair, JsonObject frame) {
        var call = byDevice.get(pair.seats.sn());
        if (call == null || call.over) {
            return;
        }
        if (frame.getString("kind").equals("ring") && !call.rang) {
            call.rang = true;
            call.result.ring.recordValue(micros(call.dueNanos));
            var room = frame.getJsonObject("ring").getString("room");
            byRoom.put(room, call);
            tell(call, room, "answer", pair.seats.deviceToken(), "bench-device")
                    .onSuccess(_ -> tell(call, room, "media-up", pair.seats.deviceToken(), "bench-device"));
        }
    }

    private void atPhone(JsonObject frame) {
        if (!frame.getString("kind").equals("event")) {
            return;
        }
        var call = byRoom.get(frame.getString("subject"));
        if (call == null || call.over) {
            return;
        }
        var late = Duration.between(Instant.parse(frame.getString("time")), Instant.now());
        call.result.event.recordValue(Math.clamp(late.toNanos() / 1000, 0, HIGHEST_MICROS));
        var room = frame.getString("subject");
        switch (frame.getString("type")) {
            case "RoomAnswered" -> tell(call, room, "media-up", call.pair.seats.userToken(), "bench-phone");
            case "TalkStarted" -> tell(call, room, "hang-up", call.pair.seats.userToken(), "bench-phone");
            case "RoomSettled" -> {
                byRoom.remove(room);
                over(call, true);
            }
            default -> {
                // the other events of a call need nothing from the phone
            }
        }
    }

    private void over(Call call, boolean settled) {
        if (call.over) {
            return;
        }
        call.over = true;
        byDevice.remove(call.pair.seats.sn());
        if (settled) {
            call.result.settled++;
            call.result.whole.recordValue(micros(call.dueNanos));
            isFree(call.pair);
        } else {
            call.result.failed++;
            leave(call);
        }
    }

    /** A call that came too late to count may still live; its pair is free again when both sides have left. */
    private void leave(Call call) {
        var room = call.room;
        if (room == null) {
            vertx.setTimer(LEFT_MILLIS, _ -> isFree(call.pair));
            return;
        }
        post("/v1/rooms/" + room + "/hang-up", call.pair.seats.userToken(), "bench-phone", new JsonObject())
                .onComplete(_ -> vertx.setTimer(LEFT_MILLIS, _ -> {
                    byRoom.remove(room);
                    isFree(call.pair);
                }));
    }

    private Future<JsonObject> tell(Call call, String room, String what, String token, String endpoint) {
        return post("/v1/rooms/" + room + "/" + what, token, endpoint, new JsonObject())
                .onFailure(_ -> over(call, false));
    }

    private Future<JsonObject> post(String path, String token, String endpoint, JsonObject body) {
        return http.request(HttpMethod.POST, path)
                .compose(request -> request.putHeader("Authorization", "Bearer " + token)
                        .putHeader("Hookswitch-Endpoint", endpoint)
                        .putHeader("Content-Type", "application/json")
                        .send(body.toBuffer()))
                .compose(response -> response.body()
                        .compose(bytes -> response.statusCode() < 300
                                ? Future.succeededFuture(new JsonObject(bytes.length() == 0 ? "{}" : bytes.toString()))
                                : Future.failedFuture("HTTP " + response.statusCode())));
    }

    private static long micros(long sinceNanos) {
        return Math.clamp((System.nanoTime() - sinceNanos) / 1000, 0, HIGHEST_MICROS);
    }

    private static void join(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public void close() {
        join(vertx.close());
    }
}
