package dev.hookswitch.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** The front door's {@code /} under {@code up}: what runs here, what to type next, and what the demo's log-in is. */
final class HomePage {
    static final String PATH = "/";

    /** Nothing is loaded but the demo's two seats, in frames; the page has no script. */
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri"
            + " 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Whether the page offers the certificate of an authority of the platform's own. */
    enum AuthorityLink {
        SHOWN,
        LEFT_OUT
    }

    private HomePage() {}

    static Document of(UpOptions.Demo demo, AuthorityLink authority) {
        var html = whole();
        html = switch (demo) {
            case OPEN -> html;
            case LEFT_OUT -> without("demo", html);
        };
        html = switch (authority) {
            case SHOWN -> html;
            case LEFT_OUT -> without("authority", html);
        };
        return new Document("text/html; charset=utf-8", Map.of("Content-Security-Policy", POLICY), html);
    }

    private static String without(String part, String html) {
        return Pattern.compile("<!-- " + part + " -->.*?<!-- /" + part + " -->\n?", Pattern.DOTALL)
                .matcher(html)
                .replaceAll("");
    }

    private static String whole() {
        try (var page = HomePage.class.getResourceAsStream("home.html")) {
            return new String(Objects.requireNonNull(page, "home.html").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
