package dev.hookswitch.gateway.live;

import dev.hookswitch.access.CrossOrigin;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.TokenFault;
import dev.hookswitch.access.TokenRefused;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.live.core.Allowance;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/events} as a WebSocket, on Vert.x itself: close codes of our own, counting what waits for a slow reader,
 * pausing while a token is verified and few bytes per idle socket are all at hand there, and a layer above would have to
 * be asked for each of them.
 */
@ApplicationScoped
class LiveEndpoint {
    private static final Logger LOG = Logger.getLogger(LiveEndpoint.class);
    private static final String BEARER = "bearer.";

    private final GatewayConfig config;
    private final CrossOrigin crossOrigin;
    private final Vertx vertx;
    private final Entrance entrance;
    private final ClientFrames frames;
    private final InstantSource clock;
    private final ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean accepting;

    LiveEndpoint(
            GatewayConfig config,
            CrossOrigin crossOrigin,
            Vertx vertx,
            Entrance entrance,
            ClientFrames frames,
            InstantSource clock) {
        this.config = config;
        this.crossOrigin = crossOrigin;
        this.vertx = vertx;
        this.entrance = entrance;
        this.frames = frames;
        this.clock = clock;
    }

    void routes(@Observes Router router) {
        router.get("/v1/events").handler(this::upgrade);
    }

    /** Sockets are taken from now on, or no more. */
    void accept(boolean on) {
        accepting = on;
    }

    boolean isAccepting() {
        return accepting;
    }

    /** All connections, also those without a hello yet. */
    int open() {
        return open.get();
    }

    private void upgrade(RoutingContext context) {
        var request = context.request();
        var offered = offered(request);
        var refusal = refusal(request, offered);
        if (refusal.isPresent()) {
            var problem = refusal.get();
            context.response()
                    .setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(Wire.text(problem));
            return;
        }
        var token = offered.stream()
                .filter(name -> name.startsWith(BEARER))
                .map(name -> name.substring(BEARER.length()))
                .findFirst();
        request.toWebSocket()
                .onSuccess(socket -> new Conversation(socket, token).begin())
                .onFailure(failure -> LOG.debugf("no websocket reason=%s", failure.getMessage()));
    }

