package dev.hookswitch.local;

import dev.hookswitch.contracts.problem.Reason;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** The front door's {@code /} under {@code up}: what runs here, what to type next, and what the demo's log-in is. */
final class HomePage implements Handler<HttpServerRequest> {
    static final String PATH = "/";

    /** What of the page tells of the demo. */
    private static final Pattern OF_THE_DEMO = Pattern.compile("<!-- demo -->.*?<!-- /demo -->\n?", Pattern.DOTALL);

    /** Nothing is loaded from anywhere; the page has no script. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors"
                    + " 'none'";

    private final String html;

    HomePage(UpOptions.Demo demo) {
        this.html = switch (demo) {
            case OPEN -> whole();
            case LEFT_OUT -> OF_THE_DEMO.matcher(whole()).replaceAll("");
        };
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!List.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.method())) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            FrontDoor.answer(request, Problem.of(405, Reason.METHOD_NOT_ALLOWED, "This is a page to be read."));
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(html);
    }

    private static String whole() {
        try (var page = HomePage.class.getResourceAsStream("home.html")) {
            return new String(Objects.requireNonNull(page, "home.html").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
