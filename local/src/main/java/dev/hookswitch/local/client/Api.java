package dev.hookswitch.local.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hookswitch.contracts.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * REST through the front door, with one subject's token.
 *
 * <p>Bodies are plain maps and lists, so that a test can also send what no correct client would. Thread-safe.
 */
public final class Api {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final URI address;
    private final String token;

    private Api(HttpClient http, URI address, String token) {
        this.http = http;
        this.address = address;
        this.token = token;
    }

    /** Nobody yet: no token. An https address is believed as the environment says. */
    public static Api at(URI address) {
        return at(address, "https".equals(address.getScheme()) ? Trust.fromEnvironment() : Trust.asJava());
    }

    /** The same, believing certificates as told. */
    public static Api at(URI address, Trust trust) {
        var http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trust.context())
                .build();
        return new Api(http, address, "");
    }

    /** The same door with another subject's token. */
    public Api as(String otherToken) {
        return new Api(http, address, otherToken);
    }

    public URI address() {
        return address;
    }

    /** The token this one speaks with; empty without. */
    public String token() {
        return token;
    }

    HttpClient http() {
        return http;
    }

    /** An answer of any status; {@code body} is missing where there was none or no JSON. */
    public record Reply(int status, JsonNode body, String retryAfter) {
        public boolean isOk() {
            return status >= 200 && status < 300;
        }

        /** The body of a good answer; throws {@link Refused} with the problem otherwise. */
        public JsonNode ok() {
            if (!isOk()) {
                throw new Refused(this);
            }
            return body;
        }

        public int errCode() {
            return body.path("errCode").asInt();
        }

        public String text(String field) {
            return body.path(field).asText();
        }
    }

    /** A request that was not taken; the message is the whole problem. */
    public static final class Refused extends IllegalStateException {
        private static final long serialVersionUID = 1;

        private final transient Reply reply;

        Refused(Reply reply) {
            super("HTTP " + reply.status() + " " + reply.body());
            this.reply = reply;
        }

        public Reply reply() {
            return reply;
        }
    }

    /** A path's segment, whatever characters it has. */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public Reply get(String path) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody(), Map.of());
    }

    public Reply post(String path, Object body) {
        return post(path, body, Map.of());
    }

    public Reply post(String path, Object body, Map<String, String> headers) {
        return send("POST", path, HttpRequest.BodyPublishers.ofByteArray(Wire.bytes(body)), headers);
    }

    public Reply put(String path, Object body) {
        return send("PUT", path, HttpRequest.BodyPublishers.ofByteArray(Wire.bytes(body)), Map.of());
    }

    public Reply delete(String path) {
        return send("DELETE", path, HttpRequest.BodyPublishers.noBody(), Map.of());
    }

    /** A body as it is, for what is not JSON. */
    public Reply postRaw(String path, byte[] body, Map<String, String> headers) {
        return send("POST", path, HttpRequest.BodyPublishers.ofByteArray(body), headers);
    }

    private Reply send(String method, String path, HttpRequest.BodyPublisher body, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(address.resolve(path)).timeout(TIMEOUT).method(method, body);
        request.setHeader("Content-Type", "application/json");
        if (!token.isEmpty()) {
            request.setHeader("Authorization", "Bearer " + token);
        }
        headers.forEach(request::setHeader);
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(
                    response.statusCode(),
                    json(response.body()),
                    response.headers().firstValue("Retry-After").orElse(""));
        } catch (SSLException e) {
            throw new UncheckedIOException(Trust.inWords(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static JsonNode json(byte[] body) {
        if (body.length == 0) {
            return MissingNode.getInstance();
        }
        try {
            return Wire.json().readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
