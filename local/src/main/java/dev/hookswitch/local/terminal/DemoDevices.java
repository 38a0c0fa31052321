package dev.hookswitch.local.terminal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.local.AgentProgram;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.Calls;
import dev.hookswitch.local.client.LiveSocket.Frame;
import dev.hookswitch.local.client.RenewedToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * The process that plays all {@link DemoDevice}s of one app, through the front door like any device. It makes what it
 * needs in the app, registers a key for each device at every start, and logs what each device's program is told.
 */
public final class DemoDevices {
    /** What the process is told by environment, because a command line is readable by everybody. */
    public static final String ADDRESS = "HOOKSWITCH_DEMO_ADDRESS";

    public static final String APP = "HOOKSWITCH_DEMO_APP";
    public static final String SECRET = "HOOKSWITCH_DEMO_SECRET";

    /** Where the device agent is, or would be. */
    public static final String AGENT = "HOOKSWITCH_DEMO_AGENT";

    private static final Duration TRIES_AGAIN_AFTER = Duration.ofSeconds(1);

    private static final Duration TALKS_WITHIN = Duration.ofSeconds(30);

    private final Api door;
    private final String appid;
    private final RenewedToken app;
    private final AgentProgram agent;

    /** Those who can be called; the busy one, when it is busy. */
    private final Set<DemoDevice> ready = ConcurrentHashMap.newKeySet();

    private final List<AutoCloseable> playing = new CopyOnWriteArrayList<>();

    private DemoDevices(Api door, String appid, String secret, AgentProgram agent) {
        this.agent = agent;
        this.door = door;
        this.appid = appid;
        this.app = RenewedToken.ofApp(door, appid, secret);
    }

    /** No arguments; its port is {@code HTTP_PORT}, like a service's. */
    public static void main(String[] args) throws IOException, InterruptedException {
        var devices = new DemoDevices(
                Api.at(URI.create(environment(ADDRESS))),
                environment(APP),
                environment(SECRET),
                new AgentProgram(Path.of(environment(AGENT))));
        devices.serveHealth(Integer.parseInt(environment("HTTP_PORT")));
        Runtime.getRuntime().addShutdownHook(new Thread(devices::stop, "stop"));
        devices.play(devices.keys());
        // Until the supervisor ends this process.
        new CountDownLatch(1).await();
    }

    private static String environment(String key) {
        return Objects.requireNonNull(System.getenv(key), key);
    }

    /** Makes what is not there yet, and registers a new key for each device; goes on trying until it can. */
    private Map<DemoDevice, RenewedToken> keys() throws InterruptedException {
        while (true) {
            try {
                var server = AppServer.withToken(door, appid, app.get());
                for (var model : DemoDevice.Model.values()) {
                    server.makeModel(model.id(), "test number", model.system());
                }
                server.makeUser(DemoDevice.NEIGHBOUR);
                var keys = new EnumMap<DemoDevice, RenewedToken>(DemoDevice.class);
                for (var device : DemoDevice.values()) {
                    var registered =
                            server.makeDevice(device.sn(), device.model().id());
                    keys.put(device, RenewedToken.ofDevice(door, appid, registered));
                }
                return keys;
            } catch (IllegalStateException | UncheckedIOException e) {
                say("not yet: " + e.getMessage());
                Thread.sleep(TRIES_AGAIN_AFTER);
            }
        }
    }

    private void play(Map<DemoDevice, RenewedToken> keys) throws InterruptedException {
        keys.forEach((device, token) -> {
            if (device != DemoDevice.BUSY) {
                device.behaviour()
                        .ifPresent(behaviour -> playing.add(Counterpart.start(
                                door,
                                endpoint(device),
                                token,
                                behaviour,
                                new AgentMedia(agent, why -> say(device.sn() + ": " + why)),
                                new Told(device.sn(), () -> ready.add(device)))));
            }
        });
        var busy = DemoDevice.BUSY;
        var neighbour = new Endpoint(
                new Party.User(new OpenId(DemoDevice.NEIGHBOUR)), new EndpointId("phone-" + DemoDevice.NEIGHBOUR));
        var held = HeldLine.hold(
                door,
                new HeldLine.Holder(
                        neighbour,
                        RenewedToken.ofUser(door, app, DemoDevice.NEIGHBOUR),
                        new Told(DemoDevice.NEIGHBOUR, () -> {})),
                new HeldLine.Holder(
                        endpoint(busy), Objects.requireNonNull(keys.get(busy)), new Told(busy.sn(), () -> {})),
                Calls.with(Calls.callDevice(busy.sn(), busy.model().id()), "roomType", "voice"),
                why -> say(busy.sn() + " is not engaged: " + why));
        playing.add(held);
        while (!held.awaitTalking(TALKS_WITHIN)) {
            say(busy.sn() + " is still not engaged");
        }
        ready.add(busy);
    }

    private static Endpoint endpoint(DemoDevice device) {
        return new Endpoint(new Party.Device(new Sn(device.sn())), new EndpointId("device-" + device.sn()));
    }

    private boolean isReady() {
        return Arrays.stream(DemoDevice.values())
                .filter(device -> device.behaviour().isPresent())
                .allMatch(ready::contains);
    }

    /** The two answers that the supervisor and status ask of every process. */
    private void serveHealth(int port) throws IOException {
        var health = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        health.createContext("/q/health/ready", request -> answer(request, isReady() ? 200 : 503, Map.of()));
        health.createContext(
                "/internal/v1/status",
                request -> answer(
                        request,
                        200,
                        Map.of(
                                "devices",
                                ready.size(),
                                "picture and sound",
                                agent.isThere() ? "sent" : "not installed")));
        health.start();
    }

    private static void answer(HttpExchange request, int status, Map<String, Object> body) throws IOException {
        try (request) {
            var bytes = Wire.bytes(body);
            request.getResponseHeaders().set("Content-Type", "application/json");
            request.sendResponseHeaders(status, bytes.length);
            request.getResponseBody().write(bytes);
        }
    }

    private void stop() {
        for (var one : playing) {
            try {
                one.close();
            } catch (Exception e) {
                say("could not be stopped in order: " + e.getMessage());
            }
        }
    }

    private static void say(String text) {
        System.out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }

    /** What one of them is told, in the log. */
    private record Told(String who, Runnable onConnected) implements Counterpart.Log {
        @Override
        public void connected() {
            onConnected.run();
        }

        @Override
        public void told(Frame frame) {
            var plugin = frame.json().path("plugin");
            if (!plugin.isEmpty()) {
                say("told=" + who + " room=" + frame.room() + " event=" + frame.type() + " plugin="
                        + plugin.valueStream()
                                .map(event -> event.path("eventName").asText())
                                .collect(Collectors.joining(",")));
            }
        }

        @Override
        public void away(String why) {
            say(who + " is away: " + why);
        }

        @Override
        public void refused(String why) {
            say(who + " will not come back: " + why);
        }
    }
}
