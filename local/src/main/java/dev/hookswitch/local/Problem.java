package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.contracts.problem.Reason;

/** A problem document (RFC 9457) of the front door itself, in the services' own shape. */
record Problem(String type, String title, int status, String detail, int errCode, String errMsg) {
    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(int status, Reason reason, String sentence) {
        var slug = reason.slug();
        var errCode = reason.code().number();
        var words = slug.replace('-', ' ');
        var title = Character.toUpperCase(words.charAt(0)) + words.substring(1);
        return new Problem("urn:hookswitch:problem:" + slug, title, status, sentence, errCode, sentence);
    }

    static Problem away(Service service) {
        return of(503, Reason.SERVICE_AWAY, service.program() + " is away. Send the same request again in a moment.");
    }

    static Problem brokenOff() {
        return of(
                502,
                Reason.SERVICE_BROKE_OFF,
                "The service ended before it answered. Send the same request again, with the same Idempotency-Key.");
    }

    static Problem tooLarge() {
        return of(413, Reason.BODY_TOO_LARGE, "A body has at most " + FrontDoor.BODY_BYTES_MAX + " bytes.");
    }
}
