package dev.hookswitch.messaging;

/** Data that should be there and is not: why a partition of a log stopped, or went on only because it was told to. */
public sealed interface Alarm {
    String topic();

    int partition();

    /** What is missing, for an operator. */
    String missing();

    /** The sentence for {@code status} and the log file: what is missing, and how to go on. */
    default String text() {
        return "%s partition %d: %s. To go on all the same, start the service once with %s=%s."
                .formatted(topic(), partition(), missing(), AfterLoss.NAME, AfterLoss.GO_ON);
    }

    /** The topic has been made anew; the commands of the old one, applied or not, are gone from the broker. */
    record OtherTopic(String topic, int partition, String knownId, String foundId, long nextOffset) implements Alarm {
        @Override
        public String missing() {
            return "the broker lost the topic with id %s (applied up to offset %d) and has another, id %s"
                    .formatted(knownId, nextOffset, foundId);
        }
    }

    /** The log ends, or was cut, before what has been applied. */
    record LogShorter(String topic, int partition, long nextOffset, long endOffset) implements Alarm {
        @Override
        public String missing() {
            return "the broker lost the commands from offset %d to %d, which are applied"
                    .formatted(endOffset, nextOffset - 1);
        }
    }

    /** Commands expired before they were applied. */
    record CommandsExpired(String topic, int partition, long nextOffset, long firstOffset) implements Alarm {
        @Override
        public String missing() {
            return "the broker deleted the commands from offset %d to %d before they were applied"
                    .formatted(nextOffset, firstOffset - 1);
        }
    }

    /** The database knows nothing of a log that has been worked on. */
    record ProgressMissing(String topic, int partition, long publishedOffset) implements Alarm {
        @Override
        public String missing() {
            return "the database lost the progress of a log that was published up to offset %d"
                    .formatted(publishedOffset);
        }
    }

    /** More was published than the database knows to be applied: it is an older copy. */
    record ProgressBehind(String topic, int partition, long nextOffset, long publishedOffset) implements Alarm {
        @Override
        public String missing() {
            return "the database lost what the commands from offset %d to %d did, which was published"
                    .formatted(nextOffset, publishedOffset - 1);
        }
    }
}
