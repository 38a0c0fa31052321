package dev.hookswitch.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Lists the commands that no service could read or store: {@code hookswitch dead list}. */
public final class DeadLetters {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int LETTERS_MAX = 10_000;

    private DeadLetters() {}

    /**
     * One command that was put aside.
     *
     * @param topic the command log it stood on
     * @param offset its place there
     * @param type empty where it named none
     * @param id empty where it named none
     */
    public record DeadLetter(
            String topic, int partition, long offset, String reason, String type, String id, Instant time) {}

    public static void main(String[] args) {
        var bootstrapServers = Optional.ofNullable(System.getenv("KAFKA_BOOTSTRAP_SERVERS"))
                .orElseThrow(() -> new IllegalStateException("KAFKA_BOOTSTRAP_SERVERS is not set"));
        var letters = list(bootstrapServers);
        var row = "%-24s  %-18s  %9s  %9s  %-24s  %-40s  %s%n";
        System.out.printf(row, "TIME", "TOPIC", "PARTITION", "OFFSET", "TYPE", "ID", "REASON");
        letters.forEach(letter -> System.out.printf(
                row,
                letter.time(),
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.type(),
                letter.id(),
                letter.reason()));
        System.out.printf("%d dead letters%n", letters.size());
    }

    /** All that the broker still has, each once, oldest first; at most {@value #LETTERS_MAX}. */
    public static List<DeadLetter> list(String bootstrapServers) {
        var letters = new ArrayList<DeadLetter>();
        try (var consumer = Clients.reader(bootstrapServers, "dead-letters", "earliest", 500)) {
            var partitions = CreateTopics.deadTopics().stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            var ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (letters.size() < LETTERS_MAX
                    && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(record -> letters.add(letter(record)));
            }
        }
        // A crash may have published a letter twice.
        return letters.stream()
                .distinct()
                .sorted(Comparator.comparing(DeadLetter::time))
                .toList();
    }

    private static DeadLetter letter(ConsumerRecord<byte[], byte[]> record) {
        var from = text(record, Ce.DEAD_FROM).split("/", -1);
        return new DeadLetter(
                from[0],
                Integer.parseInt(from[1]),
                Long.parseLong(from[2]),
                text(record, Ce.REASON),
                text(record, Ce.TYPE),
                text(record, Ce.ID),
                Instant.ofEpochMilli(Long.parseLong(from[3])));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        var text = Ce.text(record.headers(), header);
        return text == null ? "" : text;
    }
}
