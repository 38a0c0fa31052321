package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileAndAddressTest {
    @Test
    void bothMayBeLeftOut() {
        assertThat(FileAndAddress.parse("export", List.of()))
                .extracting(FileAndAddress::file, FileAndAddress::address)
                .allMatch(java.util.Optional.empty()::equals);
    }

    @Test
    void addressStandsBeforeOrBehindTheFile() {
        for (var line : List.of("f.yaml --address http://x:1", "--address=http://x:1 f.yaml")) {
            var options = FileAndAddress.parse("seed", List.of(line.split(" ")));
            assertThat(options.file()).hasValue(Path.of("f.yaml").toAbsolutePath());
            assertThat(options.address()).hasValue("http://x:1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "f.yaml g.yaml, seed does not know g.yaml",
        "--adress http://x:1 f.yaml, seed does not know --adress",
        "f.yaml --address, --address needs a value",
    })
    void mistakeIsNamed(String line, String what) {
        assertThatThrownBy(() -> FileAndAddress.parse("seed", List.of(line.split(" "))))
                .isInstanceOf(LocalFailed.class)
                .hasMessage(what + "; see ./hookswitch seed --help");
    }
}
