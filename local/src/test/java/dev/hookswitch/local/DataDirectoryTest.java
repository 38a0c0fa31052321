package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void secretIsMadeOnceAndReadableByItsOwnerOnly() throws IOException {
        try (var data = DataDirectory.own(folder).orElseThrow()) {
            var secret = data.secret("operator");
            assertThat(secret).hasSize(48).isEqualTo(data.secret("operator")).isNotEqualTo(data.secret("other"));
            var file = folder.toRealPath().resolve("secrets/operator");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void directoryHasOneOwnerAtATime() {
        try (var first = DataDirectory.own(folder).orElseThrow()) {
            assertThat(first.path()).exists();
            assertThat(DataDirectory.own(folder)).isEmpty();
        }
        var next = DataDirectory.own(folder);
        assertThat(next).isPresent();
        next.get().close();
    }

    @Test
    void portIsKeptWhileItIsFree() throws IOException {
        try (var data = DataDirectory.own(folder).orElseThrow()) {
            var port = data.port("room");
            assertThat(data.port("room")).isEqualTo(port);
            try (var other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(data.port("room")).isNotEqualTo(other.getLocalPort());
            }
        }
    }

    @Test
    void supervisorWhosePidIsAnotherProcesssNowIsGone() {
        try (var data = DataDirectory.own(folder).orElseThrow()) {
            var self = ProcessHandle.current();
            data.write(new PlatformState(
                    self.pid(),
                    Instant.EPOCH,
                    PlatformState.Stage.READY,
                    "http://x",
                    List.of(),
                    Optional.empty(),
                    List.of()));
            assertThat(data.supervisor()).isEmpty();
        }
    }
}
