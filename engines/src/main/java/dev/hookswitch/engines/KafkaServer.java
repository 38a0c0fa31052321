package dev.hookswitch.engines;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The main class of {@link KafkaEngine}'s child JVM: one node that is broker and controller. Not for callers. */
public final class KafkaServer {
    /** What the engine knows itself; Kafka ignores keys that it does not know. */
    static final String CLUSTER_ID = "hookswitch.cluster.id";

    static final String READY_FILE = "hookswitch.ready.file";

    private KafkaServer() {}

    /** The one argument is the file with the node's properties. */
    public static void main(String[] arguments) throws Exception {
        var properties = new Properties();
        try (var file = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(file);
        }
        format(properties);
        var config = new KafkaConfig(properties);
        var server = new KafkaRaftServer(config, Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop-kafka"));
        server.startup();
        Files.writeString(Path.of(properties.getProperty(READY_FILE)), "ready");
        server.awaitShutdown();
    }

    /** Writes meta.properties and the first metadata; a directory that has them is left as it is. */
    private static void format(Properties properties) throws Exception {
        var directory = properties.getProperty("log.dirs");
        try (var quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setClusterId(properties.getProperty(CLUSTER_ID))
                    .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                    .setDirectories(List.of(directory))
                    .setMetadataLogDirectory(directory)
                    .setControllerListenerName(properties.getProperty("controller.listener.names"))
                    .setReleaseVersion(MetadataVersion.latestProduction())
                    .setIgnoreFormatted(true)
                    .run();
        }
    }
}
