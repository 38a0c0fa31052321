package dev.hookswitch.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Service;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.RenewedToken;
import dev.hookswitch.local.terminal.DemoDevice;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * {@code POST /demo/tokens}: the token of a user or device of the demo apps, for whoever asks. It stands in for the
 * developer's server, which lets people in only after they have logged in there, and is for trying only.
 *
 * <p>It asks auth-service as the demo app's server would. A device is given a new key for each token, as if its firmware
 * had been reset; the tokens it has stay good.
 */
final class DemoLogIn implements Handler<HttpServerRequest> {
    static final String PATH = "/demo/tokens";

    private static final int BODY_BYTES_MAX = 1024;

    private final Supplier<Optional<URI>> address;
    private final UnaryOperator<String> secrets;

    /** The token of each app's server: proving oneself with a given secret costs auth-service a third of a second. */
    private final Map<String, RenewedToken> servers = new ConcurrentHashMap<>();

    /**
     * @param address of auth-service at this moment
     * @param secrets gives the secret of a demo app
     */
    DemoLogIn(Supplier<Optional<URI>> address, UnaryOperator<String> secrets) {
        this.address = address;
        this.secrets = secrets;
    }

    /** Who wants a token, or why nobody gets one. */
    private sealed interface Wish {
        record User(String app, String openId) implements Wish {}

        record Device(String app, String sn, String modelId) implements Wish {}

        record Not(Problem problem) implements Wish {}
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader(HttpHeaders.ALLOW, "POST");
            FrontDoor.answer(request, Problem.of(405, Reason.NO_SUCH_METHOD, "Tokens are asked for by POST."));
        } else if (!isJson(request)) {
            // A page of another origin may send any other type without asking the browser's leave.
            FrontDoor.answer(
                    request,
                    Problem.of(415, Reason.UNSUPPORTED_MEDIA_TYPE, "Send the body as Content-Type: application/json."));
        } else if (declaredBytes(request) > BODY_BYTES_MAX) {
            FrontDoor.answer(
                    request,
                    Problem.of(
                            413,
                            Reason.BODY_TOO_LARGE,
                            "Send a body with a Content-Length of at most " + BODY_BYTES_MAX + " bytes."));
        } else {
            // Not on the event loop, which carries every call.
            request.body()
                    .onSuccess(body -> Thread.ofVirtual().name("demo-log-in").start(() -> logIn(request, body)));
        }
    }

    private static boolean isJson(HttpServerRequest request) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    }

    /** A body without a declared length could be of any. */
    private static long declaredBytes(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? Long.MAX_VALUE : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void logIn(HttpServerRequest request, Buffer body) {
        var wish = wish(body);
        if (wish instanceof Wish.Not(var problem)) {
            FrontDoor.answer(request, problem);
            return;
        }
        var auth = address.get();
        if (auth.isEmpty()) {
            FrontDoor.answer(request, Problem.away(Service.AUTH));
            return;
        }
        try {
            answer(request, token(Api.at(auth.get()), wish));
        } catch (Api.Refused e) {
            FrontDoor.answer(
                    request,
                    e.reply().status() >= 500
                            ? Problem.away(Service.AUTH)
                            : Problem.of(
                                    502,
                                    Reason.DEMO_NOT_THERE,
                                    "The demo apps are not as they were made; see ./hookswitch reset."));
        } catch (UncheckedIOException e) {
            FrontDoor.answer(request, Problem.brokenOff());
        }
    }

    private JsonNode token(Api auth, Wish wish) {
        return switch (wish) {
            case Wish.User(var app, var openId) ->
                server(auth, app)
                        .api()
                        .post("/v1/users/" + openId + "/tokens", Map.of())
                        .ok();
            case Wish.Device(var app, var sn, var modelId) -> {
                var server = server(auth, app);
                yield server.deviceTokenReply(server.register(sn, modelId)).ok();
            }
            case Wish.Not _ -> throw new IllegalStateException("answered before");
        };
    }

    private AppServer server(Api auth, String app) {
        var token = servers.computeIfAbsent(app, id -> RenewedToken.ofApp(auth, id, secrets.apply(id)));
        return AppServer.withToken(auth, app, token.get());
    }

    private static void answer(HttpServerRequest request, JsonNode token) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Buffer.buffer(Wire.bytes(token)));
    }

    private static Wish wish(Buffer body) {
        JsonNode json;
        try {
            json = Wire.json().readTree(body.getBytes());
        } catch (IOException e) {
            return bad("The body must be JSON such as {\"openId\": \"" + Seeds.USER + "\"}.");
        }
        var app = json.path("appid").asText(Seeds.APP);
        var openId = text(json, "openId");
        var sn = text(json, "sn");
        if (openId.isPresent() == sn.isPresent()) {
            return bad("Name either a user, \"openId\", or a device, \"sn\".");
        }
        if (!List.of(Seeds.APP, Seeds.PAID_APP).contains(app)) {
            return not("The app is none of the demo's, which are " + Seeds.APP + " and " + Seeds.PAID_APP + ".");
        }
        if (openId.isPresent()) {
            return Seeds.USERS.contains(openId.get())
                    ? new Wish.User(app, openId.get())
                    : not("This user is none of the demo's, which are " + String.join(", ", Seeds.USERS) + ".");
        }
        var device = sn.orElseThrow();
        return Seeds.modelOf(device)
                .<Wish>map(model -> new Wish.Device(app, device, model))
                .orElseGet(() -> not(
                        DemoDevice.isOne(device)
                                ? "The platform plays this device itself."
                                : "This device is none of the demo's, which are " + String.join(", ", Seeds.devices())
                                        + "."));
    }

    private static Optional<String> text(JsonNode json, String field) {
        return Optional.of(json.path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    private static Wish bad(String sentence) {
        return new Wish.Not(Problem.of(400, Reason.BAD_INPUT, sentence));
    }

    private static Wish not(String sentence) {
        return new Wish.Not(Problem.of(403, Reason.NOT_OF_THE_DEMO, sentence));
    }
}
