package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.engines.Database;
import dev.hookswitch.engines.Engines;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One database for each service that keeps something, in the embedded PostgreSQL or in those the environment names. */
final class Databases {
    private Databases() {}

    /** {@code ROOM_DATABASE}, without its {@code _URL}, {@code _USER} or {@code _PASSWORD}. */
    static String prefix(Service service) {
        return service.name().toUpperCase(Locale.ROOT) + "_DATABASE";
    }

    /** Of the database, and of the role that owns it. */
    static String name(Service service) {
        return "hookswitch_" + service.wireName();
    }

    /** The environment variables that name databases. */
    static Set<String> variables() {
        return Arrays.stream(Service.values())
                .flatMap(service -> Stream.of("_URL", "_USER", "_PASSWORD").map(part -> prefix(service) + part))
                .collect(Collectors.toUnmodifiableSet());
    }

    static boolean isNamed(Service service, Map<String, String> environment) {
        return !environment.getOrDefault(prefix(service) + "_URL", "").isBlank();
    }

    /** Whether a PostgreSQL of our own is needed at all. */
    static boolean areAllNamed(Map<String, String> environment) {
        return Arrays.stream(Service.values())
                .filter(service -> service.log().isPresent())
                .allMatch(service -> isNamed(service, environment));
    }

    /** Makes those that the environment does not name, or finds them again. */
    static Map<Service, Database> make(Engines engines, DataDirectory data, Map<String, String> environment) {
        var databases = new EnumMap<Service, Database>(Service.class);
        for (var service : Service.values()) {
            if (!service.log().isPresent()) {
                continue;
            }
            databases.put(
                    service,
                    isNamed(service, environment) ? named(service, environment) : made(service, engines, data));
        }
        return databases;
    }

    private static Database named(Service service, Map<String, String> environment) {
        return new Database(
                environment.getOrDefault(prefix(service) + "_URL", ""),
                environment.getOrDefault(prefix(service) + "_USER", ""),
                environment.getOrDefault(prefix(service) + "_PASSWORD", ""));
    }

    private static Database made(Service service, Engines engines, DataDirectory data) {
        var name = name(service);
        try {
            return engines.postgresAddress().create(name, data.secret("database-" + service.wireName()));
        } catch (SQLException e) {
            throw new LocalFailed("The database " + name + " cannot be made: " + e.getMessage(), e);
        }
    }
}
