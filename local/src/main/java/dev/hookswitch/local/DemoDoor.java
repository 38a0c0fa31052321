package dev.hookswitch.local;

import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.local.UpOptions.Demo;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link FrontDoor} answers itself on one machine, as a process behind another front door: the page at {@code /}, the
 * demo's seats and their log-in. For trying only; who leaves it out loses nothing of the platform.
 */
final class DemoDoor {
    private DemoDoor() {}

    /**
     * Argument: the directory where {@link SeedJob} has kept the secrets of the demo's apps. Environment: {@code AUTH_URL},
     * {@code HTTP_HOST}, {@code HTTP_PORT}.
     */
    public static void main(String[] args) {
        var data = DataDirectory.at(Path.of(args[0]));
        var auth = Optional.of(URI.create(environment("AUTH_URL")));
        var logIn = new DemoLogIn(() -> auth, app -> secret(data, app));
        // Who reaches the front door before it by which address is not known here, and there is no Node beside the
        // demo's devices.
        var facts = new DemoFacts(List::of, () -> false);
        var answers = new HashMap<String, Handler<HttpServerRequest>>(DemoAnswers.of(logIn, facts));
        answers.put(HomePage.PATH, HomePage.of(Demo.OPEN, HomePage.AuthorityLink.LEFT_OUT));
        answers.put("/q/health/ready", request -> request.response().end());
        Vertx.vertx()
                .createHttpServer()
                .requestHandler(request ->
                        answers.getOrDefault(request.path(), DemoDoor::nothing).handle(request))
                .listen(Integer.parseInt(environment("HTTP_PORT")), environment("HTTP_HOST"))
                .onSuccess(server -> System.out.println("the demo's pages are served at port " + server.actualPort()))
                .onFailure(e -> {
                    System.err.println("The demo's pages cannot be served: " + e.getMessage());
                    System.exit(1);
                });
    }

    private static void nothing(HttpServerRequest request) {
        FrontDoor.answer(request, Problem.of(404, Reason.NO_SUCH_RESOURCE, "There is nothing at this path."));
    }

    private static String secret(DataDirectory data, String app) {
        return KeptSecrets.of(data, app).orElseThrow(() -> new LocalFailed("The app " + app + " was not seeded."));
    }

    private static String environment(String key) {
        return Objects.requireNonNull(System.getenv(key), key);
    }
}
