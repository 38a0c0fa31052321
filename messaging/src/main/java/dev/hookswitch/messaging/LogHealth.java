package dev.hookswitch.messaging;

import java.util.List;
import java.util.Optional;

/**
 * How a log is doing in this process.
 *
 * @param partitions those assigned to this process
 * @param losses what was missing when a partition was taken and the log went on all the same, since the process began
 * @param retrying what the log waits for: the broker or the database when they are away, and at first its share
 */
public record LogHealth(
        String service, List<Partition> partitions, List<String> losses, List<String> retrying, boolean running) {

    /**
     * One assigned partition.
     *
     * @param owned whether the progress row names this process; until then nothing is applied
     * @param nextOffset the next command to apply
     * @param lag commands behind the log's end, as last heard
     * @param stopped why nothing more is applied until a restart
     * @param deadLetters since the partition was taken
     * @param deadlinesWaiting what its aggregates wait for
     */
    public record Partition(
            int partition,
            boolean owned,
            long nextOffset,
            long lag,
            Optional<String> stopped,
            long deadLetters,
            int deadlinesWaiting) {}

    /** Whether this process has its share of the partitions, which may be none, and applies all of it. */
    public boolean isWell() {
        return running
                && retrying.isEmpty()
                && partitions.stream()
                        .allMatch(partition ->
                                partition.owned() && partition.stopped().isEmpty());
    }

    public long lag() {
        return partitions.stream().mapToLong(Partition::lag).sum();
    }

    public long deadLetters() {
        return partitions.stream().mapToLong(Partition::deadLetters).sum();
    }

    public int deadlinesWaiting() {
        return partitions.stream().mapToInt(Partition::deadlinesWaiting).sum();
    }
}
