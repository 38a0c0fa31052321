package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.gateway.GatewayConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Looks at all sockets once a second: tells whose token expires, closes whose has, pings, and closes who has been silent.
 * One timer for all, because twenty thousand would cost more than the look.
 */
@ApplicationScoped
class Upkeep {
    private final GatewayConfig config;
    private final Vertx vertx;
    private final Sockets sockets;
    private final InstantSource clock;
    private Instant pingedAt = Instant.MIN;

    Upkeep(GatewayConfig config, Vertx vertx, Sockets sockets, InstantSource clock) {
        this.config = config;
        this.vertx = vertx;
        this.sockets = sockets;
        this.clock = clock;
    }

    void start() {
        vertx.setPeriodic(config.upkeep().toMillis(), _ -> look());
    }

    private void look() {
        var now = clock.instant();
        var ping = !now.isBefore(pingedAt.equals(Instant.MIN) ? now : pingedAt.plus(config.ping()));
        if (ping) {
            pingedAt = now;
        }
        sockets.forEach(socket -> look(socket, now, ping));
    }

    private void look(Socket socket, Instant now, boolean ping) {
        var life = socket.lifetime();
        var left = Duration.between(now, life.tokenUntil());
        if (!left.isPositive()) {
            socket.link().close(CloseCode.TOKEN_EXPIRED, "the token has expired");
            return;
        }
        if (life.heardAt().plus(config.ping().multipliedBy(2)).isBefore(now)) {
            socket.link().close(CloseCode.GOING_AWAY, "nothing was heard, not even a pong");
            return;
        }
        if (left.compareTo(config.tokenWarning()) <= 0 && life.warnOnce()) {
            socket.link().send(Frames.of(new ServerFrame.TokenExpiring(left)));
        }
        if (ping) {
            socket.link().ping();
        }
    }
}
