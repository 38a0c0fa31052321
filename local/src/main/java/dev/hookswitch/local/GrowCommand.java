package dev.hookswitch.local;

import dev.hookswitch.messaging.GrowPartitions;

/** {@code ./hookswitch grow}: more partitions for the logs, in engines of the operator's own. */
final class GrowCommand {
    private GrowCommand() {}

    /** Argument: how many. */
    public static void main(String[] args) {
        KafkaClientLog.warningsOnly();
        GrowPartitions.main(args);
    }
}
