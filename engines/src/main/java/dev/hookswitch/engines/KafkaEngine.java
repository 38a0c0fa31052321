package dev.hookswitch.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Kafka of this machine: one node, broker and controller, in a JVM of its own, reached on loopback only. */
public final class KafkaEngine extends LocalEngine {
    private final List<String> jvmOptions;

    /** Nothing is started yet. The engine's files go below {@code dataDirectory/kafka}. */
    public KafkaEngine(Path dataDirectory) {
        this(dataDirectory, List.of());
    }

    /** The same with further options for its JVM. */
    public KafkaEngine(Path dataDirectory, List<String> jvmOptions) {
        this.jvmOptions = List.copyOf(jvmOptions);
        super("kafka", dataDirectory, "TERM");
    }

    /** Known from the first start in this directory on. */
    public synchronized KafkaAddress address() {
        return new KafkaAddress(EngineHome.LOOPBACK + ":" + home.keptPort("kafka"));
    }

    @Override
    void serve() throws IOException {
        var ready = home.path("ready");
        Files.deleteIfExists(ready);
        Files.createDirectories(home.path("data"));
        home.write("server.properties", properties(home.port("kafka"), home.port("controller"), ready));
        home.write("logging.properties", """
                handlers=java.util.logging.ConsoleHandler
                .level=WARNING
                java.util.logging.SimpleFormatter.format=%1$tF %1$tT.%1$tL %4$s %3$s: %5$s%6$s%n""");
        server.launch(home.path("data"), command());
        server.awaitReady(() -> Files.exists(ready));
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        var options = new ArrayList<>(jvmOptions);
        options.add("-Djava.util.logging.config.file=" + home.path("logging.properties"));
        command.addAll(command(options));
        command.add(home.path("server.properties").toString());
        return command;
    }

    /** The program and its options, with {@code options} right behind it; what is missing are the main class's arguments. */
    public static List<String> command(List<String> options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Xms96m",
                "-Xmx320m",
                // Two cores shared with everything else: no collector threads that compete with the services.
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                KafkaServer.class.getName()));
        return List.copyOf(command);
    }

    private String properties(int port, int controllerPort, Path ready) {
        return """
                process.roles=broker,controller
                node.id=1
                %s=%s
                %s=%s
                log.dirs=%s
                listeners=PLAINTEXT://%s:%d,CONTROLLER://%s:%d
                advertised.listeners=PLAINTEXT://%s:%d
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                controller.quorum.voters=1@%s:%d
                auto.create.topics.enable=false
                # The broker's append time is the platform's clock: one clock for all commands of a log.
                log.message.timestamp.type=LogAppendTime
                # One node: what it holds is all there is.
                default.replication.factor=1
                min.insync.replicas=1
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                offsets.topic.num.partitions=8
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.num.partitions=4
                offsets.retention.minutes=43200
                # No record every half second that says nothing: the node has no followers that could lag.
                metadata.max.idle.interval.ms=0
                # A second member is not waited for; tests may use sessions shorter than the services' 6 s.
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                # After a kill the node's earlier registration stands until its session is over.
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500
                num.network.threads=2
                num.io.threads=4
                log.cleaner.dedupe.buffer.size=16777216
                """.formatted(
                        KafkaServer.CLUSTER_ID,
                        // 22 characters as Kafka's own ids; it names the data, and is no secret.
                        home.secret("cluster").substring(0, 22),
                        KafkaServer.READY_FILE,
                        ready,
                        home.path("data"),
                        EngineHome.LOOPBACK,
                        port,
                        EngineHome.LOOPBACK,
                        controllerPort,
                        EngineHome.LOOPBACK,
                        port,
                        EngineHome.LOOPBACK,
                        controllerPort);
    }
}
