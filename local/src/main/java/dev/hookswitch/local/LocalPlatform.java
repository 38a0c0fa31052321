package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.contracts.web.WebOrigins;
import dev.hookswitch.engines.CoturnEngine;
import dev.hookswitch.engines.Engine;
import dev.hookswitch.engines.Engines;
import dev.hookswitch.local.PlatformState.Stage;
import dev.hookswitch.local.ServiceLaunch.Backbone;
import dev.hookswitch.local.UpOptions.Demo;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.seed.Seed;
import dev.hookswitch.messaging.CreateTopics;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole platform on this machine: Kafka, PostgreSQL, Redis, a relay for media, the five services and the front door, started in order,
 * kept running, and stopped in order. What ends by itself is started again under the same instance id and port.
 *
 * <p>Parts are called {@code auth}, {@code billing}, {@code push}, {@code room}, {@code gateway}, {@code kafka},
 * {@code postgres}, {@code redis} and, where it is installed, {@code coturn}. Methods may be called from any thread.
 */
public final class LocalPlatform implements AutoCloseable {
    private static final Duration ENGINES_WITHIN = Duration.ofMinutes(2);

    /**
     * On an idle machine 10 s; beside several builds of everything six minutes have been seen. One that ends again and again
     * is not waited for.
     */
    private static final Duration SERVICES_WITHIN = Duration.ofMinutes(10);

    private static final Duration DEVICES_WITHIN = Duration.ofMinutes(2);

    private static final Duration RELAY_WITHIN = Duration.ofSeconds(30);
    private static final Duration LEFT_OVER_GRACE = Duration.ofSeconds(5);
    private static final int GATEWAYS_MAX = 4;

    private final DataDirectory data;
    private final Checkout checkout;
    private final Map<String, String> extraEnvironment;
    private final StartUp startUp;
    private final Progress progress;
    private final Health health = new Health();
    private final Instant pidStartedAt;

    /** In the order they were started. */
    private final List<Part> parts = new CopyOnWriteArrayList<>();

    /** By service, so that the front door finds them without looking at all. */
    private final Map<Service, List<ServicePart>> services = new ConcurrentHashMap<>();

    private final AtomicBoolean isClosed = new AtomicBoolean();

    private volatile Stage stage = Stage.STARTING;
    private volatile @Nullable FrontDoor door;
    private volatile @Nullable Lan lan;
    private volatile @Nullable ServiceLaunch launches;
    private volatile @Nullable String kafka;

