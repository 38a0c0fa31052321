package dev.hookswitch.gateway.live;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.Revocations;
import dev.hookswitch.access.TokenFault;
import dev.hookswitch.access.TokenRefused;
import dev.hookswitch.access.TokenVerifier;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.live.core.AppPositions;
import dev.hookswitch.gateway.live.core.Following;
import dev.hookswitch.gateway.presence.Presence;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Lets sockets in: whose hello is this, and what does its client still have to hear? */
@ApplicationScoped
class Entrance {
    /** Who says hello, and until when its token is good. */
    record Known(Caller caller, Instant tokenUntil) {}

    private final GatewayConfig config;
    private final TokenVerifier tokens;
    private final Tickets tickets;
    private final Revocations revocations;
    private final Sockets sockets;
    private final Rooms rooms;
    private final Presence presence;
    private final Signals signals;
    private final Resumes resumes;
    private final RoomFeed feed;
    private final CatchUps catchUps;
    private final InstantSource clock;
    private final AtomicLong numbers = new AtomicLong();

    Entrance(
            GatewayConfig config,
            TokenVerifier tokens,
            Tickets tickets,
            Revocations revocations,
            Sockets sockets,
            Rooms rooms,
            Presence presence,
            Signals signals,
            Resumes resumes,
            RoomFeed feed,
            CatchUps catchUps,
            InstantSource clock) {
        this.config = config;
        this.tokens = tokens;
        this.tickets = tickets;
        this.revocations = revocations;
        this.sockets = sockets;
        this.rooms = rooms;
        this.presence = presence;
        this.signals = signals;
        this.resumes = resumes;
        this.feed = feed;
        this.catchUps = catchUps;
        this.clock = clock;
    }

    /** Whose token or ticket this is. May take a millisecond of CPU, or wait for auth-service's keys. */
    Known known(String token) throws TokenRefused {
        if (Tickets.isTicket(token)) {
            var shown = tickets.read(token).orElseThrow(() -> new TokenRefused(TokenFault.EXPIRED));
            if (revocations.includes(shown.caller())) {
                throw new TokenRefused(TokenFault.REVOKED);
            }
            return new Known(shown.caller(), shown.tokenUntil());
        }
        var verified = tokens.verify(token);
        return new Known(verified.caller(), verified.expiresAt());
    }

    /**
     * Welcomes the client and starts what it follows; nothing if the link was closed instead.
     *
     * <p>The socket is registered before anything is asked or read: whatever happens from then on reaches it.
     */
    Optional<Socket> enter(Link link, ClientFrame.Hello hello, Known known) {
        try {
            return switch (known.caller()) {
                case Caller.App app -> enter(link, hello, known, app);
                case Caller.User user -> enter(link, hello, known, user, new Party.User(user.openId()));
                case Caller.Device device -> enter(link, hello, known, device, new Party.Device(device.sn()));
                case Caller.Service _, Caller.Operator _ -> {
                    link.close(CloseCode.UNAUTHENTICATED, "this socket is for users, devices and apps");
                    yield Optional.empty();
                }
            };
        } catch (Bounds.Broken e) {
            link.close(CloseCode.BAD_FRAME, e.rule());
            return Optional.empty();
        }
    }

    private Optional<Socket> enter(Link link, ClientFrame.Hello hello, Known known, Caller caller, Party party) {
        var endpoint = hello.endpoint()
                .orElseThrow(() -> new Bounds.Broken("endpoint is missing; users and devices need one"));
        if (!hello.positions().isEmpty()) {
            throw new Bounds.Broken("positions must be empty; they are an app subscriber's cursor");
        }
        var socket = new PartySocket(
                numbers.incrementAndGet(),
                caller.appOf().orElseThrow(),
                new Endpoint(party, endpoint),
                link,
                new Socket.Lifetime(known.tokenUntil(), clock.instant()),
                rooms,
                presence,
                signals,
                clock,
                new Following(hello.rooms(), config.queueFrames()));
        if (!isAdded(socket)) {
            return Optional.empty();
        }
        welcome(socket, known, Optional.empty());
        resumes.ask(socket);
        return Optional.of(socket);
    }

    private Optional<Socket> enter(Link link, ClientFrame.Hello hello, Known known, Caller.App app) {
        if (hello.endpoint().isPresent()) {
            throw new Bounds.Broken("endpoint must be absent; an app's server has none");
        }
        if (!hello.rooms().isEmpty()) {
            throw new Bounds.Broken("rooms must be empty; an app's server follows by positions");
        }
        var socket = new AppSocket(
                numbers.incrementAndGet(),
                app.app(),
                link,
                new Socket.Lifetime(known.tokenUntil(), clock.instant()),
                new AppPositions(hello.positions(), feed.positions()));
        var cursor = socket.cursor();
        if (!isAdded(socket)) {
            return Optional.empty();
        }
        welcome(socket, known, Optional.of(cursor));
        catchUps.bring(socket);
        return Optional.of(socket);
    }

    private boolean isAdded(Socket socket) {
        if (sockets.add(socket)) {
            return true;
        }
        socket.link().close(CloseCode.TOO_MANY, "at most " + config.socketsPerSubject() + " sockets for one subject");
        return false;
    }

    private void welcome(Socket socket, Known known, Optional<Map<Integer, Long>> cursor) {
        var now = clock.instant();
        socket.link()
                .send(Frames.of(new ServerFrame.Welcome(
                        presence.connection(socket.number()),
                        now,
                        Duration.between(now, known.tokenUntil()),
                        Optional.of(tickets.issue(known.caller(), known.tokenUntil())),
                        cursor)));
    }

    /** The socket is gone. */
    void leave(Socket socket) {
        sockets.remove(socket);
        if (socket instanceof PartySocket party) {
            party.leave();
        }
    }
}
