package dev.hookswitch.local;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a running platform tells other processes about itself, in a file of its data directory.
 *
 * @param pid the supervisor
 * @param network where other machines reach it; empty unless it is open to the network
 * @param pidStartedAt when that process began: a pid alone may be another process's by now
 * @param kafka the brokers, once they are known
 */
record PlatformState(
        long pid,
        Instant pidStartedAt,
        Stage stage,
        String address,
        List<URI> network,
        Optional<String> kafka,
        List<PartState> parts) {
    enum Stage {
        STARTING,
        READY,
        STOPPING
    }

    /**
     * One process of the platform.
     *
     * @param port where a service takes requests; 0 for an engine
     * @param restarts how often it was started again after it ended by itself
     */
    record PartState(String name, String kind, long pid, int port, int restarts, boolean ready) {}
}
