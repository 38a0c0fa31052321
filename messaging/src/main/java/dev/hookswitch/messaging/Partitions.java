package dev.hookswitch.messaging;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which partition holds what, where the sender decides it. */
public final class Partitions {
    private Partitions() {}

    /** The partition of the topic {@code answers} on which a process hears its answers; the same hash as for keys. */
    public static int ofInstance(String name, int partitions) {
        return Utils.toPositive(Utils.murmur2(name.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
