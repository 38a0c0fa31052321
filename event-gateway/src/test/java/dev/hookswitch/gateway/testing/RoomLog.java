package dev.hookswitch.gateway.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Stands in for room-service: stores and publishes the events a test gives it, keeps the commands it is sent, and answers
 * at its documented door {@code POST /internal/v1/resume}.
 */
public final class RoomLog implements AutoCloseable {
    /** An event as the door tells it, and whether it ended its room. */
    private record Stored(
            Map<String, Object> json, String room, long seq, List<String> parties, List<String> audience) {}

    private final HttpServer server;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, List<Stored>> rooms = new TreeMap<>();
    private final Map<String, Boolean> live = new HashMap<>();
    private final List<RoomCommand> commands = new CopyOnWriteArrayList<>();
    private final List<Integer> asked = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean away;
    private volatile boolean closing;

    private RoomLog(HttpServer server, String kafka) {
        this.server = server;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka, "linger.ms", 0), new StringSerializer(), new ByteArraySerializer());
        this.reader = Thread.ofPlatform().daemon().name("commands-reader").unstarted(() -> read(kafka));
    }

    static RoomLog start(String kafka) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var log = new RoomLog(server, kafka);
            server.createContext("/internal/v1/resume", log::resume);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            log.reader.start();
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** While away the door answers 503. */
    public void away(boolean on) {
        away = on;
    }

    /** How many subjects each query at the door named. */
    public List<Integer> asked() {
        return List.copyOf(asked);
    }

    /** Stores the event, as room-service does before it publishes. */
    public synchronized void store(TestRoom room, long seq, RoomEvent event) {
        var json = new HashMap<String, Object>();
        json.put("id", room.id() + "/" + seq);
        json.put("type", MessageTypes.nameOf(event));
        json.put("room", room.id());
        json.put("seq", seq);
        json.put("time", Wire.millis(Instant.now()));
        json.put("app", room.app());
        json.put("parties", room.parties());
        json.put("audience", TestRoom.audience(event));
        json.put("data", Wire.json().valueToTree(event));
        rooms.computeIfAbsent(room.id(), _ -> new ArrayList<>())
                .add(new Stored(json, room.id(), seq, room.parties(), TestRoom.audience(event)));
        live.put(room.id(), !room.isOver());
    }

    /** Publishes the event; a test may do so twice, late or never. Returns its offset and partition when the broker has it. */
    public long[] publish(TestRoom room, long seq, RoomEvent event) {
        var now = Instant.now();
        return send("room.events", partitionOf(room.id()), room.id(), headers(room, seq, event, now), event, now);
    }

    /** On the partition that no other test writes to, since a log's times only grow. */
    public long[] publish(TestRoom room, long seq, RoomEvent event, Instant at) {
        return send("room.events", Platform.PARTITIONS - 1, room.id(), headers(room, seq, event, at), event, at);
    }

    /** An event of auth-service. */
    public void publish(AuthEvent event) {
        send(
                "auth.events",
                0,
                event.app().value(),
                base("auth/" + UUID.randomUUID(), event, Instant.now()),
                event,
                Instant.now());
    }

    private static RecordHeaders base(String id, Message event, Instant at) {
        var headers = new RecordHeaders();
        header(headers, "ce_specversion", "1.0");
        header(headers, "ce_id", id);
        header(headers, "ce_type", MessageTypes.nameOf(event));
        header(headers, "ce_time", Wire.millis(at));
        return headers;
    }

    private static RecordHeaders headers(TestRoom room, long seq, RoomEvent event, Instant at) {
        var headers = base(room.id() + "/" + seq, event, at);
        header(headers, "ce_source", "room");
        header(headers, "ce_subject", room.id());
        header(headers, "ce_seq", Long.toString(seq));
        header(headers, "ce_app", room.app());
        header(headers, "ce_parties", String.join(",", room.parties()));
        header(headers, "ce_audience", String.join(",", TestRoom.audience(event)));
        return headers;
    }

    private static void header(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static int partitionOf(String key) {
        return Math.floorMod(key.hashCode(), Platform.PARTITIONS - 1);
    }

    private long[] send(String topic, int partition, String key, RecordHeaders headers, Message message, Instant at) {
        try {
            var sent = producer.send(new ProducerRecord<>(
                            topic, partition, at.toEpochMilli(), key, Wire.bytes(message), headers))
                    .get();
            return new long[] {sent.partition(), sent.offset()};
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The first command that matches, already there or yet to come. */
    public <C extends RoomCommand> C awaitCommand(Class<C> type, Predicate<C> wanted) {
        return await("a " + type.getSimpleName())
                .atMost(Client.PATIENCE)
                .until(
                        () -> commands.stream()
                                .filter(type::isInstance)
                                .map(type::cast)
                                .filter(wanted)
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    public List<RoomCommand> commandsOf(TestRoom room) {
        return commands.stream()
                .filter(command -> command.room().value().equals(room.id()))
                .toList();
    }

    private void read(String kafka) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest", "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor("room.commands").stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closing) {
                for (var record : consumer.poll(Duration.ofMillis(50))) {
                    var type = new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
                    commands.add(Wire.read(
                            record.value(), Messages.ROOM_COMMANDS.named(type).orElseThrow()));
                }
            }
        }
    }

    private void resume(HttpExchange exchange) throws IOException {
        try (exchange) {
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (away || authorization == null || !authorization.startsWith("Bearer ey")) {
                exchange.sendResponseHeaders(away ? 503 : 401, -1);
                return;
            }
            var ask = Wire.json().readTree(exchange.getRequestBody());
            var found = new ArrayList<Map<String, Object>>();
            ask.path("subjects").forEach(subject -> found.add(found(subject)));
            asked.add(found.size());
            var body = Wire.bytes(Map.of("subjects", found));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized Map<String, Object> found(JsonNode ask) {
        var app = ask.path("app").asText();
        var subject = ask.path("subject").asText();
        var found = new HashMap<String, Object>();
        found.put("app", app);
        found.put("subject", subject);
        var events = new ArrayList<Map<String, Object>>();
        rooms.forEach((room, stored) -> {
            var first = stored.getFirst();
            if (!first.json().get("app").equals(app) || !first.parties().contains(subject)) {
                return;
            }
            var isLive = live.getOrDefault(room, false);
            var after = ask.path("rooms").path(room);
            if (isLive) {
                found.put("live", room);
            }
            if (isLive || !after.isMissingNode()) {
                var side = first.parties().getFirst().equals(subject) ? "caller" : "listener";
                stored.stream()
                        .filter(event -> event.seq() > after.asLong(0)
                                && event.audience().contains(side))
                        .forEach(event -> events.add(event.json()));
            }
        });
        found.put("events", events);
        return found;
    }

    @Override
    public void close() {
        closing = true;
        server.stop(0);
        producer.close(Duration.ofSeconds(1));
    }
}
