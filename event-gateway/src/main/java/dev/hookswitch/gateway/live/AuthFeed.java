package dev.hookswitch.gateway.live;

import dev.hookswitch.access.Revocations;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.messaging.EventTail;
import dev.hookswitch.messaging.TailedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Closes the sockets of who was disabled, and remembers them for as long as a token of theirs may live: it reads
 * {@code auth.events} from that time on.
 */
@ApplicationScoped
class AuthFeed {
    /** The longest life of a token (app: 2 h). */
    private static final Duration TOKEN_LIFE_MAX = Duration.ofHours(2);

    private final GatewayConfig config;
    private final Sockets sockets;
    private final Revocations revocations;
    private final Offsets offsets;
    private final InstantSource clock;
    private volatile Map<Integer, Long> ends = Map.of();
    private volatile @Nullable EventTail tail;

    AuthFeed(GatewayConfig config, Sockets sockets, Revocations revocations, Offsets offsets, InstantSource clock) {
        this.config = config;
        this.sockets = sockets;
        this.revocations = revocations;
        this.offsets = offsets;
        this.clock = clock;
    }

    /** Throws when the broker is away. */
    void start() {
        var since = offsets.since(Topic.AUTH_EVENTS, clock.instant().minus(TOKEN_LIFE_MAX));
        var starting =
                new EventTail(config.kafka(), config.instance(), Topic.AUTH_EVENTS, since, this::on, (_, _, _) -> {});
        ends = offsets.ends(Topic.AUTH_EVENTS);
        starting.start();
        tail = starting;
    }

    /** Whether all is known that was said before the start; earlier a socket could be closed for what was taken back since. */
    boolean isReplayed() {
        var running = tail;
        if (running == null) {
            return false;
        }
        var positions = running.positions();
        return ends.entrySet().stream().allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    boolean isStarted() {
        return tail != null;
    }

    void stop() {
        var running = tail;
        if (running != null) {
            running.close();
        }
    }

    private void on(TailedEvent event) {
        event.as(Messages.AUTH_EVENTS).ifPresent(known -> {
            revocations.on(known);
            switch (known) {
                case AuthEvent.DeviceDisabled e -> close(e.app(), new Party.Device(e.sn()));
                case AuthEvent.UserDisabled e -> close(e.app(), new Party.User(e.openId()));
                case AuthEvent.AppDisabled e -> close(e.app());
                case AuthEvent.DeviceEnabled _,
                        AuthEvent.UserEnabled _,
                        AuthEvent.AppEnabled _,
                        AuthEvent.GrantGiven _,
                        AuthEvent.GrantRefused _,
                        AuthEvent.GrantRevoked _ -> {}
            }
        });
    }

    private void close(AppId app, Party party) {
        sockets.of(app, party.subject()).forEach(AuthFeed::close);
    }

    private void close(AppId app) {
        sockets.forEach(socket -> {
            if (socket.app().equals(app)) {
                close(socket);
            }
        });
    }

    private static void close(Socket socket) {
        socket.link().close(CloseCode.REVOKED, "the subject or its app was disabled");
    }
}
