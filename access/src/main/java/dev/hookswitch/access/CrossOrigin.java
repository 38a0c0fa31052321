package dev.hookswitch.access;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.web.WebOrigins;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lets pages of the origins in {@code HOOKSWITCH_ORIGINS} call (CORS, Fetch §3.2), and no others.
 *
 * <p>In the services and not at a front door, because an Ingress has none of it, and nowhere twice. Only {@code /v1/}: the
 * other paths are for servers, which prove themselves with a secret. Without credentials: tokens come in
 * {@code Authorization} and there are no cookies, so whatever a foreign page sends without being let in is worth what
 * anybody could send.
 *
 * <p>Quarkus's own filter opens all paths, and refuses what pages of the platform itself send through a front door with
 * TLS, because it takes their {@code https} for another origin.
 */
@Singleton
public class CrossOrigin {
    private static final Logger LOG = Logger.getLogger(CrossOrigin.class);
    private static final String OPEN = "/v1/";

    /** Before the routes. */
    private static final int PRIORITY = 300;

    private static final String METHODS = "GET, HEAD, POST, PUT, DELETE";
    private static final String HEADERS = "Authorization, Content-Type, Hookswitch-Endpoint, Idempotency-Key";
    private static final String EXPOSED = "Retry-After, WWW-Authenticate";

    /** How long a browser keeps leave for a path: one that is taken back soon counts no more. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** A line in this time at most, however many pages knock. */
    private static final Duration LOG_PAUSE = Duration.ofSeconds(10);

    private final WebOrigins origins;
    private final InstantSource clock;
    private Instant quietUntil = Instant.MIN;
    private int unsaid;

    @Inject
    CrossOrigin(AccessConfig config, InstantSource clock) {
        this(read(config.origins()), clock);
    }

    CrossOrigin(WebOrigins origins, InstantSource clock) {
        this.origins = origins;
        this.clock = clock;
    }

    private static WebOrigins read(Optional<List<String>> setting) {
        try {
            return WebOrigins.of(setting.orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(WebOrigins.SETTING + ": " + e.getMessage(), e);
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, PRIORITY);
    }

    /** Whether pages of this origin may call. Where not, the log says what to change. */
    public boolean lets(String origin) {
        var isAllowed = origins.allow(origin);
        if (!isAllowed) {
            tellRefused(origin);
        }
        return isAllowed;
    }

    private void filter(RoutingContext context) {
        if (!context.normalizedPath().startsWith(OPEN)) {
            context.next();
            return;
        }
        var response = context.response();
        if (!origins.all().isEmpty()) {
            response.headers().add("Vary", "Origin");
        }
        var origin = context.request().getHeader("Origin");
        if (origin == null) {
            context.next();
        } else if (isPreflight(context)) {
            answerPreflight(response, origin);
        } else {
            // What is not let in may also be a page of our own, which a browser asks for no leave.
            if (origins.allow(origin)) {
                response.putHeader("Access-Control-Allow-Origin", origin)
                        .putHeader("Access-Control-Expose-Headers", EXPOSED);
            }
            context.next();
        }
    }

    private static boolean isPreflight(RoutingContext context) {
        return context.request().method().equals(HttpMethod.OPTIONS)
                && context.request().getHeader("Access-Control-Request-Method") != null;
    }

    private void answerPreflight(HttpServerResponse response, String origin) {
        if (lets(origin)) {
            response.setStatusCode(204)
                    .putHeader("Access-Control-Allow-Origin", origin)
                    .putHeader("Access-Control-Allow-Methods", METHODS)
                    .putHeader("Access-Control-Allow-Headers", HEADERS)
                    .putHeader("Access-Control-Max-Age", Long.toString(KEPT.toSeconds()))
                    .end();
            return;
        }
        var refusal = refusal();
        response.setStatusCode(refusal.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(Wire.text(refusal));
    }

    /** What a page is told that is not let in. */
    public static Problem refusal() {
        return Problem.of(
                403, Reason.BAD_ORIGIN, "Pages of this origin may not call. Name it in " + WebOrigins.SETTING + ".");
    }

    private synchronized void tellRefused(String origin) {
        var now = clock.instant();
        if (now.isBefore(quietUntil)) {
            unsaid++;
            return;
        }
        quietUntil = now.plus(LOG_PAUSE);
        if (WebOrigins.isOne(origin)) {
            LOG.warnf(
                    "origin refused origin=%s furtherSinceLastLine=%d: its pages may call when %s names it"
                            + " (./hookswitch up --origin %s)",
                    origin, unsaid, WebOrigins.SETTING, origin);
        } else {
            // What it sent is anything: of a file and of a sandboxed frame it is "null".
            LOG.warnf(
                    "origin refused furtherSinceLastLine=%d: a page without an origin cannot be named in %s; serve it"
                            + " from an address",
                    unsaid, WebOrigins.SETTING);
        }
        unsaid = 0;
    }
}
