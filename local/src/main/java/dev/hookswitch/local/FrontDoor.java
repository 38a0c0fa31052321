package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.local.Routes.Kind;
import dev.hookswitch.local.Routes.Route;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.net.BindException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one address of the platform on this machine: passes requests and sockets on to the services by {@link Routes}.
 *
 * <p>Listens on loopback without TLS, and to the network with TLS if it is told to. A service that is away is a 503, one that breaks off a 502; both are problem documents.
 */
final class FrontDoor implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    /** Of IPv4 and IPv6. */
    private static final String EVERYWHERE = "0.0.0.0";

    /** The largest legitimate body, a call with all it may carry, has about 20 KB. */
    static final int BODY_BYTES_MAX = 256 * 1024;

    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(1);

    /** A service answers or gives up within 5 s. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(30);

    private static final Duration LINGER = Duration.ofSeconds(1);

    /** Stop sending, all is answered (RFC 9113 §8.1). */
    private static final long NO_ERROR = 0;

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(10);

    /** Requests wait here, not in a service: each service works on far fewer at once. */
    private static final int CONNECTIONS_PER_SERVICE_MAX = 512;

    /** A socket holds a connection on either side for as long as it lives; a process may often have 20,000 open files. */
    private static final int SOCKETS_MAX = 9_000;

    /** Where a service takes requests at this moment. */
    interface Origins {
        OptionalInt port(Service service);
    }

    private final Origins origins;
    private final Vertx vertx;
    private final HttpClient client;
    /** Apart from {@link #client}, so that sockets that stay take no connection from requests that pass. */
    private final HttpClient tunnels;

    private final HttpProxy proxy;
    private final HttpServer server;

    /** Towards the network, once it is open. */
    private volatile @Nullable HttpServer networkServer;

    /** What the platform of one machine answers itself, by the whole path. */
    private final Map<String, Handler<HttpServerRequest>> ownAnswers = new ConcurrentHashMap<>();

    private FrontDoor(Origins origins) {
        this.origins = origins;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.client =
                vertx.createHttpClient(clientOptions(), new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_SERVICE_MAX));
        this.tunnels = vertx.createHttpClient(clientOptions(), new PoolOptions().setHttp1MaxSize(SOCKETS_MAX));
        // Its own tunnel for web sockets has no back-pressure: a slow reader would fill this process's memory.
        this.proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(context -> originRequest(context.request().proxiedRequest()))
                .addInterceptor(new Bounded());
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setTcpNoDelay(true).setHttp2ClearTextEnabled(false))
                .requestHandler(this::handle);
    }

    private static HttpClientOptions clientOptions() {
        return new HttpClientOptions()
                .setConnectTimeout((int) CONNECTS_WITHIN.toMillis())
                .setTcpNoDelay(true);
    }

    /**
     * Returns when it listens.
     *
     * @param port 0 takes a free one
     * @throws LocalFailed naming the port, if it is busy
     */
    static FrontDoor open(int port, Origins origins) {
        var door = new FrontDoor(origins);
        try {
            listen(door.server, HOST, port, "--port");
            return door;
        } catch (LocalFailed e) {
            door.close();
            throw e;
        }
    }

    /**
     * Listens on all addresses of the machine by TLS too, with HTTP/2 for whoever asks for it. A socket still comes by
     * HTTP/1.1: the door does not offer RFC 8441, so that browsers open a connection of its own for it.
     *
     * @param port 0 takes a free one
     * @throws LocalFailed naming the port, if it is busy
     */
    void openToNetwork(int port, TlsIdentity identity) {
        var opened = vertx.createHttpServer(new HttpServerOptions()
                        .setTcpNoDelay(true)
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(identity.options()))
                .requestHandler(this::handle);
        listen(opened, EVERYWHERE, port, "--lan --lan-port");
        networkServer = opened;
    }

    /** Connections from now on are shown this; those that are open stay. */
    void show(TlsIdentity identity) {
        awaited(
                network().updateSSLOptions(new SSLOptions().setKeyCertOptions(identity.options())),
                "show a certificate");
    }

    int networkPort() {
        return network().actualPort();
    }

    private HttpServer network() {
        return Objects.requireNonNull(networkServer, "not open to the network");
    }

    private static void listen(HttpServer server, String host, int port, String option) {
        try {
            awaited(server.listen(port, host), "listen on port " + port);
        } catch (LocalFailed e) {
            if (!(e.getCause() instanceof BindException refused)) {
                throw e;
            }
            if (String.valueOf(refused.getMessage()).contains("Permission denied")) {
                throw new LocalFailed(
                        "Port " + port + " is for root only. Choose one from 1024 on: ./hookswitch up " + option + " …",
                        e);
            }
            throw new LocalFailed(
                    "Port " + port + (host.equals(HOST) ? " of " + HOST : "")
                            + " is busy: another program listens there. End it, or choose another port: ./hookswitch up "
                            + option + " " + (port < 65535 ? port + 1 : 8400),
                    e);
        }
    }

    private static void awaited(Future<?> done, String what) {
        try {
            done.toCompletionStage().toCompletableFuture().get(STARTS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new LocalFailed("The front door cannot " + what + ".", Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            throw new LocalFailed("The front door cannot " + what + " within " + STARTS_WITHIN.toSeconds() + " s.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailed("Interrupted while the front door was to " + what + ".", e);
        }
    }

    int port() {
        return server.actualPort();
    }

    /** From now on this path is answered here, and not by a service; the handler runs on an event loop. */
    void answer(String path, Handler<HttpServerRequest> handler) {
        ownAnswers.put(path, handler);
    }

    /** This path is a service's again, or nobody's. */
    void answerNoMore(String path) {
        ownAnswers.remove(path);
    }

    private void handle(HttpServerRequest request) {
        var own = ownAnswers.get(pathOf(request));
        if (own != null) {
            own.handle(request);
            return;
        }
        switch (Routes.of(pathOf(request), kindOf(request))) {
            case Route.Malformed _ ->
                answer(request, Problem.of(400, Reason.BAD_INPUT, "The path has segments that are not allowed."));
            case Route.Unknown _ ->
                answer(request, Problem.of(404, Reason.NO_SUCH_RESOURCE, "There is nothing at this path."));
            case Route.To to -> {
                if (declaredBytes(request) > BODY_BYTES_MAX) {
                    refuseBody(request);
                } else if (kindOf(request) == Kind.WEB_SOCKET) {
                    tunnel(request, to.service());
                } else {
                    proxy.handle(request);
                }
            }
        }
    }

    private static String pathOf(HttpServerRequest request) {
        var path = request.path();
        return path == null ? "" : path;
    }

    private static Kind kindOf(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE)) ? Kind.WEB_SOCKET : Kind.REQUEST;
    }

    private static long declaredBytes(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private Future<HttpClientRequest> originRequest(HttpServerRequest request) {
        if (!(Routes.of(pathOf(request), kindOf(request)) instanceof Route.To to)) {
            return Future.failedFuture(new IllegalStateException("only routed requests come here"));
        }
        var service = to.service();
        var port = origins.port(service);
        if (port.isEmpty()) {
            return Future.failedFuture(new Away(service));
        }
        return client.request(new RequestOptions()
                        .setHost(HOST)
                        .setPort(port.getAsInt())
                        .setIdleTimeout(ANSWERS_WITHIN.toMillis()))
                .onSuccess(FrontDoor::quiet)
                .recover(_ -> Future.failedFuture(new Away(service)));
    }

    /** How a request failed is told by its future; a second report on standard error would be noise. */
    private static void quiet(HttpClientRequest request) {
        request.exceptionHandler(_ -> {});
    }

    /** Both directions wait for each other's reader, so that a slow client is the gateway's to notice. */
    private void tunnel(HttpServerRequest request, Service service) {
        var port = origins.port(service);
        if (port.isEmpty()) {
            answer(request, Problem.away(service));
            return;
        }
        request.pause();
        tunnels.request(new RequestOptions()
                        .setMethod(request.method())
                        .setHost(HOST)
                        .setPort(port.getAsInt())
                        .setURI(request.uri())
                        // Where there are too many already: to wait for another's end would look like a hang.
                        .setConnectTimeout(CONNECTS_WITHIN.toMillis()))
                .compose(upstream -> {
                    quiet(upstream);
                    upstream.headers().setAll(request.headers());
                    return upstream.connect();
                })
                .onSuccess(answered -> join(request, answered))
                .onFailure(_ -> answer(request, Problem.away(service)));
    }

    private static void join(HttpServerRequest request, HttpClientResponse answered) {
        var response = request.response();
        response.setStatusCode(answered.statusCode());
        response.headers().addAll(answered.headers());
        if (answered.statusCode() != 101) {
            request.resume();
            answered.body()
                    .onSuccess(body -> response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                            .end(body))
                    .onFailure(_ -> response.reset());
            return;
        }
        var upstream = answered.netSocket();
        upstream.pause();
        request.toNetSocket()
                .onSuccess(downstream -> {
                    downstream.pipeTo(upstream).onFailure(_ -> upstream.close());
                    upstream.pipeTo(downstream).onFailure(_ -> downstream.close());
                })
                .onFailure(_ -> upstream.close());
    }

    static void answer(HttpServerRequest request, Problem problem) {
        request.resume();
        var response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        var body = Buffer.buffer(Wire.bytes(problem));
        response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (problem.status() == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        response.end(body);
    }

    /** A client that is still sending reads the answer first; a connection closed at once would take it away. */
    private void refuseBody(HttpServerRequest request) {
        answer(request, Problem.tooLarge());
        vertx.setTimer(LINGER.toMillis(), _ -> {
            if (request.version() == HttpVersion.HTTP_2) {
                // Others' requests go on in the same connection.
                request.response().reset(NO_ERROR);
            } else {
                request.connection().close();
            }
        });
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Says whose request it is, counts what comes without a declared length, and turns failures into problems. */
    private static final class Bounded implements ProxyInterceptor {
        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            var request = context.request();
            // Whoever guesses secrets is slowed down by this address, so it is the door's word and not the client's.
            request.putHeader(
                    "X-Forwarded-For", request.proxiedRequest().remoteAddress().hostAddress());
            var body = request.getBody();
            if (body == null || body.length() >= 0) {
                return context.sendRequest()
                        .recover(failure -> Future.succeededFuture(answer(context, problem(failure))));
            }
            var bounded = new BoundedStream(body.stream(), BODY_BYTES_MAX);
            request.setBody(Body.body(bounded));
            return context.sendRequest()
                    .recover(failure -> Future.succeededFuture(
                            answer(context, bounded.isTooLong() ? Problem.tooLarge() : problem(failure))));
        }

        private static Problem problem(Throwable failure) {
            return failure instanceof Away away ? Problem.away(away.service) : Problem.brokenOff();
        }

        private static ProxyResponse answer(ProxyContext context, Problem problem) {
            var response = context.request().release().response();
            response.setStatusCode(problem.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .setBody(Body.body(Buffer.buffer(Wire.bytes(problem))));
            if (problem.status() == 503) {
                response.putHeader(HttpHeaders.RETRY_AFTER, "1");
            }
            return response;
        }
    }

    /** The service has no process that takes connections. */
    private static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Service service;

        Away(Service service) {
            super(service.program(), null, false, false);
            this.service = service;
        }
    }
}
