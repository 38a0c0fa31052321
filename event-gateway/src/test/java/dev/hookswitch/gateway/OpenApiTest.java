package dev.hookswitch.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.gateway.pages.NpmPackageResource;
import dev.hookswitch.gateway.pages.PluginFilesResource;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static String document() throws IOException {
        try (var file = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void describesEveryDoorAndNoOther() throws IOException {
        assertThat(Pattern.compile("^  (/\\S+):$", Pattern.MULTILINE)
                        .matcher(document())
                        .results()
                        .map(path -> path.group(1)))
                .containsExactlyInAnyOrder(
                        "/v1/events",
                        NpmPackageResource.class.getAnnotation(Path.class).value(),
                        PluginFilesResource.class.getAnnotation(Path.class).value(),
                        StatusResource.class.getAnnotation(Path.class).value());
    }

    @Test
    void namesEveryCloseCode() throws IOException {
        assertThat(document())
                .contains(Arrays.stream(CloseCode.values())
                        .map(code -> code.code() + " ")
                        .toList());
    }
}
