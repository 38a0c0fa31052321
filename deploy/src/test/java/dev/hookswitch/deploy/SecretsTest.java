package dev.hookswitch.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.deploy.Chart.Engines;
import dev.hookswitch.deploy.Chart.Pods;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code deploy/make-secrets} makes is what the chart asks for. */
class SecretsTest {
    @Test
    void everyKeyThatTheChartAsksForIsMade() throws IOException, InterruptedException {
        var made = make();
        var asked = Chart.rendered("values.yaml", Engines.MANAGED)
                .pods()
                .flatMap(Pods::environment)
                .map(variable -> variable.at("/valueFrom/secretKeyRef"))
                .filter(reference -> reference.path("name").asText().equals(Chart.name(made)))
                .map(reference -> reference.path("key").asText())
                .collect(Collectors.toSet());

        assertThat(Models.faults(made)).isEmpty();
        assertThat(Chart.strings(made.path("stringData")).keySet()).isEqualTo(asked);
    }

    @Test
    void noTwoSecretsAreAlike() throws IOException, InterruptedException {
        var one = Chart.strings(make().path("stringData"));
        var other = Chart.strings(make().path("stringData"));

        assertThat(one.values()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(other.values());
        assertThat(Base64.getDecoder().decode(one.remove("key-encryption-key"))).hasSize(32);
        // Two of them stand in a list with commas and equals signs, one in an address.
        assertThat(one.values()).allMatch(secret -> secret.matches("[0-9a-f]{64}"));
    }

    private static JsonNode make() throws IOException, InterruptedException {
        var process = new ProcessBuilder(Checkout.file("deploy/make-secrets").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var yaml = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return Chart.parsed(yaml).getFirst();
    }
}
