package dev.hookswitch.local;

import dev.hookswitch.contracts.problem.Reason;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;

/** A text that the front door itself hands out to whoever asks. */
record Document(String type, Map<String, String> headers, String text) implements Handler<HttpServerRequest> {
    @Override
    public void handle(HttpServerRequest request) {
        if (!isRead(request)) {
            return;
        }
        request.response().headers().addAll(headers);
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(text);
    }

    /** Whether the request may be answered with a page; if not, it has been answered. */
    static boolean isRead(HttpServerRequest request) {
        if (List.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.method())) {
            return true;
        }
        request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
        FrontDoor.answer(request, Problem.of(405, Reason.NO_SUCH_METHOD, "This is a page to be read."));
        return false;
    }
}
