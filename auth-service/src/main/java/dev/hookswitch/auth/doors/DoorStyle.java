package dev.hookswitch.auth.doors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.contracts.Wire;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.util.Map;
import java.util.regex.Pattern;

/** Turns every problem of a door into the vendor's form: status 200, {@code errcode} and {@code errmsg}. */
@Provider
public class DoorStyle implements ContainerResponseFilter {
    static final int MALFORMED = 47001;
    private static final int GET_NEEDED = 43001;
    private static final int POST_NEEDED = 43002;
    private static final Pattern DOORS = Pattern.compile("/?(cgi-bin|sns|wxa)/.*");

    /** Where the vendor has a code that our own interface, with more words, does not need. */
    private static final Map<String, Integer> CODES = Map.of(
            Problem.TYPE_PREFIX + "app-disabled", 50007,
            Problem.TYPE_PREFIX + "subject-disabled", 40226,
            Problem.TYPE_PREFIX + "login-code-used", 40163,
            Problem.TYPE_PREFIX + "malformed-json", MALFORMED);

    /** What a door answers when it does not do what it is asked for. */
    record Refusal(int errcode, String errmsg) {}

    static ProblemException refuse(int errcode, String sentence) {
        return Problem.of(400, "bad-input", errcode, sentence).asException();
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() < 400
                || !DOORS.matcher(request.getUriInfo().getPath()).matches()) {
            return;
        }
        var refusal = refusal(request.getMethod(), response);
        response.setStatus(200);
        response.getHeaders().remove("WWW-Authenticate");
        response.setEntity(Wire.bytes(refusal), new Annotation[0], MediaType.APPLICATION_JSON_TYPE);
    }

    private static Refusal refusal(String method, ContainerResponseContext response) {
        if (response.getStatus() == 405) {
            return method.equals(HttpMethod.POST)
                    ? new Refusal(GET_NEEDED, "require GET method")
                    : new Refusal(POST_NEEDED, "require POST method");
        }
        if (response.getEntity() instanceof byte[] body) {
            var problem = read(body);
            return new Refusal(
                    CODES.getOrDefault(
                            problem.path("type").textValue(),
                            problem.path("errCode").intValue()),
                    problem.path("errMsg").textValue());
        }
        return new Refusal(-1, "system error");
    }

    private static JsonNode read(byte[] problem) {
        try {
            return Wire.json().readTree(problem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