    private LocalPlatform(
            DataDirectory data,
            Checkout checkout,
            Map<String, String> extraEnvironment,
            StartUp startUp,
            Progress progress) {
        this.data = data;
        this.checkout = checkout;
        this.extraEnvironment = Map.copyOf(extraEnvironment);
        this.startUp = startUp;
        this.progress = progress;
        this.pidStartedAt = ProcessHandle.current()
                .info()
                .startInstant()
                .orElseGet(Instant::now)
                .truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A platform for tests: on a free port, saying nothing.
     *
     * @param extraEnvironment configuration of the services, over their own: {@code ROOM_RING_TIME=3s}
     */
    public static LocalPlatform start(Path data, Map<String, String> extraEnvironment) {
        return start(data, 0, extraEnvironment, _ -> {});
    }

    /**
     * Returns when calls can be placed and the demo apps are there.
     *
     * @param port of the front door; 0 takes a free one
     * @throws LocalFailed in words for the person at the terminal; what was started is stopped again
     */
    public static LocalPlatform start(Path data, int port, Map<String, String> extraEnvironment, Progress progress) {
        var directory = DataDirectory.own(data)
                .orElseThrow(() -> new LocalFailed("Another process runs a platform in " + data + "."));
        var options = new UpOptions(port, Demo.OPEN, Optional.empty(), Optional.empty(), WebOrigins.NONE);
        return start(directory, options, Optional.empty(), extraEnvironment, StartUp.PLAIN, progress);
    }

    /**
     * Seeds what is given, or else the demo apps unless they are left out; opens nothing of the demo.
     *
     * @param given what the options' seed file says
     */
    static LocalPlatform start(
            DataDirectory data,
            UpOptions options,
            Optional<Seed> given,
            Map<String, String> extraEnvironment,
            StartUp startUp,
            Progress progress) {
        var platform = new LocalPlatform(data, Checkout.find(), extraEnvironment, startUp, progress);
        try {
            platform.start(options, given);
            return platform;
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    private void start(UpOptions options, Optional<Seed> given) {
        for (var service : Service.values()) {
            checkout.jar(service);
        }
        // First, so that a wrong file or a busy port is named at once. Requests that come too early are answered with
        // 503.
        var network = options.lan().map(wanted -> Lan.prepare(data, wanted, progress));
        var opened = FrontDoor.open(options.port(), this::port);
        door = opened;
        network.ifPresent(prepared -> {
            lan = prepared;
            prepared.open(opened, this::tell);
        });
        tell();
        progress.says("front door listens on " + address());

        endLeftOvers();
        var backbone = startEngines();
        var launch = new ServiceLaunch(data, checkout, backbone, firstPorts(), extraEnvironment, startUp);
        launches = launch;
        for (var service : Service.values()) {
            add(service, launch.first(service)).start();
        }
        for (var part : parts) {
            if (part instanceof ServicePart service) {
                service.awaitReady(SERVICES_WITHIN);
            }
        }
        seed(options, given);
        stage = Stage.READY;
        tell();
    }

    /** A supervisor that was killed may have left services behind, which hold ports and instance ids. */
    private void endLeftOvers() {
        for (var workplace : data.workplaces()) {
            Endings.leftOver(workplace).ifPresent(process -> {
                progress.says("ending " + workplace.getFileName() + " of an earlier run, process " + process.pid());
                Endings.end(process, LEFT_OVER_GRACE);
            });
        }
    }

    private Backbone startEngines() {
        var environment = System.getenv();
        var engines = Engines.of(data.path().resolve("engines"), startUp.options("kafka"));
        for (var engine : engines.engines()) {
            if (isNeeded(engine, environment)) {
                parts.add(new EnginePart(engine, progress, this::tell));
            }
        }
        parts.forEach(Part::start);
        for (var part : parts) {
            part.awaitReady(ENGINES_WITHIN);
        }
        var brokers = engines.kafkaAddress().bootstrapServers();
        kafka = brokers;
        KafkaClientLog.warningsOnly();
        CreateTopics.onOneMachine().run(brokers);
        var databases = Databases.make(engines, data, environment);
        progress.says("topics and databases are there");
        return new Backbone(
                brokers,
                engines.redisAddress().url(),
                databases,
                startRelay().map(Relay::environment).orElse(Map.of()));
    }

    /** Calls can be placed without one: whatever is wrong with it is said and no more. */
    private Optional<CoturnEngine> startRelay() {
        var environment = new HashMap<>(System.getenv());
        environment.putAll(extraEnvironment);
        var relay = Relay.ofThisMachine(data.path().resolve("engines"), relayAddresses(), environment, progress);
        return relay.filter(engine -> {
            var part = new EnginePart(engine, progress, this::tell);
            parts.add(part);
            part.start();
            try {
                part.awaitReady(RELAY_WITHIN);
                return true;
            } catch (LocalFailed e) {
                progress.says("no relay for media: " + e.getMessage());
                part.stop();
                parts.remove(part);
                return false;
            }
        });
    }

    /** Clients reach the relay where they reach the front door. */
    private List<String> relayAddresses() {
        var own = List.of(FrontDoor.HOST);
        return lan().map(_ -> MachineNames.now().toType())
                .filter(addresses -> !addresses.isEmpty())
                .orElse(own);
    }

    private void seed(UpOptions options, Optional<Seed> given) {
        if (given.isEmpty() && options.demo() == Demo.LEFT_OUT) {
            return;
        }
        var outcome = Seeds.plant(
                given, new OperatorDoor(Api.at(address()), operatorSecret()), data, new KeptSecrets(data, progress));
        outcome.ifPresent(planted -> planted.text().lines().forEach(line -> progress.says("seeded: " + line)));
    }

    private static boolean isNeeded(Engine engine, Map<String, String> environment) {
        return !engine.name().equals("postgres") || !Databases.areAllNamed(environment);
    }

    private Map<Service, Integer> firstPorts() {
        var ports = new EnumMap<Service, Integer>(Service.class);
        for (var service : Service.values()) {
            ports.put(service, data.port(service.wireName()));
        }
        return ports;
    }

    private ServicePart add(Service service, ServicePart.Launch launch) {
        var part = add(launch);
        services.computeIfAbsent(service, _ -> new CopyOnWriteArrayList<>()).add(part);
        return part;
    }

    private ServicePart add(ServicePart.Launch launch) {
        var log = new RotatingLog(data.logs().resolve(launch.name() + ".log"));
        var part = new ServicePart(launch, log, health, progress, this::tell);
        parts.add(part);
        return part;
    }

    /** The one that serves and was started first; clients of a gateway that is gone come to the next. */
    private OptionalInt port(Service service) {
        return services.getOrDefault(service, List.of()).stream()
                .filter(ServicePart::isReady)
                .mapToInt(ServicePart::port)
                .findFirst();
    }

    /** Where clients reach the platform. */
    public URI address() {
        var opened = door;
        if (opened == null) {
            throw new LocalFailed("The platform has no address before it listens.");
        }
        return URI.create("http://" + FrontDoor.HOST + ":" + opened.port());
    }

    /** Where other machines reach it; none unless it is open to the network. */
    private List<URI> network() {
        return lan().map(Lan::addresses).orElse(List.of());
    }

    /** How the front door is open to the network; empty if it is not. */
    Optional<Lan> lan() {
        return Optional.ofNullable(lan);
    }

    /** The data directory, by which other programs of this machine find the platform. */
    public Path data() {
        return data.path();
    }

    /** Where a service's process itself takes requests, behind the front door. */
    public URI addressBehindTheDoor(String part) {
        return URI.create("http://" + FrontDoor.HOST + ":" + part(part).state().port());
    }

    /** What {@code POST /v1/tokens} takes for the operator. */
    public String operatorSecret() {
        return data.secret("operator");
    }

    /** The process of each part at this moment, by the part's name, in the order they were started. */
    public Map<String, Long> pids() {
        return parts.stream().collect(Collectors.toMap(Part::name, Part::pid, (first, _) -> first, LinkedHashMap::new));
    }

    public long pid(String part) {
        return part(part).pid();
    }

    /** SIGKILL. The part is started again at once. */
    public void kill(String part) {
        signal(part, "KILL");
    }

    /**
     * Sends a signal to a part's process: {@code STOP} makes it hang until {@code CONT}.
     *
     * @param signal as kill(1) names it, without SIG
     */
    public void signal(String part, String signal) {
        Endings.signal(part(part).pid(), signal);
    }

    /** How often the part was started again after it ended by itself. */
    public int restartCount(String part) {
        return part(part).restarts();
    }

    public boolean isReady(String part) {
        return part(part).isReady();
    }

    /** Asks the part; one whose broker or database is away {@link #isReady} and serves not now. */
    public boolean servesNow(String part) {
        return part(part).servesNow();
    }

    /** Returns when the part's process of this moment serves. */
    public void awaitReady(String part, Duration atMost) {
        part(part).awaitReady(atMost);
    }

    /**
     * Returns when the part was started again so often and its process of this moment serves. The way to wait after a
     * {@link #kill}: right after it, the end of the old process has not been noticed yet.
     */
    public void awaitRestart(String name, int restarts, Duration atMost) {
        part(name).awaitRestart(restarts, atMost);
    }

    /** Starts one more gateway beside those that run and returns its name when it serves. */
    public String addGateway() {
        var launch = launches;
        var number = services.getOrDefault(Service.GATEWAY, List.of()).size() + 1;
        if (launch == null || number > GATEWAYS_MAX) {
            throw new LocalFailed("There are at most " + GATEWAYS_MAX + " gateways on one machine, after the start.");
        }
        var part = add(Service.GATEWAY, launch.further(Service.GATEWAY, number));
        part.start();
        part.awaitReady(SERVICES_WITHIN);
        return part.name();
    }

    /**
     * Opens what is for trying only and needs the demo apps: the log-in without a password and the demo's pages at the
     * front door, and the devices that behave, which a part called {@code devices} plays. Returns when they can be called.
     */
    public void openDemo() {
        var opened = door;
        if (opened == null) {
            throw new LocalFailed("The demo is opened after the start.");
        }
        var agent = AgentProgram.of(checkout);
        DemoAnswers.of(new DemoLogIn(this::auth, this::demoSecret), new DemoFacts(this::network, agent::isThere))
                .forEach(opened::answer);
        var devices = add(DemoDevicesLaunch.of(data, agent, address(), Seeds.APP, demoSecret(Seeds.APP)));
        devices.start();
        devices.awaitReady(DEVICES_WITHIN);
    }

    /** Whether the demo apps were seeded from here: another seed file may stand in their place. */
    boolean hasDemo() {
        return KeptSecrets.of(data, Seeds.APP).isPresent()
                && KeptSecrets.of(data, Seeds.PAID_APP).isPresent();
    }

    private Optional<URI> auth() {
        return port(Service.AUTH).stream()
                .mapToObj(port -> URI.create("http://" + FrontDoor.HOST + ":" + port))
                .findFirst();
    }

    private String demoSecret(String app) {
        return KeptSecrets.of(data, app)
                .orElseThrow(() -> new LocalFailed("The app " + app + " of the demo is not there."));
    }

    /** Takes back what {@link #openDemo} opened. The demo apps stay. */
    public void closeDemo() {
        var opened = door;
        if (opened != null) {
            DemoAnswers.PATHS.forEach(opened::answerNoMore);
        }
        stop(DemoDevicesLaunch.NAME);
    }

    /** Serves the page at {@code /} of the front door, and beside it the certificate that others need to believe it. */
    void showHome(Demo demo) {
        var opened = door;
        if (opened == null) {
            return;
        }
        var authority = lan().flatMap(Lan::authority);
        opened.answer(
                HomePage.PATH,
                HomePage.of(
                        demo, authority.isPresent() ? HomePage.AuthorityLink.SHOWN : HomePage.AuthorityLink.LEFT_OUT));
        authority.ifPresent(own -> opened.answer(
                "/" + Authority.CERTIFICATE_FILE,
                new Document("application/x-x509-ca-cert", Map.of(), own.pem() + "\n")));
    }

    /** Ends a part in its orderly way and for good: it is no part of the platform any more. */
    public void stop(String name) {
        var part = part(name);
        part.stop();
        parts.remove(part);
        services.values().forEach(processes -> processes.remove(part));
        tell();
    }

    private Part part(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LocalFailed("There is no part " + name + ". There are "
                        + parts.stream().map(Part::name).collect(Collectors.joining(", ")) + "."));
    }

    private synchronized void tell() {
        var opened = door;
        data.write(new PlatformState(
                ProcessHandle.current().pid(),
                pidStartedAt,
                stage,
                opened == null ? "" : address().toString(),
                network(),
                Optional.ofNullable(kafka),
                parts.stream().map(Part::state).toList()));
    }

    /** Stops everything in order: door, services, engines. Returns when all of it is gone; the data stay. */
    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        stage = Stage.STOPPING;
        tell();
        var running = List.copyOf(parts);
        // A JVM that ends stops its engines by hooks of their own, beside this: nothing must start them again.
        running.forEach(Part::retire);
        // It hangs up, for which it needs the others.
        running.stream()
                .filter(part -> part.name().equals(DemoDevicesLaunch.NAME))
                .forEach(Part::stop);
        sideBySide(running.stream().filter(ServicePart.class::isInstance).toList());
        if (!services.isEmpty()) {
            progress.says("services have stopped");
        }
        // One after the other: PostgreSQL and Redis are what Kafka's clients wrote to.
        for (var engine : List.of("coturn", "kafka", "postgres", "redis")) {
            running.stream().filter(part -> part.name().equals(engine)).forEach(part -> {
                part.stop();
                progress.says(engine + " has stopped");
            });
        }
        lan().ifPresent(Lan::close);
        var opened = door;
        if (opened != null) {
            opened.close();
        }
        health.close();
        data.forgetState();
        data.close();
    }

    private static void sideBySide(List<Part> stopping) {
        var threads = Arrays.asList(stopping.stream()
                .map(part ->
                        Thread.ofPlatform().daemon().name("stop-" + part.name()).start(part::stop))
                .toArray(Thread[]::new));
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalFailed("Interrupted while the services stop.", e);
            }
        }
    }
}
