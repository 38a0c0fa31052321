package dev.hookswitch.auth.doors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.problem.ErrCode;
import dev.hookswitch.contracts.problem.Reason;
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
    private static final Pattern DOORS = Pattern.compile("/?(cgi-bin|sns|wxa)/.*");

    /** Where the vendor has a code that our own interface, with more words, does not need. */
    private static final Map<String, ErrCode> CODES = Map.of(
            type(Reason.APP_DISABLED), ErrCode.APP_FORBIDDEN,
            type(Reason.SUBJECT_DISABLED), ErrCode.USER_BLOCKED,
            type(Reason.LOGIN_CODE_USED), ErrCode.LOGIN_CODE_USED,
            type(Reason.MALFORMED_JSON), ErrCode.MALFORMED);

    /** What a door answers when it does not do what it is asked for. */
    record Refusal(int errcode, String errmsg) {}

    static ProblemException refuse(ErrCode code, String sentence) {
        return Problem.of(400, Reason.BAD_INPUT, code, sentence).asException();
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
                    ? new Refusal(ErrCode.GET_NEEDED.number(), "require GET method")
                    : new Refusal(ErrCode.POST_NEEDED.number(), "require POST method");
        }
        if (response.getEntity() instanceof byte[] body) {
            var problem = read(body);
            var code = CODES.get(problem.path("type").textValue());
            return new Refusal(
                    code == null ? problem.path("errCode").intValue() : code.number(),
                    problem.path("errMsg").textValue());
        }
        return new Refusal(ErrCode.BUSY.number(), "system error");
    }

    private static String type(Reason reason) {
        return Problem.TYPE_PREFIX + reason.slug();
    }

    private static JsonNode read(byte[] problem) {
        try {
            return Wire.json().readTree(problem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
