package dev.hookswitch.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is documented is what there is. */
class OpenApiTest {
    private static final Pattern PATH = Pattern.compile("  (/\\S+):");
    private static final Pattern METHOD = Pattern.compile("    (get|post|put|delete|patch):");

    @Test
    void everyRequestIsDocumentedAndNoOther() throws IOException {
        assertThat(documented()).isEqualTo(implemented()).isNotEmpty();
    }

    private static Set<String> documented() throws IOException {
        var found = new TreeSet<String>();
        try (var file = OpenApiTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            var path = "";
            for (var line : new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                var isPath = PATH.matcher(line);
                var isMethod = METHOD.matcher(line);
                if (isPath.matches()) {
                    path = isPath.group(1);
                } else if (isMethod.matches() && !path.isEmpty()) {
                    found.add(isMethod.group(1).toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        }
        return found;
    }

    /** Every resource's own path is the root, because JAX-RS looks for a method in one class's path only. */
    private static Set<String> implemented() {
        var found = new TreeSet<String>();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.hookswitch.auth")
                        .stream()
                        .flatMap(type -> type.getMethods().stream())
                        .forEach(method -> requests(method, found));
        return found;
    }

    private static void requests(JavaMethod method, Set<String> into) {
        for (var annotation : method.getAnnotations()) {
            if (annotation.getRawType().isAnnotatedWith(HttpMethod.class)) {
                into.add(annotation.getRawType().getSimpleName() + " "
                        + method.getAnnotationOfType(Path.class).value());
            }
        }
    }
}
