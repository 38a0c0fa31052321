package dev.hookswitch.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.engines.CoturnEngine;
import dev.hookswitch.engines.CoturnEngine.Peers;
import dev.hookswitch.messaging.CreateTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docker-compose.yml} says of the services what they say of themselves, and no secret. */
class ComposeTest {
    private static final String DONE = "service_completed_successfully";
    private static final String HEALTHY = "service_healthy";

    /** By these names a value is a secret, or holds one. */
    private static final Pattern SECRET =
            Pattern.compile(".*(PASSWORD|SECRET|SECRETS|ENCRYPTION_KEY|REDIS_HOSTS|DATABASE_URL)");

    private final Compose compose = new Compose();

    static List<BuiltService> services() {
        return BuiltService.all();
    }

    static List<BuiltService> databases() {
        return BuiltService.all().stream().filter(BuiltService::hasDatabase).toList();
    }

    static Stream<String> containers() {
        return new Compose().services().stream();
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyServiceRunsAsItsImage(BuiltService service) {
        assertThat(compose.image(service.name())).isEqualTo("hookswitch/" + service.name());
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyKeyOfAServiceIsOneItKnows(BuiltService service) {
        assertThat(service.environment())
                .containsAll(compose.environment(service.name()).keySet());
    }

    @ParameterizedTest
    @MethodSource("services")
    void aServiceIsToldWhereItsEnginesAreAndWhoItIs(BuiltService service) {
        var keys = compose.environment(service.name()).keySet();

        assertThat(keys).contains("KAFKA_BOOTSTRAP_SERVERS", "REDIS_HOSTS");
        assertThat(keys)
                .contains(
                        service.shortName().equals("auth")
                                ? "HOOKSWITCH_SERVICE_SECRETS"
                                : "HOOKSWITCH_SERVICE_SECRET");
    }

    @Test
    void authKnowsTheSecretOfEachOtherService() {
        var secrets = Stream.of(compose.environment("auth-service")
                        .get("HOOKSWITCH_SERVICE_SECRETS")
                        .split(","))
                .collect(Collectors.toMap(pair -> pair.split("=", 2)[0], pair -> pair.split("=", 2)[1]));

        assertThat(secrets)
                .isEqualTo(services().stream()
                        .filter(service -> !service.shortName().equals("auth"))
                        .collect(Collectors.toMap(
                                BuiltService::shortName,
                                service -> compose.environment(service.name()).get("HOOKSWITCH_SERVICE_SECRET"))));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void aDatabaseIsMadeAndMigratedBeforeItsServiceStarts(BuiltService service) {
        var prefix = service.shortName().toUpperCase(Locale.ROOT) + "_DATABASE_";
        var migration = service.shortName() + "-migrate";
        var environment = compose.environment(service.name());

        assertThat(compose.image(migration)).isEqualTo(compose.image(service.name()));
        assertThat(compose.environment(migration)).isEqualTo(environment);
        assertThat(environment).containsKeys(prefix + "URL", prefix + "USER");
        assertThat(environment.get(prefix + "PASSWORD"))
                .isEqualTo(compose.environment("databases").get(prefix + "PASSWORD"));
        assertThat(environment).containsEntry("QUARKUS_FLYWAY_MIGRATE_AT_START", "false");
        assertThat(compose.conditions(migration)).containsEntry("databases", DONE);
        assertThat(compose.conditions(service.name())).containsEntry(migration, DONE);
    }

    @ParameterizedTest
    @MethodSource("services")
    void aServiceWaitsForItsTopics(BuiltService service) {
        assertThat(compose.conditions(service.name()))
                .containsEntry("topics", DONE)
                .containsEntry("valkey", HEALTHY);
        assertThat(compose.conditions("front-door")).containsEntry(service.name(), HEALTHY);
    }

    @Test
    void topicsAreThoseOfOneMachine() {
        var environment = compose.environment("topics");

        assertThat(new CreateTopics(
                        Integer.parseInt(environment.get("HOOKSWITCH_LOG_PARTITIONS")),
                        CreateTopics.onOneMachine().answersPartitions(),
                        Short.parseShort(environment.get("HOOKSWITCH_REPLICAS"))))
                .isEqualTo(CreateTopics.onOneMachine());
    }

    @Test
    void whateverIsWaitedForIsThere() {
        compose.services()
                .forEach(service -> compose.conditions(service).forEach((other, condition) -> {
                    assertThat(compose.services()).contains(other);
                    assertThat(condition).as(other).isEqualTo(compose.isJob(other) ? DONE : HEALTHY);
                }));
    }

    @ParameterizedTest
    @MethodSource("containers")
    void aContainerHasALimitOfMemory(String service) {
        assertThat(compose.service(service)).containsKey("mem_limit");
    }

    @ParameterizedTest
    @MethodSource("containers")
    void ourContainersMayDoNothingMore(String service) {
        if (!compose.isOurs(service)) {
            return;
        }
        assertThat(compose.service(service))
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .doesNotContainKeys("privileged", "user", "ports");
    }

    @Test
    void everySecretIsDemandedAndNoneIsWritten() {
        var secrets = new TreeSet<String>();
        for (var service : compose.services()) {
            compose.environment(service).forEach((key, value) -> {
                // Where a database is, without a password in it.
                if (SECRET.matcher(key).matches() && !value.startsWith("jdbc:")) {
                    secrets.add(key);
                    assertThat(Compose.demanded(value)).as(key).isNotEmpty();
                    assertThat(Compose.literally(value))
                            .as(key)
                            .matches("|redis://:@valkey:6379|postgresql://postgres:@postgres:5432/postgres|[a-z=,]*");
                }
            });
        }
        assertThat(secrets).contains("HOOKSWITCH_OPERATOR_SECRET", "HOOKSWITCH_KEY_ENCRYPTION_KEY", "TURN_SECRET");
    }

    @Test
    void whatIsDemandedIsMadeAndNothingElse(@TempDir Path folder) throws IOException, InterruptedException {
        var made = environmentFile(folder, "--cert", "LICENSE", "--key", "LICENSE");

        var demanded = new HashSet<String>();
        Compose.files().forEach(text -> demanded.addAll(Compose.demanded(text)));

        assertThat(made.keySet()).containsAll(demanded);
        made.keySet().removeAll(demanded);
        assertThat(made.keySet()).containsExactlyInAnyOrder("COMPOSE_FILE", "COMPOSE_PROFILES", "HOOKSWITCH_ADDRESS");
    }

    @Test
    void secretsAreNewEachTimeAndStayWhereTheyAre(@TempDir Path one, @TempDir Path other)
            throws IOException, InterruptedException {
        var first = environmentFile(one);

        assertThat(environmentFile(one)).isEqualTo(first);
        var second = environmentFile(other);
        first.forEach((key, value) -> {
            if (SECRET.matcher(key).matches()) {
                assertThat(second.get(key)).as(key).isNotEqualTo(value).hasSizeGreaterThan(40);
            }
        });
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one.resolve("env"))))
                .isEqualTo("rw-------");
    }

