package dev.hookswitch.local;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What Kafka's client says in this process. Its information is its whole configuration, at each use. */
final class KafkaClientLog {
    /** Held, because a logger that nobody holds forgets its level. */
    private static final Logger LOGGER = Logger.getLogger("org.apache.kafka");

    private KafkaClientLog() {}

    static void warningsOnly() {
        LOGGER.setLevel(Level.WARNING);
    }
}
