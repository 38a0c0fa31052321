package dev.hookswitch.local;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.engines.PostgresAddress;
import java.sql.SQLException;
import java.util.Objects;

/** Makes the services' databases and roles in a PostgreSQL: a job that may run again and again. */
final class DatabasesJob {
    private DatabasesJob() {}

    /**
     * Environment: {@code DATABASE_URL} of a user who may create databases and roles, and {@code ROOM_DATABASE_PASSWORD},
     * likewise for the others. A password that has changed is set anew.
     */
    public static void main(String[] args) {
        var postgres = PostgresAddress.parse(environment("DATABASE_URL"));
        try {
            for (var service : Service.values()) {
                if (service.log().isPresent()) {
                    var password = environment(Databases.prefix(service) + "_PASSWORD");
                    System.out.println(postgres.create(Databases.name(service), password) + " is there");
                }
            }
        } catch (SQLException | IllegalArgumentException e) {
            System.err.println("The databases cannot be made: " + e.getMessage());
            System.exit(1);
        }
    }

    private static String environment(String key) {
        return Objects.requireNonNull(System.getenv(key), key);
    }
}
