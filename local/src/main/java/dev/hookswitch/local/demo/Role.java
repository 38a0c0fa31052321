package dev.hookswitch.local.demo;

import dev.hookswitch.local.Seeds;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.Calls;
import dev.hookswitch.local.client.Seat;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Who a process of the demo is: a user's phone, or a device. */
enum Role {
    PHONE,
    DEVICE;

    /** What the demo's processes are told by environment, because a command line is readable by everybody. */
    static final String ADDRESS = "HOOKSWITCH_DEMO_ADDRESS";

    static final String APP = "HOOKSWITCH_DEMO_APP";
    static final String SECRET = "HOOKSWITCH_DEMO_SECRET";

    /** What a listener says when it can be called. */
    static final String READY = "ready";

    /** What a caller is told when its listener can be called. */
    static final String GO = "go";

    static Role of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    Role other() {
        return this == PHONE ? DEVICE : PHONE;
    }

    /**
     * Gets a token of its own and connects. The app's server is asked for what it alone can give: a user's token, or the
     * ticket by which a device registers the key that it then signs with.
     */
    Seat connect() {
        var door = Api.at(URI.create(environment(ADDRESS)));
        var server = AppServer.withSecret(door, environment(APP), environment(SECRET));
        return switch (this) {
            case PHONE -> server.phone(Seeds.USER, "demo-phone");
            case DEVICE -> server.seat(server.register(Seeds.DEVICE, Seeds.MODEL));
        };
    }

    /** The request by which this one calls the other. */
    Map<String, Object> call() {
        return switch (this) {
            case PHONE -> Calls.callDevice(Seeds.DEVICE, Seeds.MODEL);
            case DEVICE -> Calls.callUser(Seeds.USER);
        };
    }

    private static String environment(String key) {
        return Objects.requireNonNull(System.getenv(key), key);
    }
}
