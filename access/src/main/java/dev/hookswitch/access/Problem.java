package dev.hookswitch.access;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.problem.ErrCode;
import dev.hookswitch.contracts.problem.Reason;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * A problem document (RFC 9457) that also carries {@code errCode} and {@code errMsg} of contract §3.
 *
 * @param type {@code urn:hookswitch:problem:<slug>}, what programs compare
 * @param title the slug in words
 * @param detail one sentence about this occurrence that says what to do
 * @param field the input that is wrong, as a path: {@code listener.id}
 * @param command the id of the command whose verdict is unknown; readable later at {@code /v1/commands/{id}}
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        int errCode,
        String errMsg,
        Optional<String> field,
        Optional<String> command) {
    public static final String MEDIA_TYPE = "application/problem+json";
    public static final String TYPE_PREFIX = "urn:hookswitch:problem:";

    /** What went wrong, in the code that the reason is usually told with. */
    public static Problem of(int status, Reason reason, String sentence) {
        return of(status, reason, reason.code(), sentence);
    }

    /** The same in another of the reason's codes. */
    public static Problem of(int status, Reason reason, ErrCode code, String sentence) {
        if (!reason.codes().contains(code)) {
            throw new IllegalArgumentException(reason + " is not told as " + code);
        }
        return of(status, reason.slug(), code.number(), sentence);
    }

    /** What another service objected, as it stands. */
    public static Problem of(int status, Objection objection) {
        return of(status, objection.reason(), objection.errCode(), objection.errMsg());
    }

    private static Problem of(int status, String slug, int errCode, String sentence) {
        var words = slug.replace('-', ' ');
        var title = Character.toUpperCase(words.charAt(0)) + words.substring(1);
        return new Problem(
                TYPE_PREFIX + slug, title, status, sentence, errCode, sentence, Optional.empty(), Optional.empty());
    }

    /** 400 for one field of the input, whose path it names. */
    public static Problem ofField(String field, String rule) {
        return of(400, Reason.BAD_INPUT, rule).field(field);
    }

    public static Problem forbidden(String sentence) {
        return of(403, Reason.FORBIDDEN, sentence);
    }

    /** The same, naming the input that is wrong. */
    public Problem field(String path) {
        return new Problem(type, title, status, detail, errCode, errMsg, Optional.of(path), command);
    }

    /** The same, naming the command it is about. */
    public Problem command(String id) {
        return new Problem(type, title, status, detail, errCode, errMsg, field, Optional.of(id));
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }

    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(Wire.bytes(this)).build();
    }
}
