package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.engines.Ports;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanTest {
    private static final MachineNames MOVED = new MachineNames(
            List.of(InetAddress.ofLiteral("10.1.2.3"), InetAddress.ofLiteral("2001:db8::3")), List.of("laptop"));

    @TempDir
    Path folder;

    @Test
    void machineThatMovesIsReachedAtItsNewAddressWithTheSameAuthority() {
        var port = Ports.free();
        var said = new ArrayList<String>();
        var changes = new ArrayList<String>();
        try (var data = DataDirectory.own(folder.resolve("data")).orElseThrow();
                var door = FrontDoor.open(0, _ -> OptionalInt.empty());
                var lan = Lan.prepare(data, new UpOptions.Lan(port, Optional.empty()), said::add)) {
            lan.open(door, () -> {});
            var authority = lan.authority().orElseThrow().certificate();

            lan.look(door, MOVED, Instant.now(), () -> changes.add("moved"));
            lan.look(door, MOVED, Instant.now(), () -> changes.add("again"));

            assertThat(changes).containsExactly("moved");
            assertThat(said).singleElement().asString().contains("10.1.2.3");
            assertThat(lan.addresses()).containsExactly(URI.create("https://10.1.2.3:" + port));
            assertThat(lan.authority().orElseThrow().certificate()).isEqualTo(authority);
            assertThat(lan.told())
                    .contains(
                            "On the network: https://10.1.2.3:" + port,
                            "tls/ca.crt",
                            "SHA-256",
                            "█",
                            "another-machine");
        }
    }

    @Test
    void onlyIpv6IsNamedWhereThereIsNothingElse() {
        assertThat(MOVED.toType()).containsExactly("10.1.2.3");
        assertThat(new MachineNames(List.of(InetAddress.ofLiteral("2001:db8::3")), List.of()).toType())
                .containsExactly("2001:db8:0:0:0:0:0:3");
    }
}
