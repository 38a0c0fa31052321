package dev.hookswitch.access.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The requests of a service, as its {@code META-INF/openapi.yaml} has them and as its resources take them, for a test
 * that they are the same. A request reads {@code POST /v1/rooms}.
 */
public final class OpenApiPaths {
    private static final Pattern PATH = Pattern.compile("  (/\\S+):");
    private static final Pattern METHOD = Pattern.compile("    (get|post|put|delete|patch):");

    private OpenApiPaths() {}

    /** Those of the one document on the class path. Our documents are indented by two; a webhook is no request. */
    public static Set<String> documented() {
        var found = new TreeSet<String>();
        var path = "";
        for (var line : document().lines().toList()) {
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
        return found;
    }

    /** Those of the resource classes in and below a package, tests aside. */
    public static Set<String> implemented(String inPackage) {
        var found = new TreeSet<String>();
        for (var resource : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(inPackage)) {
            if (resource.isAnnotatedWith(Path.class)) {
                resource.getMethods().forEach(method -> requests(resource, method, found));
            }
        }
        return found;
    }

    private static String document() {
        try (var file = OpenApiPaths.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requests(JavaClass resource, JavaMethod method, Set<String> into) {
        for (var annotation : method.getAnnotations()) {
            if (annotation.getRawType().isAnnotatedWith(HttpMethod.class)) {
                var at = resource.getAnnotationOfType(Path.class).value();
                var below = method.tryGetAnnotationOfType(Path.class)
                        .map(Path::value)
                        .orElse("");
                // A resource at the root writes whole paths at its methods.
                into.add(annotation.getRawType().getSimpleName() + " " + (at.equals("/") ? below : at + below));
            }
        }
    }
}
