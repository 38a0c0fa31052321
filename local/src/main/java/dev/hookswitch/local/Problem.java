package dev.hookswitch.local;

/** A problem document (RFC 9457) of the front door itself, in the services' own shape. */
record Problem(String type, String title, int status, String detail, int errCode, String errMsg) {
    static final String MEDIA_TYPE = "application/problem+json";

    /** The contract's code for a platform that is busy (§3.6). */
    private static final int BUSY = -1;

    static Problem of(int status, String slug, int errCode, String sentence) {
        var words = slug.replace('-', ' ');
        var title = Character.toUpperCase(words.charAt(0)) + words.substring(1);
        return new Problem("urn:hookswitch:problem:" + slug, title, status, sentence, errCode, sentence);
    }

    static Problem away(Service service) {
        return of(503, "service-away", BUSY, service.module() + " is away. Send the same request again in a moment.");
    }

    static Problem brokenOff() {
        return of(
                502,
                "service-broke-off",
                BUSY,
                "The service ended before it answered. Send the same request again, with the same Idempotency-Key.");
    }

    static Problem tooLarge() {
        return of(413, "body-too-large", 1004, "A body has at most " + FrontDoor.BODY_BYTES_MAX + " bytes.");
    }
}
