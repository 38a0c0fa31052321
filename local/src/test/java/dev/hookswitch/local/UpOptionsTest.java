package dev.hookswitch.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookswitch.contracts.web.WebOrigins;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpOptionsTest {
    @Test
    void nothingIsTheUsualPort() {
        assertThat(UpOptions.parse(List.of()).port()).isEqualTo(8400);
    }

    @Test
    void valueFollowsOrStandsBehindAnEqualsSign() {
        assertThat(UpOptions.parse(List.of("--port", "8500")).port()).isEqualTo(8500);
        assertThat(UpOptions.parse(List.of("--port=8501")).port()).isEqualTo(8501);
    }

    @Test
    void demoIsThereUnlessLeftOut() {
        assertThat(UpOptions.parse(List.of()).demo()).isEqualTo(UpOptions.Demo.OPEN);
        assertThat(UpOptions.parse(List.of("--no-demo", "--port", "8500")))
                .isEqualTo(new UpOptions(
                        8500, UpOptions.Demo.LEFT_OUT, Optional.empty(), Optional.empty(), WebOrigins.NONE));
    }

    @Test
    void seedFileStandsInTheDemosPlaceAndIsHeldAgainstTheFolderOfTheCaller() {
        assertThat(UpOptions.parse(List.of()).seed()).isEmpty();
        var options = UpOptions.parse(List.of("--seed", "../mine.yaml"));
        assertThat(options.seed())
                .hasValue(Path.of("..").toAbsolutePath().normalize().resolve("mine.yaml"));
        assertThat(options.demo()).isEqualTo(UpOptions.Demo.LEFT_OUT);
    }

    @Test
    void pagesOfOtherOriginsAreNamedOneByOne() {
        assertThat(UpOptions.parse(List.of()).origins()).isEqualTo(WebOrigins.NONE);
        assertThat(UpOptions.parse(List.of("--origin", "https://shop.example", "--origin=http://127.0.0.1:3000"))
                        .origins()
                        .all())
                .containsExactly("https://shop.example", "http://127.0.0.1:3000");
        assertThatThrownBy(() -> UpOptions.parse(List.of("--origin", "*")))
                .isInstanceOf(LocalFailed.class)
                .hasMessageStartingWith("--origin: \"*\" is no web origin.");
    }

    @Test
    void networkStaysOutUnlessAskedFor() {
        assertThat(UpOptions.parse(List.of()).lan()).isEmpty();
        assertThat(UpOptions.parse(List.of("--lan")).lan()).hasValue(new UpOptions.Lan(8443, Optional.empty()));
    }

    @Test
    void certificateAndKeyAreBroughtAlongTogether() {
        var lan = UpOptions.parse(List.of("--lan", "--cert", "/c.pem", "--key=/k.pem", "--lan-port", "443"))
                .lan();
        assertThat(lan)
                .hasValue(new UpOptions.Lan(
                        443, Optional.of(new UpOptions.Brought(Path.of("/c.pem"), Path.of("/k.pem")))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prot 8400    | up does not know --prot; see ./hookswitch up --help",
                "8400           | up does not know 8400; see ./hookswitch up --help",
                "--port         | --port needs a value; see ./hookswitch up --help",
                "--port=        | --port needs a value; see ./hookswitch up --help",
                "--port 65536   | --port must be a number from 1 to 65535, not 65536.",
                "--port eighty  | --port must be a number from 1 to 65535, not eighty.",
                "--lan=yes      | --lan takes no value; see ./hookswitch up --help",
                "--lan --lan-port 0 | --lan-port must be a number from 1 to 65535, not 0.",
                "--lan-port 8444 | --lan-port is for --lan; give both: ./hookswitch up --lan --lan-port …",
                "--cert a.pem   | --cert is for --lan; give both: ./hookswitch up --lan --cert …",
                "--lan --cert a.pem | --cert and --key belong together; name its key's file with --key.",
                "--lan --key a.pem  | --cert and --key belong together; name the certificate's file with --cert.",
                "--lan --lan-port 8400 | --lan-port and --port must differ: 8400 serves this machine without TLS."
            })
    void mistakeIsNamed(String line, String sentence) {
        assertThatThrownBy(() -> UpOptions.parse(List.of(line.split(" "))))
                .isInstanceOf(LocalFailed.class)
                .hasMessage(sentence);
    }
}
