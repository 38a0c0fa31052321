package dev.hookswitch.engines;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Where a Kafka is reached: {@code host:port}, several separated by commas. */
public record KafkaAddress(String bootstrapServers) {
    /** A new administration client; the caller closes it. */
    public Admin admin() {
        // Kafka finds its plugins by the thread's class loader, which in a Quarkus test has a second copy of Kafka's
        // classes; they would not fit those of this one.
        var thread = Thread.currentThread();
        var callers = thread.getContextClassLoader();
        thread.setContextClassLoader(Admin.class.getClassLoader());
        try {
            return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        } finally {
            thread.setContextClassLoader(callers);
        }
    }
}
