package dev.hookswitch.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.access.testing.OpenApiPaths;
import org.junit.jupiter.api.Test;

/** What is documented is what there is. */
class OpenApiTest {
    @Test
    void everyRequestIsDocumentedAndNoOther() {
        assertThat(OpenApiPaths.documented())
                .isEqualTo(OpenApiPaths.implemented("dev.hookswitch.room"))
                .isNotEmpty();
    }
}
