package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.engines.Ports;
import dev.hookswitch.local.AotCaches.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cache a part is started with, and whether its JVM takes it. */
class AotCachesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @BeforeEach
    void built() throws IOException {
        for (var service : Service.values()) {
            var jar = jar(service);
            Files.createDirectories(jar.getParent());
            Files.writeString(jar, "as built first");
        }
    }

    private Path jar(Service service) {
        return directory.resolve(service.program()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    private AotCaches caches() {
        return AotCaches.of(new Checkout(directory));
    }

    @Test
    void withoutACacheAPartStartsAsItIs() {
        assertThat(caches().areThere()).isFalse();
        assertThat(caches().use().options("room")).isEmpty();
        assertThat(caches().use().options("kafka")).isEmpty();
    }

    @Test
    void aCacheIsUsedUntilAJarChanges() throws IOException {
        var cache = caches().cache("room");
        Files.createDirectories(cache.getParent());
        Files.writeString(cache, "made");
        assertThat(caches().use().options("room")).containsExactly("-XX:AOTCache=" + cache);
        assertThat(caches().use().options("push")).isEmpty();
        Files.writeString(jar(Service.ROOM), "as built after a change");
        assertThat(caches().use().options("room")).isEmpty();
    }

    @Test
    void eachPartRecordsIntoAFileOfItsOwn() {
        assertThat(caches().record(directory).options("auth"))
                .containsExactly("-XX:AOTMode=record", "-XX:AOTConfiguration=" + directory.resolve("auth.recorded"));
        assertThat(caches().record(directory).options("auth"))
                .isNotEqualTo(caches().record(directory).options("billing"));
    }

    @Test
    void partsAreTheServicesAndKafka() {
        assertThat(List.of("auth", "billing", "push", "room", "gateway", "kafka"))
                .allSatisfy(
                        part -> assertThat(caches().cache(part).getFileName().toString())
                                .startsWith(part + "-"));
    }

    @Test
    void aCacheIsMadeOfWhatAPartDidAndItsNextJvmTakesIt() throws IOException, InterruptedException {
        TinyService.jar(jar(Service.ROOM));
        whileItServes(
                caches().record(directory).options("room"),
                process -> assertThat(caches().standing("room", process)).isEqualTo(Standing.NOT_MADE));
        caches().assemble("room", directory);

        var loaded = directory.resolve("loaded");
        var withCache = caches().use().options("room");
        whileItServes(
                both(withCache, "-Xlog:class+load:file=" + loaded),
                process -> assertThat(caches().standing("room", process)).isEqualTo(Standing.USED));
        assertThat(loaded).content().contains(TinyService.class.getName() + " source: shared objects file");

        // Made by another JVM than this one, as it were: this one does not take it.
        whileItServes(
                both(withCache, "-XX:-UseCompressedOops"),
                process -> assertThat(caches().standing("room", process)).isEqualTo(Standing.REFUSED));
        assertThat(caches().standing("room", ProcessHandle.current())).isEqualTo(Standing.MADE_SINCE);
    }

    private static List<String> both(List<String> options, String further) {
        return Stream.concat(options.stream(), Stream.of(further)).toList();
    }

    private void whileItServes(List<String> options, Consumer<ProcessHandle> check)
            throws IOException, InterruptedException {
        var port = Ports.free();
        var builder = new ProcessBuilder(ServiceLaunch.command(jar(Service.ROOM), options))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("room.log").toFile());
        builder.environment().put("HTTP_PORT", Integer.toString(port));
        var process = builder.start();
        try (var health = new Health()) {
            await().atMost(PATIENCE).until(() -> health.isReady(port));
            check.accept(process.toHandle());
            process.destroy();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
