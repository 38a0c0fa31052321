package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.Topic;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.presence.Presence;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What there is to know of this gateway: its sockets, what waits for them, and how far it is behind the log. */
@ApplicationScoped
public class LiveStatus {
    /** The gauge of all connections, by which a cluster knows how many gateways it needs. */
    static final String CONNECTIONS = "gateway.connections";

    /**
     * A gateway at one moment.
     *
     * @param connections all of them, also those without a hello yet
     * @param deepestQueue frames that wait for the slowest reader
     * @param lag events behind the log's end, by partition; absent while the broker is away
     * @param roomsToTell what has changed between sockets and rooms, and no room has been told of yet
     */
    public record Status(
            String service,
            String instance,
            String incarnation,
            boolean accepting,
            int connections,
            int partySockets,
            int appSockets,
            int deepestQueue,
            Optional<Map<Integer, Long>> lag,
            double holes,
            int roomsToTell,
            boolean redisAnswers) {}

    private final GatewayConfig config;
    private final Sockets sockets;
    private final LiveEndpoint endpoint;
    private final RoomFeed feed;
    private final Offsets offsets;
    private final Presence presence;

    LiveStatus(
            GatewayConfig config,
            Sockets sockets,
            LiveEndpoint endpoint,
            RoomFeed feed,
            Offsets offsets,
            Presence presence) {
        this.config = config;
        this.sockets = sockets;
        this.endpoint = endpoint;
        this.feed = feed;
        this.offsets = offsets;
        this.presence = presence;
    }

    void meters(@Observes StartupEvent event, MeterRegistry meters) {
        meters.gauge(CONNECTIONS, endpoint, LiveEndpoint::open);
        meters.gauge("gateway.sockets.parties", sockets, Sockets::ofParties);
        meters.gauge("gateway.sockets.apps", sockets, Sockets::ofApps);
    }

    /** Asks the broker for its ends, and so may wait. */
    public Status now() {
        var deepest = new AtomicInteger();
        sockets.forEach(socket -> deepest.accumulateAndGet(socket.link().depth(), Math::max));
        return new Status(
                "event-gateway",
                config.instance(),
                presence.incarnation(),
                endpoint.isAccepting(),
                endpoint.open(),
                sockets.ofParties(),
                sockets.ofApps(),
                deepest.get(),
                lag(),
                feed.holes(),
                presence.waiting(),
                presence.redisAnswers());
    }

    private Optional<Map<Integer, Long>> lag() {
        try {
            var lag = new TreeMap<Integer, Long>();
            offsets.ends(Topic.ROOM_EVENTS)
                    .forEach((partition, end) -> lag.put(partition, Math.max(0, end - feed.positionOf(partition))));
            return Optional.of(lag);
        } catch (IllegalStateException _) {
            return Optional.empty();
        }
    }
}
