package dev.hookswitch.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
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
                var inPaths = PATH.matcher(line);
                var inPath = METHOD.matcher(line);
                if (inPaths.matches()) {
                    path = inPaths.group(1);
                } else if (!line.startsWith(" ")) {
                    path = "";
                } else if (inPath.matches() && !path.isEmpty()) {
                    found.add(inPath.group(1).toUpperCase(Locale.ROOT) + " " + path);
                }
            }
        }
        return found;
    }

    private static Set<String> implemented() {
        var found = new TreeSet<String>();
        for (var resource : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.hookswitch.room")) {
            if (resource.isAnnotatedWith(Path.class)) {
                resource.getMethods().forEach(method -> requests(resource, method, found));
            }
        }
        return found;
    }

    private static void requests(JavaClass resource, JavaMethod method, Set<String> into) {
        for (var annotation : method.getAnnotations()) {
            if (annotation.getRawType().isAnnotatedWith(HttpMethod.class)) {
                var below = method.tryGetAnnotationOfType(Path.class)
                        .map(Path::value)
                        .orElse("");
                into.add(annotation.getRawType().getSimpleName() + " "
                        + resource.getAnnotationOfType(Path.class).value() + below);
            }
        }
    }
}