    /** As {@code ./hookswitch compose-env} makes it. */
    private static Map<String, String> environmentFile(Path folder, String... options)
            throws IOException, InterruptedException {
        var file = folder.resolve("env");
        var command = Stream.concat(Stream.of("build/compose-env"), Stream.of(options))
                .toList();
        var script = new ProcessBuilder(command)
                .directory(Checkout.file("").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        script.environment().put("HOOKSWITCH_ENV_FILE", file.toString());
        assertThat(script.start().waitFor()).isZero();
        return Files.readAllLines(file).stream()
                .collect(Collectors.toMap(line -> line.split("=", 2)[0], line -> line.split("=", 2)[1]));
    }

    @Test
    void theRelayDeniesWhatTheOneOfOneMachineDenies() {
        assertThat(Checkout.text("deploy/compose/turnserver.conf").lines())
                .filteredOn(line -> line.startsWith("denied-peer-ip="))
                .containsExactlyElementsOf(CoturnEngine.denied(Peers.PUBLIC).stream()
                        .map(range -> "denied-peer-ip=" + range)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("services")
    void anImageListensWhereTheDoorAndTheOthersAsk(BuiltService service) {
        var image = Checkout.text(service.name() + "/Dockerfile");

        assertThat(image)
                .contains(
                        "HTTP_PORT=8080",
                        "EXPOSE 8080\n",
                        "HOOKSWITCH_NAME=" + service.shortName() + " ",
                        "USER 10001:10001\n")
                .doesNotContain("# syntax=");
        assertThat(service.environment())
                .contains("HTTP_PORT", "HTTP_HOST", "HOOKSWITCH_INSTANCE", "HOOKSWITCH_KEYS_FILE");
        assertThat(Checkout.text("deploy/compose/nginx.conf")).contains("proxy_pass http://$service:8080;");
        var urls = compose.environment(service.name()).entrySet().stream()
                .filter(entry -> Set.of("AUTH_URL", "ROOM_URL").contains(entry.getKey()))
                .map(Map.Entry::getValue);
        assertThat(urls).allMatch(List.of("http://auth-service:8080", "http://room-service:8080")::contains);
    }
}
