package dev.hookswitch.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.messaging.CommandNotSent;
import dev.hookswitch.messaging.NoAnswer;
import dev.hookswitch.messaging.QuestionDiffers;
import dev.hookswitch.messaging.RetryLater;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns everything that ends a request early, and is no service's own refusal, into a {@link Problem}. */
public final class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    Problems() {}

    @ServerExceptionMapper
    public Response known(ProblemException e) {
        return e.response();
    }

    /** A bound that a resource checked itself; the rule names the field. */
    @ServerExceptionMapper
    public Response brokenBound(Bounds.Broken e) {
        return Problem.of(400, Reason.BAD_INPUT, e.rule()).response();
    }

    @ServerExceptionMapper
    public Response unreadable(Wire.Unreadable e) {
        return Problem.of(400, Reason.BAD_INPUT, "The body is " + e.getMessage() + ".")
                .response();
    }

    @ServerExceptionMapper
    public Response badJson(JsonProcessingException e) {
        return ofJson(e).response();
    }

    @ServerExceptionMapper
    public Response badJson(JsonMappingException e) {
        return ofJson(e).response();
    }

    @ServerExceptionMapper
    public Response badJson(com.fasterxml.jackson.databind.exc.MismatchedInputException e) {
        return ofJson(e).response();
    }

    @ServerExceptionMapper
    public Response authAway(ServiceTokens.AuthAway e) {
        LOG.warnf("auth-service away: %s", e.getMessage());
        return Problem.of(503, Reason.AUTH_AWAY, "auth-service does not answer at the moment; try again.")
                .asException()
                .response();
    }

    /** The same request may be sent again: commands carry ids. */
    @ServerExceptionMapper
    public Response notSent(CommandNotSent e) {
        LOG.warnf("command not sent: command=%s", e.id());
        return notSentProblem(e).response();
    }

    private static ProblemException notSentProblem(CommandNotSent e) {
        return Problem.of(
                        503,
                        Reason.COMMAND_NOT_SENT,
                        "The platform's log does not take commands at the moment; send the same request again.")
                .command(e.id())
                .asException()
                .retryAfter(RETRY_AFTER);
    }

    @ServerExceptionMapper
    public Response noAnswer(NoAnswer e) {
        LOG.warnf("command not answered in time: command=%s", e.id());
        return noAnswerProblem(e).response();
    }

    private static ProblemException noAnswerProblem(NoAnswer e) {
        return Problem.of(
                        504,
                        Reason.NO_ANSWER,
                        "The command was not answered in time and may still be carried out; send the same request"
                                + " again.")
                .command(e.id())
                .asException()
                .retryAfter(RETRY_AFTER);
    }

    /** What a waiting question ended with. */
    @ServerExceptionMapper
    public Response failedQuestion(CompletionException e) {
        return switch (e.getCause()) {
            case CommandNotSent cause -> notSent(cause);
            case NoAnswer cause -> noAnswer(cause);
            case QuestionDiffers cause -> questionDiffers(cause);
            case null, default -> unexpected(e);
        };
    }

    @ServerExceptionMapper
    public Response questionDiffers(QuestionDiffers e) {
        return Problem.of(
                        422, Reason.OTHER_CONTENT, "Another request with the same id but another content is under way.")
                .command(e.id())
                .response();
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException e) {
        return ofStatus(404).response();
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem.response();
            }
            if (cause instanceof JsonProcessingException json) {
                return ofJson(json).response();
            }
        }
        var status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (status >= 500) {
            return unexpected(e);
        }
        var response = Response.fromResponse(ofStatus(status).response());
        // RFC 9110 §15.5.6: 405 says which methods there are.
        var allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allow == null
                ? response.build()
                : response.header(HttpHeaders.ALLOW, allow).build();
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem.response();
            }
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetryLater || (cause instanceof SQLException sql && RetryLater.mayHelp(sql))) {
                return away(e);
            }
        }
        var id = UUID.randomUUID();
        LOG.errorf(e, "request failed: problem=%s", id);
        return Problem.of(
                        500,
                        Reason.UNEXPECTED,
                        "Something went wrong here; the log of this service has it under " + id + ".")
                .response();
    }

    /** The database restarts, or a lock is held too long: the service is well and will answer again. */
    private static Response away(Throwable e) {
        LOG.warnf("request not served: %s", e.getClass().getName());
        return Problem.of(503, Reason.NOT_NOW, "What this needs does not answer at the moment; try again.")
                .asException()
                .retryAfter(RETRY_AFTER)
                .response();
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.of(404, Reason.NO_SUCH_RESOURCE, "There is nothing at this path.");
            case 405 -> Problem.of(405, Reason.NO_SUCH_METHOD, "This path does not take this method.");
            case 406 -> Problem.of(406, Reason.NOT_ACCEPTABLE, "Answers here are application/json only.");
            case 413 -> Problem.of(413, Reason.BODY_TOO_LARGE, "The request's body is too large.");
            case 415 -> Problem.of(415, Reason.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json.");
            default -> Problem.of(status, Reason.BAD_INPUT, "The request cannot be understood.");
        };
    }

    /** Names the place and the rule, never the value. */
    private static Problem ofJson(JsonProcessingException e) {
        // A body that is cut off for its length is broken JSON only because of that.
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem.problem();
            }
        }
        if (!(e instanceof JsonMappingException mapping)) {
            return Problem.of(400, Reason.MALFORMED_JSON, "The body is not JSON.");
        }
        var path = mapping.getPath().stream()
                .map(step -> step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("."));
        var rule = ruleOf(mapping);
        return path.isEmpty()
                ? Problem.of(400, Reason.BAD_INPUT, "The body " + rule + ".")
                : Problem.ofField(path, path + ": " + rule + ".");
    }

    private static String ruleOf(JsonMappingException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Bounds.Broken broken) {
                return broken.rule();
            }
        }
        return switch (e) {
            case com.fasterxml.jackson.databind.exc.InvalidFormatException invalid
            when invalid.getTargetType().isEnum() ->
                "must be one of "
                        + java.util.Arrays.stream(invalid.getTargetType().getEnumConstants())
                                .map(constant -> Wire.name((Enum<?>) constant))
                                .collect(Collectors.joining(", "));
            case com.fasterxml.jackson.databind.exc.MismatchedInputException mismatched
            when mismatched.getTargetType() != null -> "is missing or not " + word(mismatched.getTargetType());
            default -> "is missing or has the wrong type";
        };
    }

    private static String word(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return "what belongs there";
    }
}
