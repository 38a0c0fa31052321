package dev.hookswitch.billing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How billing-service is set up. */
@ConfigMapping(prefix = "billing")
public interface BillingConfig {
    /** Where the logs are. */
    @WithDefault("${KAFKA_BOOTSTRAP_SERVERS}")
    String kafka();

    /** This process among the service's processes; the same again after a restart. */
    @WithDefault("${HOOKSWITCH_INSTANCE:billing-1}")
    String instance();

    /** Log threads, 1 or 2; one does more than 10,000 transfers a second on its own. */
    @WithDefault("1")
    int threads();

    /** The most talking time that is held for one call, which ends when it is used up: what a lost call can cost. */
    @WithDefault("1h")
    Duration holdMax();

    /** The same for apps that are not charged, whose calls must not end by it: the longest call there is. */
    @WithDefault("12h")
    Duration unchargedMax();

    /** A hold that nobody ended is given back after this; twice the longest call. */
    @WithDefault("24h")
    Duration holdLife();

    /** How long a REST request waits for the log's verdict; the log decides in less unless the platform is broken. */
    @WithDefault("5s")
    Duration answerWait();
}
