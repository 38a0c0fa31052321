package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cache a part is started with. That the JVM takes it is seen where {@code up} starts twice. */
class AotCachesTest {
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
        return directory.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
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
}
