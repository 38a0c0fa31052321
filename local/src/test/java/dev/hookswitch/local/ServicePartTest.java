package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.engines.Ports;
import dev.hookswitch.local.ServicePart.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicePartTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Health health = new Health();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final int port = Ports.free();
    private ServicePart part;

    private ServicePart start(String what) throws IOException {
        var launch = new Launch(
                "room",
                "room",
                port,
                folder.toRealPath(),
                TinyService.command(what),
                Map.of("HTTP_PORT", Integer.toString(port)));
        part = new ServicePart(launch, new RotatingLog(folder.resolve("room.log")), health, said::add, () -> {});
        part.start();
        return part;
    }

    @AfterEach
    void stop() {
        part.stop();
        health.close();
    }

    @Test
    void killedServiceIsStartedAgainAtTheSamePort() throws IOException {
        start("serves").awaitReady(PATIENCE);
        var killed = part.pid();
        Endings.signal(killed, "KILL");
        await().atMost(PATIENCE).until(() -> part.pid() != killed && part.isReady());
        assertThat(part.restarts()).isOne();
        assertThat(health.isReady(port)).isTrue();
        await().atMost(PATIENCE).until(() -> said.size() == 3);
        assertThat(said.get(1)).contains("room ended with 137; starting it again");
    }

    @Test
    void serviceThatNeverServesIsSaidToDoSo() throws IOException {
        start("fails");
        assertThatThrownBy(() -> part.awaitReady(PATIENCE))
                .isInstanceOf(LocalFailed.class)
                .hasMessageContaining("room ends again and again before it serves")
                .hasMessageContaining("room.log");
    }

    @Test
    void stoppedServiceStaysStopped() throws IOException {
        start("serves").awaitReady(PATIENCE);
        var process = ProcessHandle.of(part.pid()).orElseThrow();
        part.stop();
        assertThat(process.isAlive()).isFalse();
        assertThat(part.restarts()).isZero();
    }

    @Test
    void hangingServiceCanBeStopped() throws IOException {
        start("serves").awaitReady(PATIENCE);
        var process = ProcessHandle.of(part.pid()).orElseThrow();
        Endings.signal(process.pid(), "STOP");
        part.stop();
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void leftOverIsKnownByWhereItWorks() throws IOException {
        start("serves").awaitReady(PATIENCE);
        assertThat(Endings.leftOver(folder.toRealPath()).map(ProcessHandle::pid))
                .hasValue(part.pid());
        var elsewhere = folder.resolve("elsewhere");
        java.nio.file.Files.createDirectory(elsewhere);
        DataDirectory.write(elsewhere.resolve("pid"), Long.toString(part.pid()));
        assertThat(Endings.leftOver(elsewhere)).isEmpty();
    }

    @Test
    void guardEndsTheServiceOfASupervisorThatIsGone() throws IOException {
        start("serves").awaitReady(PATIENCE);
        var served = ProcessHandle.of(part.pid()).orElseThrow();
        // The guards are the shells that this process has started; their pipe ends as it would with a killed
        // supervisor.
        Guard.of(served.pid(), folder.toRealPath()).letGo();
        await().atMost(PATIENCE).until(() -> !served.isAlive());
    }
}
