package dev.hookswitch.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.engines.Database;
import dev.hookswitch.engines.TestEngines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A migration runs while the former release still works on the database, so it only adds what that one need not know. What
 * no release uses any more may go: {@code -- unused since 0.2.0: room.rang} in the migration names the first release that
 * did not use it, which must have been made.
 */
class MigrationsTest {
    private static final Path RELEASES = Path.of("../contracts/releases");
    private static final Pattern UNUSED = Pattern.compile("(?m)^-- unused since (\\S+): (\\S+)$");

    static List<Service> owners() {
        return Service.owners();
    }

    private static List<Path> today(Service service) {
        return List.of(
                Path.of("src/main/resources/db/messaging"),
                Path.of("..", service.program(), "src/main/resources/db", service.wireName()));
    }

    private static List<Path> released(Service service) {
        var migrations = RELEASES.resolve(last().toString()).resolve("migrations");
        return List.of(migrations.resolve("messaging"), migrations.resolve(service.wireName()));
    }

    private static Version last() {
        try (var releases = Files.list(RELEASES)) {
            return releases.map(release -> Version.parse(release.getFileName().toString()))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Flyway flyway(Database database, List<Path> places, MigrationVersion target) {
        return Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations(places.stream()
                        .map(place -> "filesystem:" + place.toAbsolutePath().normalize())
                        .toArray(String[]::new))
                .target(target)
                .load();
    }

    private static Schema schema(Database database) throws SQLException {
        try (var connection = database.dataSource().getConnection()) {
            return Schema.of(connection);
        }
    }

    /** Also fails where a migration was changed after its release: then the same numbers are not the same. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("owners")
    void theLastReleaseWorksOnTheSchemaOfThisOne(Service service) throws Exception {
        var database = TestEngines.freshDatabase(service.wireName());
        flyway(database, released(service), MigrationVersion.LATEST).migrate();
        var before = schema(database);

        flyway(database, today(service), MigrationVersion.LATEST).migrate();

        assertThat(stillUsed(before.brokenIn(schema(database)), texts(today(service))))
                .isEmpty();
    }

    /** Each migration as if the ones before it had been released. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("owners")
    void eachMigrationOnlyAdds(Service service) throws Exception {
        var database = TestEngines.freshDatabase(service.wireName());
        var versions = Arrays.stream(flyway(database, today(service), MigrationVersion.LATEST)
                        .info()
                        .all())
                .map(MigrationInfo::getVersion)
                .toList();
        assertThat(versions).hasSizeGreaterThan(1);

        for (var version : versions) {
            var before = schema(database);
            flyway(database, today(service), version).migrate();
            assertThat(stillUsed(before.brokenIn(schema(database)), texts(today(service))))
                    .as("%s of %s", version, service.program())
                    .isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "DROP TABLE callback| callback is gone",
                "ALTER TABLE callback RENAME TO hook| callback is gone",
                "ALTER TABLE callback DROP COLUMN set_at| callback.set_at is gone",
                "ALTER TABLE callback RENAME COLUMN url TO address| callback.url is gone",
                "ALTER TABLE reminder ALTER COLUMN seq TYPE integer| reminder.seq was bigint and is integer",
                "ALTER TABLE callback ADD COLUMN kind text NOT NULL| callback.kind is new and NOT NULL without a default",
                "ALTER TABLE outcome ALTER COLUMN type SET NOT NULL| outcome.type may no longer be NULL",
                "ALTER TABLE callback ALTER COLUMN secret DROP NOT NULL| callback.secret may now be NULL",
                "ALTER TABLE callback ADD CHECK (url LIKE 'https:%')| callback has a new rule, which the running version may break: CHECK",
                "ALTER TABLE registration ADD FOREIGN KEY (app) REFERENCES callback| registration has a new rule",
                "CREATE UNIQUE INDEX ON callback (url)| callback has a new key",
                "ALTER TABLE reminder DROP CONSTRAINT reminder_pkey| reminder has lost a key",
            })
    void findsWhatTheRunningVersionCannotBear(String migration, String finding) throws Exception {
        assertThat(broken(migration)).anySatisfy(found -> assertThat(found).startsWith(finding));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE TABLE more (id text PRIMARY KEY)",
                "ALTER TABLE callback ADD COLUMN note text",
                "ALTER TABLE callback ADD COLUMN kind text NOT NULL DEFAULT 'ring'",
                "CREATE INDEX ON callback (url)",
            })
    void letsPassWhatItNeedNotKnow(String migration) throws Exception {
        assertThat(broken(migration)).isEmpty();
    }

    @Test
    void whatNoReleaseUsesMayGo() throws Exception {
        var broken = broken("ALTER TABLE callback DROP COLUMN set_at");

        assertThat(stillUsed(broken, "-- unused since " + last() + ": callback.set_at\n"))
                .isEmpty();
        assertThat(stillUsed(broken, "-- unused since 99.0.0: callback.set_at\n"))
                .isEqualTo(broken);
        assertThat(stillUsed(broken, "-- unused since " + last() + ": callback.url\n"))
                .isEqualTo(broken);
    }

    private static List<String> broken(String migration) throws SQLException {
        var database = TestEngines.freshDatabase("push");
        flyway(database, today(Service.PUSH), MigrationVersion.LATEST).migrate();
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            var before = Schema.of(connection);
            statement.execute(migration);
            return before.brokenIn(Schema.of(connection));
        }
    }

    private static List<String> stillUsed(List<String> broken, String migrations) {
        var unused = UNUSED.matcher(migrations)
                .results()
                .filter(match -> Version.parse(match.group(1)).compareTo(last()) <= 0)
                .map(match -> match.group(2))
                .toList();
        return broken.stream()
                .filter(finding -> unused.stream().noneMatch(place -> finding.startsWith(place + " ")))
                .toList();
    }

    private static String texts(List<Path> places) throws IOException {
        var texts = new ArrayList<String>();
        for (var place : places) {
            try (var files = Files.list(place)) {
                for (var file : files.toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        return String.join("\n", texts);
    }
}
