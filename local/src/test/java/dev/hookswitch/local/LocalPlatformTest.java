package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookswitch.contracts.Service;
import dev.hookswitch.engines.CoturnEngine;
import dev.hookswitch.local.client.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The supervisor with real engines and, so that it needs no built service, tiny processes in the services' places. */
class LocalPlatformTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<String> SAID = new CopyOnWriteArrayList<>();

    private static final Set<String> PARTS = CoturnEngine.isInstalled()
            ? Set.of("auth", "billing", "push", "room", "gateway", "kafka", "postgres", "redis", "coturn")
            : Set.of("auth", "billing", "push", "room", "gateway", "kafka", "postgres", "redis");

    @TempDir
    static Path folder;

    private static LocalPlatform platform;

    @BeforeAll
    static void start() throws IOException {
        var checkout = folder.resolve("checkout");
        for (var service : Service.values()) {
            TinyService.jar(checkout.resolve(service.program()).resolve("target/quarkus-app/quarkus-run.jar"));
        }
        System.setProperty("hookswitch.checkout", checkout.toString());
        platform = LocalPlatform.start(folder.resolve("data"), 0, Map.of(), SAID::add);
    }

    @AfterAll
    static void stop() {
        var processes = platform.pids().values().stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .toList();
        platform.close();
        System.clearProperty("hookswitch.checkout");
        assertThat(processes).hasSize(PARTS.size()).noneMatch(ProcessHandle::isAlive);
        var stops = SAID.stream()
                .filter(line -> line.endsWith("stopped") && !line.startsWith("coturn"))
                .toList();
        assertThat(stops)
                .containsExactly(
                        "services have stopped", "kafka has stopped", "postgres has stopped", "redis has stopped");
    }

    @Test
    void everyPartRunsBehindOneDoor() {
        assertThat(platform.pids()).containsOnlyKeys(PARTS);
        assertThat(SAID.stream().anyMatch(line -> line.startsWith("no relay for media")))
                .isNotEqualTo(CoturnEngine.isInstalled());
        assertThat(Api.at(platform.address()).get("/v1/rooms").isOk()).isTrue();
        assertThat(Api.at(platform.address()).get("/internal/v1/status").status())
                .isEqualTo(404);
    }

    @Test
    void killedServiceComesBackAsTheSameInstanceBehindTheDoor() throws IOException {
        var killed = platform.pid("room");
        var instance = instance(killed);
        var restarts = platform.restartCount("room");
        platform.kill("room");
        platform.awaitRestart("room", restarts + 1, PATIENCE);
        assertThat(platform.pid("room")).isNotEqualTo(killed);
        assertThat(instance(platform.pid("room"))).isEqualTo(instance).isEqualTo("room-1");
        assertThat(Api.at(platform.address()).get("/v1/rooms").isOk()).isTrue();
    }

    /** What a process was told to be. */
    private static String instance(long pid) throws IOException {
        var start = "HOOKSWITCH_INSTANCE=";
        return Files.readString(Path.of("/proc", Long.toString(pid), "environ"))
                .transform(environment -> Stream.of(environment.split("\0")))
                .filter(variable -> variable.startsWith(start))
                .map(variable -> variable.substring(start.length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void killedRedisComesBack() {
        var killed = platform.pid("redis");
        platform.kill("redis");
        platform.awaitRestart("redis", 1, PATIENCE);
        assertThat(platform.pid("redis")).isNotEqualTo(killed);
    }

    @Test
    void serviceThatHangsIsNotEndedAndGoesOn() {
        var pid = platform.pid("billing");
        platform.signal("billing", "STOP");
        platform.signal("billing", "CONT");
        assertThat(Api.at(platform.address()).get("/v1/billing/balance").isOk()).isTrue();
        assertThat(platform.pid("billing")).isEqualTo(pid);
    }

    @Test
    void secondGatewayComesAndGoes() {
        var second = platform.addGateway();
        assertThat(second).isEqualTo("gateway-2");
        assertThat(platform.isReady(second)).isTrue();
        platform.stop(second);
        assertThat(platform.pids()).doesNotContainKey(second).containsKey("gateway");
    }

    @Test
    void dataDirectoryHasOnePlatform() {
        assertThatThrownBy(() -> LocalPlatform.start(folder.resolve("data"), Map.of()))
                .isInstanceOf(LocalFailed.class)
                .hasMessageContaining("Another process runs a platform");
    }

    @Test
    void stateIsToldToOtherProcesses() {
        var data = DataDirectory.at(folder.resolve("data"));
        assertThat(data.supervisor().map(ProcessHandle::pid))
                .hasValue(ProcessHandle.current().pid());
        assertThat(data.state().orElseThrow().address())
                .isEqualTo(platform.address().toString());
    }
}
