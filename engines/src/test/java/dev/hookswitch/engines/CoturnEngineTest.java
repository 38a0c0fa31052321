package dev.hookswitch.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hookswitch.engines.CoturnEngine.Network;
import dev.hookswitch.engines.CoturnEngine.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the client that comes in coturn's own package, which makes credentials by the draft for itself. */
class CoturnEngineTest {
    @TempDir
    Path directory;

    @BeforeAll
    static void installed() {
        assumeTrue(CoturnEngine.isInstalled(), "There is no turnserver; install the package " + CoturnEngine.PACKAGE);
    }

    @Test
    void relaysForWhoKnowsTheSecretAndForNobodyElse() throws IOException, InterruptedException {
        try (var coturn = new CoturnEngine(directory, Network.LOOPBACK.with(Peers.LOOPBACK_TOO))) {
            coturn.start();

            assertThat(client(coturn, coturn.secret(), "-y"))
                    .contains("Received relay addr: 127.0.0.1")
                    .contains("Total lost packets 0 ");
            assertThat(client(coturn, "not-the-secret", "-y"))
                    .contains("Cannot complete Allocation")
                    .doesNotContain("Received relay addr");
        }
    }

    @Test
    void allocatesButDoesNotRelayIntoThisMachineOrAPrivateNetwork() throws IOException, InterruptedException {
        try (var coturn = new CoturnEngine(directory, Network.LOOPBACK)) {
            coturn.start();

            for (var peer : List.of("127.0.0.1", "10.0.0.1", "192.168.1.1", "172.31.255.254", "169.254.169.254")) {
                assertThat(client(coturn, coturn.secret(), "-e", peer))
                        .as(peer)
                        .contains("Received relay addr")
                        .contains("error 403 (Forbidden IP)");
            }
            // No packet leaves: the relay is bound to loopback. That it may is what tells the others from a relay to
            // nobody.
            assertThat(client(coturn, coturn.secret(), "-e", "8.8.8.8")).doesNotContain("error 403");
        }
    }

    @Test
    void keepsItsSecretAndItsPortAndShowsTheSecretToNobody() throws IOException {
        try (var coturn = new CoturnEngine(directory, Network.LOOPBACK)) {
            coturn.start();
            var urls = coturn.urls();
            var secret = coturn.secret();
            assertThat(urls).first().asString().matches("turn:127\\.0\\.0\\.1:\\d+\\?transport=udp");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(directory.resolve("coturn/turnserver.conf"))))
                    .isEqualTo("rw-------");

            coturn.killForcibly();
            coturn.start();
            assertThat(coturn.urls()).isEqualTo(urls);
            assertThat(coturn.secret()).isEqualTo(secret);
            assertThat(coturn.log()).content().doesNotContain(secret);
        }
    }

    /**
     * Allocates and sends two packets; what the client said.
     *
     * @param to {@code -y} to another allocation of its own, {@code -e} to this peer
     */
    private static String client(CoturnEngine coturn, String secret, String... to)
            throws IOException, InterruptedException {
        var url = coturn.urls().getFirst();
        var port = url.substring(url.lastIndexOf(':') + 1, url.indexOf('?'));
        var command = new ArrayList<>(List.of("timeout", "20", "turnutils_uclient", "-v", "-c", "-n", "2", "-m", "1"));
        command.addAll(List.of("-u", "room/user:mum", "-W", secret, "-p", port));
        command.addAll(List.of(to));
        command.add("127.0.0.1");
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
