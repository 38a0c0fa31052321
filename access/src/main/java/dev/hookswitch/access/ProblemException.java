package dev.hookswitch.access;

import jakarta.ws.rs.core.Response;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Ends a request with a {@link Problem}. */
public final class ProblemException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers = new TreeMap<>();

    public ProblemException(Problem problem) {
        // An expected answer, not a failure: nobody reads its stack.
        super(problem.type() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }

    public ProblemException header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** {@code Retry-After}, in whole seconds, at least one. */
    public ProblemException retryAfter(Duration wait) {
        return header("Retry-After", Long.toString(Math.max(1, Math.ceilDiv(wait.toMillis(), 1000))));
    }

    public Response response() {
        var response = Response.fromResponse(problem.response());
        headers.forEach(response::header);
        return response.build();
    }
}
