package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.HomePage.AuthorityLink;
import dev.hookswitch.local.UpOptions.Demo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HomePageTest {
    private final FrontDoor door = FrontDoor.open(0, _ -> OptionalInt.empty());

    @AfterEach
    void close() {
        door.close();
    }

    private HttpResponse<String> get() throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void pageSaysWhatRunsAndThatTheLogInIsForTryingOnly() throws IOException, InterruptedException {
        door.answer(HomePage.PATH, HomePage.of(Demo.OPEN, AuthorityLink.LEFT_OUT));
        var page = get();
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(page.body()).contains("Hookswitch runs here", "For trying only", "demo-hangs-up", DemoLogIn.PATH);
    }

    @Test
    void pageWithoutDemoTellsNothingOfIt() throws IOException, InterruptedException {
        door.answer(HomePage.PATH, HomePage.of(Demo.LEFT_OUT, AuthorityLink.LEFT_OUT));
        assertThat(get().body()).contains("./hookswitch status").doesNotContainIgnoringCase("demo");
    }

    @Test
    void authorityIsOfferedWhereThePlatformHasOne() throws IOException, InterruptedException {
        door.answer(HomePage.PATH, HomePage.of(Demo.LEFT_OUT, AuthorityLink.SHOWN));
        assertThat(get().body()).contains("href=\"/ca.crt\"");
        door.answer(HomePage.PATH, HomePage.of(Demo.LEFT_OUT, AuthorityLink.LEFT_OUT));
        assertThat(get().body()).doesNotContain("ca.crt");
    }

    @Test
    void thereIsNoPageUnlessItIsOpened() throws IOException, InterruptedException {
        assertThat(get().statusCode()).isEqualTo(404);
        door.answer(HomePage.PATH, HomePage.of(Demo.OPEN, AuthorityLink.LEFT_OUT));
        door.answerNoMore(HomePage.PATH);
        assertThat(get().statusCode()).isEqualTo(404);
    }
}
