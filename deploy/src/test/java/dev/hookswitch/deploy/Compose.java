package dev.hookswitch.deploy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** {@code docker-compose.yml} as it is written, with its anchors followed and its variables left alone. */
final class Compose {
    static final String FILE = "docker-compose.yml";
    static final String TLS_FILE = "docker-compose.tls.yml";

    /** {@code ${NAME:?what to do}}: without a value nothing is started. */
    private static final Pattern DEMANDED = Pattern.compile("\\$\\{([A-Z_]+):\\?[^}]*}");

    private final Map<String, Map<String, Object>> services = new LinkedHashMap<>();

    Compose() {
        Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(Checkout.text(FILE));
        map(file.get("services")).forEach((name, service) -> services.put(name, map(service)));
    }

    Set<String> services() {
        return services.keySet();
    }

    Map<String, Object> service(String name) {
        return map(services.get(name));
    }

    /** The variables of a container, with their values as written. */
    Map<String, String> environment(String service) {
        return map(service(service).getOrDefault("environment", Map.of())).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
    }

    /** What a container waits for, by the other's name. */
    Map<String, String> conditions(String service) {
        return map(service(service).getOrDefault("depends_on", Map.of())).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> String.valueOf(map(entry.getValue()).get("condition"))));
    }

    /** {@code hookswitch/room-service}, without its tag. */
    String image(String service) {
        return String.valueOf(service(service).get("image")).split(":", 2)[0];
    }

    boolean isOurs(String service) {
        return image(service).startsWith("hookswitch/");
    }

    boolean isJob(String service) {
        return "no".equals(service(service).get("restart"));
    }

    /** The variables in a text that must have a value. */
    static Set<String> demanded(String text) {
        return DEMANDED.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
    }

    /** The text without them. */
    static String literally(String text) {
        return DEMANDED.matcher(text).replaceAll("");
    }

    static List<String> files() {
        return List.of(Checkout.text(FILE), Checkout.text(TLS_FILE));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
