package dev.hookswitch.local;

import dev.hookswitch.contracts.web.WebOrigins;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What {@code ./hookswitch up} was asked for. Holds for one run: nothing of it is kept in the data directory. */
record UpOptions(int port, Demo demo, Optional<Path> seed, Optional<Lan> lan, WebOrigins origins) {
    private static final int PORT = 8400;
    private static final int LAN_PORT = 8443;
    private static final String NO_DEMO = "--no-demo";
    private static final String LAN = "--lan";
    private static final String ORIGIN = "--origin";
    private static final Set<String> WITHOUT_VALUE = Set.of(NO_DEMO, LAN);
    private static final Set<String> WITH_VALUE = Set.of("--port", "--seed", "--lan-port", "--cert", "--key", ORIGIN);
    private static final List<String> OF_THE_LAN = List.of("--lan-port", "--cert", "--key");

    /** Whether there are demo apps, their devices and their log-in without a password. */
    enum Demo {
        OPEN,
        LEFT_OUT
    }

    /** Open to the network, by TLS with an authority of its own or with what is brought along. */
    record Lan(int port, Optional<Brought> brought) {}

    /** A certificate and its key, in PEM. */
    record Brought(Path certificate, Path key) {}

    /**
     * Reads options as the launcher passes them on, {@code --port 8400} or {@code --port=8400}.
     *
     * @throws LocalFailed saying which option is wrong and what it takes
     */
    static UpOptions parse(List<String> arguments) {
        var values = new HashMap<String, String>();
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            var argument = rest.pop();
            var equals = argument.indexOf('=');
            var name = equals < 0 ? argument : argument.substring(0, equals);
            if (WITHOUT_VALUE.contains(argument)) {
                values.put(argument, "");
                continue;
            }
            if (WITHOUT_VALUE.contains(name)) {
                throw new LocalFailed(name + " takes no value; see ./hookswitch up --help");
            }
            if (!WITH_VALUE.contains(name)) {
                throw new LocalFailed("up does not know " + name + "; see ./hookswitch up --help");
            }
            var value = Optional.ofNullable(equals < 0 ? rest.poll() : argument.substring(equals + 1))
                    .filter(text -> !text.isBlank())
                    .orElseThrow(() -> new LocalFailed(name + " needs a value; see ./hookswitch up --help"));
            values.merge(name, value, (first, next) -> name.equals(ORIGIN) ? first + "," + next : next);
        }
        var port = port(values, "--port", PORT);
        return new UpOptions(
                port,
                // A file stands in the demo's place.
                values.containsKey(NO_DEMO) || values.containsKey("--seed") ? Demo.LEFT_OUT : Demo.OPEN,
                Optional.ofNullable(values.get("--seed")).map(UpOptions::path),
                lan(values, port),
                origins(values));
    }

    private static Optional<Lan> lan(Map<String, String> values, int taken) {
        if (!values.containsKey(LAN)) {
            OF_THE_LAN.stream().filter(values::containsKey).findFirst().ifPresent(option -> {
                throw new LocalFailed(option + " is for --lan; give both: ./hookswitch up --lan " + option + " …");
            });
            return Optional.empty();
        }
        var port = port(values, "--lan-port", LAN_PORT);
        if (port == taken) {
            throw new LocalFailed("--lan-port and --port must differ: " + port + " serves this machine without TLS.");
        }
        var certificate = Optional.ofNullable(values.get("--cert")).map(UpOptions::path);
        var key = Optional.ofNullable(values.get("--key")).map(UpOptions::path);
        if (certificate.isPresent() != key.isPresent()) {
            throw new LocalFailed("--cert and --key belong together; "
                    + (key.isPresent()
                            ? "name the certificate's file with --cert."
                            : "name its key's file with --key."));
        }
        return Optional.of(new Lan(port, certificate.flatMap(file -> key.map(its -> new Brought(file, its)))));
    }

    /** The option may be given more than once, and stands over the environment's. */
    private static WebOrigins origins(Map<String, String> values) {
        var given = values.get(ORIGIN);
        try {
            return WebOrigins.parse(
                    given != null ? given : Objects.requireNonNullElse(System.getenv(WebOrigins.SETTING), ""));
        } catch (IllegalArgumentException e) {
            throw new LocalFailed((given != null ? ORIGIN : WebOrigins.SETTING) + ": " + e.getMessage(), e);
        }
    }

    private static int port(Map<String, String> values, String option, int otherwise) {
        var text = values.get(option);
        if (text == null) {
            return otherwise;
        }
        try {
            var port = Integer.parseInt(text);
            if (port < 1 || port > 65535) {
                throw new NumberFormatException();
            }
            return port;
        } catch (NumberFormatException e) {
            throw new LocalFailed(option + " must be a number from 1 to 65535, not " + text + ".", e);
        }
    }

    /** A path as its writer meant it: the launcher works in the checkout, wherever it was called from. */
    static Path path(String text) {
        return Path.of(System.getProperty("hookswitch.called-from", ""))
                .resolve(text)
                .toAbsolutePath()
                .normalize();
    }
}
