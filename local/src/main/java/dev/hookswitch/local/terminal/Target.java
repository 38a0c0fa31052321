package dev.hookswitch.local.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.local.LocalFailed;
import dev.hookswitch.local.RunningPlatform;
import dev.hookswitch.local.Seeds;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.RenewedToken;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The app that a command speaks for, and its platform: the one that runs on this machine, or one elsewhere.
 *
 * @param app the token of the app's server
 */
record Target(Api door, String appid, RenewedToken app) {
    static final String APP_SECRET = "HOOKSWITCH_APP_SECRET";

    private static final String PAGE = "/v1/devices?limit=200";

    /** Throws {@link LocalFailed} where there is no platform, or none that takes the app's secret. */
    static Target of(Path data, Optional<URI> elsewhere, Optional<String> appid) {
        var app = appid.orElse(Seeds.APP);
        var address = elsewhere.orElseGet(() -> RunningPlatform.on(data).address());
        var secret = Optional.ofNullable(System.getenv(APP_SECRET))
                .or(() -> elsewhere.isPresent()
                        ? Optional.empty()
                        : RunningPlatform.on(data).appSecret(app))
                .orElseThrow(() -> new LocalFailed("Set " + APP_SECRET + " to the secret of the app " + app
                        + (elsewhere.isPresent() ? "." : ", or name one of the demo's with --app.")));
        var door = Api.at(address);
        var target = new Target(door, app, RenewedToken.ofApp(door, app, secret));
        asked(address, target.app::get);
        return target;
    }

    /** The app's server, to make what it needs. */
    AppServer server() {
        return AppServer.withToken(door, appid, app.get());
    }

    /** A user's token, renewed as long as it is used; throws {@link LocalFailed} if the app has no such user. */
    RenewedToken user(String openId) {
        var token = RenewedToken.ofUser(door, app, openId);
        asked(door.address(), token::get);
        return token;
    }

    /** The model of a device of this app; throws {@link LocalFailed} if there is no such device. */
    String modelOf(String sn) {
        var path = PAGE;
        while (true) {
            var page = devices(path);
            for (var device : page.path("items")) {
                if (device.path("sn").asText().equals(sn)) {
                    return device.path("modelId").asText();
                }
            }
            if (!page.hasNonNull("cursor")) {
                throw new LocalFailed("The app " + appid + " has no device " + sn + ".");
            }
            path = PAGE + "&cursor=" + page.path("cursor").asText();
        }
    }

    private JsonNode devices(String path) {
        return asked(door.address(), () -> door.as(app.get()).get(path).ok());
    }

    private interface Question<T> {
        T ask();
    }

    /** Says in words what went wrong. */
    private static <T> T asked(URI address, Question<T> question) {
        try {
            return question.ask();
        } catch (Api.Refused e) {
            throw new LocalFailed(inWords(e.reply()), e);
        } catch (UncheckedIOException e) {
            throw new LocalFailed("The platform at " + address + " cannot be reached: " + e.getMessage(), e);
        }
    }

    static String inWords(Api.Reply refused) {
        var why = refused.text("errMsg");
        return why.isEmpty() ? "The platform answered with HTTP " + refused.status() + "." : why;
    }
}
