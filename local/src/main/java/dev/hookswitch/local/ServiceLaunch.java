package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.engines.Database;
import dev.hookswitch.local.ServicePart.Launch;
import dev.hookswitch.messaging.AfterLoss;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How each service of a platform is started: its command line, and its configuration, which is environment only. No
 * secret stands in a command line, where every user of the machine could read it.
 */
final class ServiceLaunch {
    /**
     * The engines' addresses, as the services take them.
     *
     * @param relay what room-service is told of the relay for media
     */
    record Backbone(String kafka, String redis, Map<Service, Database> databases, Map<String, String> relay) {}

    private final DataDirectory data;
    private final Checkout checkout;
    private final Backbone backbone;

    /** Of the first process of each service. */
    private final Map<Service, Integer> ports;

    /** What the starter of the platform sets, over everything said here. */
    private final Map<String, String> extra;

    private final StartUp startUp;

    ServiceLaunch(
            DataDirectory data,
            Checkout checkout,
            Backbone backbone,
            Map<Service, Integer> ports,
            Map<String, String> extra,
            StartUp startUp) {
        this.data = data;
        this.checkout = checkout;
        this.backbone = backbone;
        this.ports = ports;
        this.extra = extra;
        this.startUp = startUp;
    }

    /** The first process of a service. */
    Launch first(Service service) {
        return launch(service, service.wireName(), service.wireName() + "-1", port(service));
    }

    /** A further process of a service. */
    Launch further(Service service, int number) {
        var name = service.wireName() + "-" + number;
        return launch(service, name, name, data.port(name));
    }

    private int port(Service service) {
        return ports.getOrDefault(service, 0);
    }

    private Launch launch(Service service, String name, String instance, int port) {
        var workplace = data.workplace(name);
        return new Launch(
                name,
                service.wireName(),
                port,
                workplace,
                command(checkout.jar(service), startUp.options(service.wireName())),
                environment(service, instance, port, workplace));
    }

    /** How a service is started, with {@code options} for its JVM right behind the program. */
    static List<String> command(Path jar, List<String> options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        // Two cores and five services: modest heaps, and no collector threads that compete for the cores.
        command.addAll(List.of(
                "-Xms32m",
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString()));
        return List.copyOf(command);
    }

    private Map<String, String> environment(Service service, String instance, int port, Path workplace) {
        var environment = new HashMap<String, String>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", backbone.kafka());
        environment.put("REDIS_HOSTS", backbone.redis());
        var database = backbone.databases().get(service);
        if (database != null) {
            environment.put(Databases.prefix(service) + "_URL", database.jdbcUrl());
            environment.put(Databases.prefix(service) + "_USER", database.user());
            environment.put(Databases.prefix(service) + "_PASSWORD", database.password());
            // Five JVMs that start at once leave the database little time, and it may be starting again itself.
            environment.put("QUARKUS_FLYWAY_CONNECT_RETRIES", "10");
            environment.put("QUARKUS_FLYWAY_CONNECT_RETRIES_INTERVAL", "2S");
        }
        environment.put("HTTP_HOST", FrontDoor.HOST);
        environment.put("HTTP_PORT", Integer.toString(port));
        environment.put("HOOKSWITCH_INSTANCE", instance);
        environment.put("AUTH_URL", url(Service.AUTH));
        environment.put("ROOM_URL", url(Service.ROOM));
        environment.put("HOOKSWITCH_KEYS_FILE", workplace.resolve("jwks.json").toString());
        // One broker without replicas: after a power cut the log is shorter than the database, and calls must go on.
        environment.put(AfterLoss.NAME, AfterLoss.GO_ON.name());
        switch (service) {
            case AUTH -> {
                environment.put(
                        "HOOKSWITCH_SERVICE_SECRETS",
                        Arrays.stream(Service.values())
                                .filter(other -> other != Service.AUTH)
                                .map(other -> other.wireName() + "=" + serviceSecret(other))
                                .collect(Collectors.joining(",")));
                environment.put("HOOKSWITCH_OPERATOR_SECRET", data.secret("operator"));
                environment.put("HOOKSWITCH_KEY_ENCRYPTION_KEY", data.key("key-encryption"));
            }
            // A developer's server on this machine has a loopback address.
            case PUSH -> environment.put("PUSH_ALLOW_PRIVATE_ADDRESSES", "true");
            case ROOM -> environment.putAll(backbone.relay());
            case GATEWAY ->
                environment.put("HOOKSWITCH_NPM_PACKAGE", checkout.npmPackage().toString());
            case BILLING -> {}
        }
        if (service != Service.AUTH) {
            environment.put("HOOKSWITCH_SERVICE_SECRET", serviceSecret(service));
        }
        environment.putAll(extra);
        return environment;
    }

    private String url(Service service) {
        return "http://" + FrontDoor.HOST + ":" + port(service);
    }

    private String serviceSecret(Service service) {
        return data.secret("service-" + service.wireName());
    }
}
