package dev.hookswitch.local;

import dev.hookswitch.engines.CoturnEngine;
import dev.hookswitch.engines.CoturnEngine.Network;
import dev.hookswitch.engines.CoturnEngine.Peers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The relay for the media of sides that find no direct way: coturn, started when it is installed. Other relays, which the
 * environment names ({@value #URLS}, {@value #SECRET}), take its place.
 */
final class Relay {
    static final String URLS = "TURN_URLS";
    static final String SECRET = "TURN_SECRET";

    /** For tests that have all sides on one machine: {@code true} lets it relay to loopback. */
    private static final String LOOPBACK_PEERS = "TURN_ALLOW_LOOPBACK_PEERS";

    private Relay() {}

    /**
     * The relay to be started here, if there is to be one; says so if there is none.
     *
     * @param addresses of this machine, at which clients reach it
     */
    static Optional<CoturnEngine> ofThisMachine(
            Path engines, List<String> addresses, Map<String, String> environment, Progress progress) {
        if (!environment.getOrDefault(URLS, "").isBlank()) {
            return Optional.empty();
        }
        if (!CoturnEngine.isInstalled()) {
            progress.says("no relay for media, so sides that find no direct way do not see each other; the package "
                    + CoturnEngine.PACKAGE + " brings one");
            return Optional.empty();
        }
        var peers = Boolean.parseBoolean(environment.get(LOOPBACK_PEERS)) ? Peers.LOOPBACK_TOO : Peers.PUBLIC;
        return Optional.of(new CoturnEngine(engines, new Network(addresses, peers)));
    }

    /** What room-service is told of it. */
    static Map<String, String> environment(CoturnEngine relay) {
        return Map.of(URLS, String.join(",", relay.urls()), SECRET, relay.secret());
    }
}
