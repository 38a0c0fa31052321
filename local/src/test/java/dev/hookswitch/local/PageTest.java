package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PageTest {
    private final FrontDoor door = FrontDoor.open(0, _ -> OptionalInt.empty());
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void open() {
        door.answer("/demo/phone", Page.ofDemo("phone.html"));
    }

    @AfterEach
    void close() {
        client.close();
        door.close();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/demo/phone"));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void loadsNothingFromElsewhere() throws IOException, InterruptedException {
        var page = send(request());
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'self'");
        assertThat(page.body()).contains("<demo-phone>");
    }

    @Test
    void isSentOnceAndThenOnlyWhenItHasChanged() throws IOException, InterruptedException {
        var tag = send(request()).headers().firstValue("ETag").orElseThrow();
        assertThat(send(request().header("If-None-Match", tag)).statusCode()).isEqualTo(304);
        assertThat(send(request().header("If-None-Match", "\"another\"")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void isOnlyToBeRead() throws IOException, InterruptedException {
        var refused = send(request().POST(BodyPublishers.noBody()));
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
}
