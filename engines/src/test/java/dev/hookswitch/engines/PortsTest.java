package dev.hookswitch.engines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void eachIsFreeAndGivenOnce() {
        assertThat(IntStream.range(0, 100).map(_ -> Ports.free()))
                .doesNotHaveDuplicates()
                .allMatch(Ports::isFree);
    }

    @Test
    void oneThatIsListenedOnIsNotFree() throws IOException {
        var port = Ports.free();
        assertThat(Ports.isFree(port)).isTrue();
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(port)).isFalse();
        }
        assertThat(Ports.isFree(port)).isTrue();
    }
}
