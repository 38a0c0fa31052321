package dev.hookswitch.local;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is answered for trying the platform in a browser, by the whole path: two seats, their log-in, and facts for them. */
final class DemoAnswers {
    private static final Map<String, String> PAGES = Map.of(
            "/demo/phone", "phone.html",
            "/demo/device", "device.html",
            "/demo/demo.js", "demo.js",
            "/demo/demo.css", "demo.css");

    static final Set<String> PATHS = Stream.concat(Stream.of(DemoLogIn.PATH, DemoFacts.PATH), PAGES.keySet().stream())
            .collect(Collectors.toUnmodifiableSet());

    private DemoAnswers() {}

    static Map<String, Handler<HttpServerRequest>> of(DemoLogIn logIn, DemoFacts facts) {
        var answers = new HashMap<String, Handler<HttpServerRequest>>();
        answers.put(DemoLogIn.PATH, logIn);
        answers.put(DemoFacts.PATH, facts);
        PAGES.forEach((path, file) -> answers.put(path, Page.ofDemo(file)));
        return Map.copyOf(answers);
    }
}
