package dev.hookswitch.deploy;

import static java.util.function.Predicate.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hookswitch.messaging.AfterLoss;
import dev.hookswitch.messaging.Failpoints;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A service as it was packaged: what its jars say of its port, its configuration and its names. Nothing here is typed a second
 * time, so that a change in the service alone is a difference to whatever deploys it.
 */
final class BuiltService {
    static final List<String> NAMES =
            List.of("auth-service", "billing-service", "push-service", "room-service", "event-gateway");

    private static final Map<String, BuiltService> KNOWN = new ConcurrentHashMap<>();

    /** {@code ${HTTP_PORT:8081}} and {@code ${KAFKA_BOOTSTRAP_SERVERS}}: the name, and the default if there is one. */
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final URLClassLoader classes;
    private final Properties properties;
    private final Set<String> environment;

    static BuiltService of(String name) {
        return KNOWN.computeIfAbsent(name, BuiltService::new);
    }

    static List<BuiltService> all() {
        return NAMES.stream().map(BuiltService::of).toList();
    }

    private BuiltService(String name) {
        this.name = name;
        var packaged = Checkout.file(name).resolve("target/quarkus-app");
        var own = jars(packaged.resolve("app"));
        var libraries = jars(packaged.resolve("lib/main"));
        if (own.isEmpty() || libraries.isEmpty()) {
            throw new IllegalStateException(name + " is not packaged: ./mvnw -DskipTests package");
        }
        this.classes = loader(Stream.of(own, libraries, jars(packaged.resolve("lib/boot")))
                .flatMap(List::stream)
                .toList());
        this.properties = properties(own.getFirst());
        this.environment = environment(own, libraries);
    }

    String name() {
        return name;
    }

    /** {@code room} of {@code room-service}, {@code gateway} of {@code event-gateway}. */
    String shortName() {
        return property("access.service");
    }

    /** Where it listens unless it is told otherwise. */
    int port() {
        var port = EXPRESSION.matcher(property("quarkus.http.port"));
        if (!port.matches()) {
            throw new IllegalStateException(name + " has no port of its own");
        }
        return Integer.parseInt(port.group(2));
    }

    /** A line of its {@code application.properties}. */
    String property(String key) {
        var value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalStateException(name + " does not set " + key);
        }
        return value;
    }

    boolean hasDatabase() {
        return properties.containsKey("quarkus.datasource.jdbc.url");
    }

    /**
     * Every environment variable that changes something in the running service: what its {@code application.properties} and
     * the defaults of its mappings name, each key of its mappings, what its libraries read themselves, and each key of
     * Quarkus that counts at run time, of the extensions that it has. Keys below a name of one's own choice
     * ({@code QUARKUS_DATASOURCE_<NAME>_…}) are not among them.
     */
    Set<String> environment() {
        return environment;
    }

    /** The variables without which it does not start: its {@code application.properties} name them without a default. */
    Set<String> needed() {
        var needed = new TreeSet<String>();
        properties
                .values()
                .forEach(value -> EXPRESSION
                        .matcher(value.toString())
                        .results()
                        .filter(match -> match.group(2) == null)
                        .forEach(match -> needed.add(match.group(1))));
        return needed;
    }

    /** A {@code static final} of one of its classes. */
    String constant(String className, String field) {
        try {
            var constant = classes.loadClass(className).getDeclaredField(field);
            constant.setAccessible(true);
            return String.valueOf(constant.get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " has no " + className + "." + field, e);
        }
    }

    private Set<String> environment(List<Path> own, List<Path> libraries) {
        var keys = new TreeSet<String>();
        properties.values().forEach(value -> keys.addAll(names(value.toString())));
        var ours = Stream.concat(
                        own.stream(),
                        libraries.stream()
                                .filter(jar -> jar.getFileName().toString().startsWith("dev.hookswitch.")))
                .toList();
        for (var mapping : ours.stream().flatMap(jar -> mappings(jar).stream()).toList()) {
            ConfigMappings.ConfigClass.configClass(mapping).getProperties().forEach((key, value) -> {
                keys.add(variable(key));
                keys.addAll(names(String.valueOf(value)));
            });
        }
        if (has(libraries, "dev.hookswitch.messaging-")) {
            keys.add(AfterLoss.NAME);
            keys.add(Failpoints.NAME);
        }
        libraries.forEach(jar -> keys.addAll(quarkus(jar)));
        return Set.copyOf(keys);
    }

    private static boolean has(List<Path> jars, String prefix) {
        return jars.stream().anyMatch(jar -> jar.getFileName().toString().startsWith(prefix));
    }

    private static List<String> names(String value) {
        return EXPRESSION.matcher(value).results().map(match -> match.group(1)).toList();
    }

    /** How MicroProfile Config writes a key as a variable. */
    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    private List<Class<?>> mappings(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            var mappings = new ArrayList<Class<?>>();
            for (var entry : file.stream().toList()) {
                var path = entry.getName();
                if (path.endsWith("Config.class")) {
                    var type = classes.loadClass(
                            path.substring(0, path.length() - ".class".length()).replace('/', '.'));
                    if (type.isAnnotationPresent(ConfigMapping.class)) {
                        mappings.add(type);
                    }
                }
            }
            return mappings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What an extension documents of itself; keys that only count in the build do nothing in a cluster. */
    private static List<String> quarkus(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            var model = file.getEntry("META-INF/quarkus-config-doc/quarkus-config-model.json");
            if (model == null) {
                return List.of();
            }
            try (var stream = file.getInputStream(model)) {
                return JSON.readTree(stream).findParents("phase").stream()
                        .filter(item -> item.path("phase").asText().equals("RUN_TIME"))
                        .map(item ->
                                item.path("path").path("environmentVariable").asText())
                        .filter(not(String::isBlank))
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties properties(Path jar) {
        try (var file = new JarFile(jar.toFile());
                var stream = file.getInputStream(file.getEntry("application.properties"))) {
            var properties = new Properties();
            properties.load(reader(stream));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Reader reader(InputStream stream) throws IOException {
        return new StringReader(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }

    private static List<Path> jars(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URLClassLoader loader(List<Path> jars) {
        return new URLClassLoader(
                jars.stream().map(BuiltService::url).toArray(URL[]::new), BuiltService.class.getClassLoader());
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
