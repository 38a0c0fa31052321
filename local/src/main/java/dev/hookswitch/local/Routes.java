package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which service answers a request that comes in by the front door: the platform's public interface, and nothing else. */
public final class Routes {
    private static final String EVENTS = "/v1/events";

    /** By the path's first two segments; {@code /v1/events} is told apart by its upgrade. */
    private static final Map<String, Service> SERVICES = Map.ofEntries(
            Map.entry("/v1/tokens", Service.AUTH),
            Map.entry("/v1/apps", Service.AUTH),
            Map.entry("/v1/models", Service.AUTH),
            Map.entry("/v1/devices", Service.AUTH),
            Map.entry("/v1/users", Service.AUTH),
            Map.entry("/v1/sn-tickets", Service.AUTH),
            Map.entry("/v1/grants", Service.AUTH),
            Map.entry("/v1/signing-keys", Service.AUTH),
            Map.entry("/v1/login-codes", Service.AUTH),
            Map.entry("/.well-known/jwks.json", Service.AUTH),
            Map.entry("/cgi-bin/token", Service.AUTH),
            Map.entry("/cgi-bin/stable_token", Service.AUTH),
            Map.entry("/sns/jscode2session", Service.AUTH),
            Map.entry("/wxa/getsnticket", Service.AUTH),
            Map.entry("/v1/rooms", Service.ROOM),
            Map.entry("/v1/commands", Service.ROOM),
            Map.entry(EVENTS, Service.ROOM),
            Map.entry("/v1/billing", Service.BILLING),
            Map.entry("/v1/licences", Service.BILLING),
            Map.entry("/v1/charges", Service.BILLING),
            Map.entry("/v1/registrations", Service.PUSH),
            Map.entry("/v1/callback", Service.PUSH));

    /** Whatever lies below it: the gateway says which files there are. */
    private static final String PLUGIN = "/plugin/";

    /**
     * What a service behind the door could read as another path than the door does, so that {@code /internal} would be
     * reached by a detour: dot segments, empty segments, backslashes, and any of them percent-encoded.
     */
    private static final Pattern DETOUR =
            Pattern.compile("(^|/)\\.{1,2}(/|$|;)|//|\\\\|%2e|%2f|%5c|%25|%00", Pattern.CASE_INSENSITIVE);

    private Routes() {}

    /**
     * The Maven module of the service that answers below a path's first two segments, for whoever writes another front
     * door. {@code /v1/events} is not in it: it is room-service's, but event-gateway's with an upgrade.
     */
    public static Map<String, String> modulesByPath() {
        var modules = new TreeMap<String, String>();
        SERVICES.forEach((path, service) -> modules.put(path, service.program()));
        modules.remove(EVENTS);
        modules.put(PLUGIN.substring(0, PLUGIN.length() - 1), Service.GATEWAY.program());
        return modules;
    }

    static Route of(String path, Kind kind) {
        if (DETOUR.matcher(path).find()) {
            return new Route.Malformed();
        }
        var service = service(path);
        return switch (kind) {
            case WEB_SOCKET -> path.equals(EVENTS) ? new Route.To(Service.GATEWAY) : new Route.Unknown();
            case REQUEST -> service == null ? new Route.Unknown() : new Route.To(service);
        };
    }

    private static @Nullable Service service(String path) {
        if (path.startsWith(PLUGIN)) {
            return Service.GATEWAY;
        }
        var secondSlash = path.indexOf('/', 1);
        var end = secondSlash < 0 ? -1 : path.indexOf('/', secondSlash + 1);
        return SERVICES.get(end < 0 ? path : path.substring(0, end));
    }

    enum Kind {
        REQUEST,
        WEB_SOCKET
    }

    /** Where a request goes. */
    sealed interface Route {
        record To(Service service) implements Route {}

        record Unknown() implements Route {}

        record Malformed() implements Route {}
    }
}
