package dev.hookswitch.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The chart as helm renders it with some values.
 *
 * @param values how the chart's values differ from its own
 */
record Chart(String values, List<JsonNode> documents) {
    static final String RELEASE = "calls";

    /** The annotation that says when a hook runs. */
    static final String HOOK = "hook";

    static final Path PATH = Checkout.file("deploy/helm/hookswitch");

    /** helm's library leaves hooks out of what it renders, so they are rendered as what they are besides. */
    private static final Path WITHOUT_HOOKS = withoutHooks();

    static final ObjectMapper JSON = new ObjectMapper();

    /** Which engines are the release's own. */
    enum Engines {
        MANAGED,
        EXTERNAL
    }

    /** Rendered once. */
    private static final List<Chart> ALL = List.of(
            rendered("values.yaml", Engines.MANAGED),
            rendered("values-small.yaml", Engines.MANAGED),
            rendered("values-medium.yaml", Engines.MANAGED),
            rendered("values-large.yaml", Engines.MANAGED),
            rendered("values-medium.yaml", Engines.EXTERNAL));

    /** Everything that is offered, with each values file that is offered, and with engines of one's own. */
    static Stream<Chart> all() {
        return ALL.stream();
    }

    /** The chart with one of its values files and everything switched on that can be beside it. */
    static Chart rendered(String values, Engines engines) {
        var template = new Helm(WITHOUT_HOOKS)
                .template()
                .withName(RELEASE)
                .withKubeVersion("1.30")
                .withValuesFile(PATH.resolve(values))
                .set("origins[0]", "https://shop.example.com")
                .set("turn.urls[0]", "turn:turn.example.com:3478")
                .set("turn.secret", "calls-turn")
                .set("trustedProxies[0]", "10.0.0.0/8")
                .set("ingress.tlsSecret", "calls-tls")
                .set("images.pullSecrets[0]", "registry");
        if (engines == Engines.EXTERNAL) {
            template.set("kafka.managed", false)
                    .set("kafka.external.bootstrapServers", "kafka.example.com:9092")
                    .set("redis.managed", false)
                    .set("redis.external.secret", "calls-redis")
                    .set("postgres.managed", false)
                    .set("postgres.external.peers[0].ipBlock.cidr", "10.1.0.0/16");
            for (var service : List.of("auth", "billing", "push", "room")) {
                template.set(
                                "postgres.external." + service + ".url",
                                "jdbc:postgresql://db.example.com:5432/" + service)
                        .set("postgres.external." + service + ".secret", "calls-db-" + service);
            }
        }
        return new Chart(values + (engines == Engines.EXTERNAL ? ", external engines" : ""), parsed(template.call()));
    }

    private static Path withoutHooks() {
        try (var files = Files.walk(PATH)) {
            var copy = Files.createTempDirectory(Checkout.file("deploy/target"), "chart");
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var target = copy.resolve(PATH.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.writeString(target, Files.readString(file).replace("helm.sh/hook:", HOOK + ":"));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> parsed(String yaml) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return StreamSupport.stream(
                        new Yaml(new SafeConstructor(options)).loadAll(yaml).spliterator(), false)
                .filter(Objects::nonNull)
                .map(document -> JSON.<JsonNode>valueToTree(document))
                .toList();
    }

    Stream<JsonNode> of(String kind) {
        return documents.stream().filter(document -> kind(document).equals(kind));
    }

    /** The one object of that kind and name. */
    JsonNode of(String kind, String name) {
        return of(kind).filter(document -> name(document).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " with " + values));
    }

    /** That of the release with this name behind it. */
    JsonNode own(String kind, String name) {
        return of(kind, RELEASE + "-" + name);
    }

    /** What makes pods: their template, with the name of what makes them. */
    Stream<Pods> pods() {
        return documents.stream()
                .filter(document -> document.at("/spec/template/spec").has("containers"))
                .map(document -> new Pods(kind(document) + " " + name(document), document.at("/spec/template")));
    }

    /** The pods of one component: {@code room}. */
    Pods pods(String component) {
        return pods().filter(pods -> pods.component().equals(component))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pods of " + component + " with " + values));
    }

    @Override
    public String toString() {
        return values;
    }

    static String kind(JsonNode document) {
        return document.path("kind").asText();
    }

    static String name(JsonNode document) {
        return document.at("/metadata/name").asText();
    }

    static Map<String, String> strings(JsonNode map) {
        var strings = new TreeMap<String, String>();
        map.properties()
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().asText()));
        return strings;
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** A template of pods, each of which has one container. */
    record Pods(String owner, JsonNode template) {
        String component() {
            return labels().getOrDefault("app.kubernetes.io/component", "");
        }

        Map<String, String> labels() {
            return strings(template.at("/metadata/labels"));
        }

        JsonNode container() {
            return template.at("/spec/containers/0");
        }

        /** {@code room-service} of {@code hookswitch/room-service:1.0}. */
        String image() {
            return container().path("image").asText().replaceAll("^.*hookswitch/|:[^:/]*$", "");
        }

        Stream<JsonNode> environment() {
            return each(container().path("env"));
        }

        /** A variable that has its value here. */
        String value(String variable) {
            return environment()
                    .filter(each -> each.path("name").asText().equals(variable))
                    .findFirst()
                    .map(each -> each.path("value").asText())
                    .orElse("");
        }
    }
}
