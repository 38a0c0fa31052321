package dev.hookswitch.push;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How push-service is set up. */
@ConfigMapping(prefix = "push")
public interface PushConfig {
    /** Where the logs are. */
    @WithDefault("${KAFKA_BOOTSTRAP_SERVERS}")
    String kafka();

    /** This process among the service's processes; the same again after a restart. */
    @WithDefault("${HOOKSWITCH_INSTANCE:push-1}")
    String instance();

    /** Log threads, 1 or 2; attempts do not run on them. */
    @WithDefault("1")
    int threads();

    /** Attempts under way at a time; each costs a connection and at most {@link #attemptTime}. */
    @WithDefault("256")
    int attemptsMax();

    /** How long one attempt may take. A phone rings for a minute at most; a slower server is as good as none. */
    @WithDefault("2s")
    Duration attemptTime();

    /** The wait after the first failed attempt; it doubles with each further one. */
    @WithDefault("1s")
    Duration backoff();

    /** How long a pushToken is good. Devices register at each start; a month covers one that is off for long. */
    @WithDefault("30d")
    Duration tokenLife();

    /** Tokens that one party got for one app version and are good at a time; the oldest go. More is a program that forgets them. */
    @WithDefault("8")
    int tokensMax();

    /** How long the end of a reminder is kept, so that a repeat of its command wakes nobody. */
    @WithDefault("7d")
    Duration kept();

    /**
     * Whether a callback may lead to a private, link-local or loopback address. Never in a cluster: apps would reach what
     * only the platform may reach.
     */
    @WithDefault("false")
    boolean allowPrivateAddresses();
}