    private Optional<Problem> refusal(HttpServerRequest request, List<String> offered) {
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            return Optional.of(Problem.of(426, Reason.UPGRADE_REQUIRED, "Ask for an upgrade to a WebSocket."));
        }
        if (!accepting) {
            return Optional.of(Problem.of(503, Reason.NOT_READY, "The gateway does not take sockets now; come again."));
        }
        if (open.get() >= config.socketsMax()) {
            return Optional.of(Problem.of(503, Reason.FULL, "The gateway has all the sockets it may have."));
        }
        if (!offered.isEmpty() && !offered.contains(Subprotocol.NAME)) {
            return Optional.of(
                    Problem.of(400, Reason.BAD_SUBPROTOCOL, "Offer the subprotocol " + Subprotocol.NAME + "."));
        }
        return isWelcomeOrigin(request) ? Optional.empty() : Optional.of(CrossOrigin.refusal());
    }

    /** A client that is no browser sends no {@code Origin} and is let in: it could send whatever it likes. */
    private boolean isWelcomeOrigin(HttpServerRequest request) {
        var origin = request.getHeader("Origin");
        return origin == null || isOwn(origin, request) || crossOrigin.lets(origin);
    }

    private static boolean isOwn(String origin, HttpServerRequest request) {
        var forwarded = request.getHeader("X-Forwarded-Host");
        var host = forwarded == null ? request.getHeader("Host") : forwarded;
        try {
            var authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static List<String> offered(HttpServerRequest request) {
        return request.headers().getAll("Sec-WebSocket-Protocol").stream()
                .flatMap(header -> Arrays.stream(header.split(",", -1)))
                .map(String::strip)
                .toList();
    }

    /** One connection, from the upgrade to its end. All but the hello's verification runs on its event loop. */
    private final class Conversation {
        private final ServerWebSocket wire;
        private final Link link;
        private final Optional<String> offeredToken;
        private final Allowance allowance =
                new Allowance(config.framesPerSecond(), config.framesBurst(), System.nanoTime());
        private boolean greeted;
        private boolean ended;
        private @Nullable Socket socket;

        Conversation(ServerWebSocket wire, Optional<String> offeredToken) {
            this.wire = wire;
            this.link = new Link(wire, config.queueFrames(), config.queueChars());
            this.offeredToken = offeredToken;
        }

        void begin() {
            open.incrementAndGet();
            var noHello = vertx.setTimer(config.helloTime().toMillis(), _ -> noHello());
            wire.textMessageHandler(this::text);
            wire.binaryMessageHandler(_ -> link.close(CloseCode.BAD_FRAME, "frames are text"));
            wire.pongHandler(_ -> heard());
            wire.exceptionHandler(failure -> LOG.debugf("socket failed reason=%s", failure.getMessage()));
            wire.closeHandler(_ -> {
                vertx.cancelTimer(noHello);
                end();
            });
        }

        private synchronized void noHello() {
            if (!greeted) {
                link.close(
                        CloseCode.NO_HELLO,
                        "no hello within " + config.helloTime().toMillis() + " ms");
            }
        }

        private void text(String text) {
            heard();
            if (text.length() > ClientFrame.BYTES_MAX) {
                link.close(CloseCode.FRAME_TOO_LARGE, "a frame has at most " + ClientFrame.BYTES_MAX + " bytes");
                return;
            }
            ClientFrame frame;
            try {
                frame = Wire.read(text, ClientFrame.class);
            } catch (Wire.Unreadable e) {
                link.close(CloseCode.BAD_FRAME, e.getMessage() == null ? "unreadable" : e.getMessage());
                return;
            }
            Socket known;
            synchronized (this) {
                known = socket;
            }
            if (known == null) {
                hello(frame);
            } else if (allowance.take(System.nanoTime())) {
                frames.on(known, frame);
            } else {
                frames.tooOften(known);
            }
        }

        private void hello(ClientFrame frame) {
            if (!(frame instanceof ClientFrame.Hello hello) || isGreeted()) {
                link.close(CloseCode.BAD_FRAME, "the first frame is a hello, and the next waits for its answer");
                return;
            }
            var token = hello.token().or(() -> offeredToken);
            if (token.isEmpty()) {
                link.close(CloseCode.UNAUTHENTICATED, "the hello needs a token");
                return;
            }
            aside.execute(() -> enter(hello, token.get()));
        }

        /** Whether a hello has already come; from now on it has. */
        private synchronized boolean isGreeted() {
            var before = greeted;
            greeted = true;
            return before;
        }

        private void enter(ClientFrame.Hello hello, String token) {
            try {
                entrance.enter(link, hello, entrance.known(token)).ifPresent(this::entered);
            } catch (TokenRefused e) {
                // Keys that are away are not the client's fault: it may come again as it is.
                var code = e.fault() == TokenFault.KEYS_AWAY
                        ? CloseCode.GOING_AWAY
                        : e.fault() == TokenFault.EXPIRED
                                ? CloseCode.TOKEN_EXPIRED
                                : e.fault() == TokenFault.REVOKED ? CloseCode.REVOKED : CloseCode.UNAUTHENTICATED;
                link.close(code, e.fault().sentence());
            } catch (RuntimeException e) {
                LOG.errorf(e, "hello not answered");
                link.close(CloseCode.GOING_AWAY, "the gateway failed; come again");
            }
        }

        private void entered(Socket entering) {
            synchronized (this) {
                socket = entering;
                if (!ended) {
                    return;
                }
            }
            entrance.leave(entering);
        }

        private void heard() {
            Socket known;
            synchronized (this) {
                known = socket;
            }
            if (known != null) {
                known.lifetime().heard(clock.instant());
            }
        }

        private void end() {
            open.decrementAndGet();
            link.closedByPeer();
            Socket known;
            synchronized (this) {
                ended = true;
                known = socket;
            }
            if (known != null) {
                entrance.leave(known);
            }
        }
    }
}
