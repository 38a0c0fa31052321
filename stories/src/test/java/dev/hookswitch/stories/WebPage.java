package dev.hookswitch.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** What a browser asks the stories' platform on behalf of a page of this origin; whether the page may read the answer is not looked at. */
record WebPage(String origin) {
    /** The stories' platform lets pages of it call. */
    static final String ALLOWED = "https://shop.example";

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Asks for leave to send a request. */
    HttpResponse<String> preflight(String method, String path) {
        return send(request(path)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "authorization,content-type,hookswitch-endpoint")
                .method("OPTIONS", BodyPublishers.noBody()));
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    /** The status that a socket is answered with; 101 opens it. */
    int socket() {
        var at = Stage.platform().address().resolve("/v1/events").toString().replaceFirst("http", "ws");
        try {
            HTTP.newWebSocketBuilder()
                    .header("Origin", origin)
                    .buildAsync(URI.create(at), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(Stage.platform().address().resolve(path))
                .timeout(PATIENCE)
                .header("Origin", origin);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
