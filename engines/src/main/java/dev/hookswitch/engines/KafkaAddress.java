package dev.hookswitch.engines;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Where a Kafka is reached: {@code host:port}, several separated by commas. */
public record KafkaAddress(String bootstrapServers) {
    /** A new administration client; the caller closes it. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }
}
