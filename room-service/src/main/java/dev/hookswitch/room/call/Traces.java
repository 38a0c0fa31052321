package dev.hookswitch.room.call;

import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** The trace a request belongs to (W3C Trace Context), which goes with its command to all that follows. */
@Singleton
class Traces {
    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final HttpServerRequest request;

    Traces(HttpServerRequest request) {
        this.request = request;
    }

    /** The caller's own, or a new one, so that every call can be found by one. */
    String ofThisRequest() {
        return Optional.ofNullable(request.getHeader("traceparent"))
                .filter(trace -> TRACEPARENT.matcher(trace).matches())
                .orElseGet(Traces::begun);
    }

    private static String begun() {
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return "00-" + hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong()) + "-"
                + hex.toHexDigits(random.nextLong()) + "-00";
    }
}
