package dev.hookswitch.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Compatibility.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A client made for the last release goes on working with this one's REST interfaces. */
class ReleasedInterfacesTest {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    static Stream<Arguments> interfaces() {
        return Release.last().interfaces().entrySet().stream()
                .map(service -> Arguments.of(service.getKey(), service.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("interfaces")
    void aClientOfTheLastReleaseIsServed(String service, JsonNode former) throws IOException {
        var now = Release.yaml(Files.readString(Path.of("..", service, "src/main/resources/META-INF/openapi.yaml")));

        assertThat(broken(former, now)).isEmpty();
    }

    /** What a client of the former interface can no longer do. */
    static List<String> broken(JsonNode former, JsonNode now) {
        var broken = new ArrayList<String>();
        operations(former).forEach((name, operation) -> {
            var today = operations(now).get(name);
            if (today == null) {
                broken.add(name + " is gone");
            } else {
                new Operations(name, former, operation, now, today, broken).compare();
            }
        });
        return broken;
    }

    /** Each with the parameters of its path. */
    private record Operation(JsonNode itself, List<JsonNode> parameters) {}

    private static Map<String, Operation> operations(JsonNode document) {
        var operations = new LinkedHashMap<String, Operation>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (METHODS.contains(method.getKey())) {
                        var parameters = new ArrayList<JsonNode>();
                        path.getValue().path("parameters").forEach(parameters::add);
                        method.getValue().path("parameters").forEach(parameters::add);
                        operations.put(
                                method.getKey() + " " + path.getKey(),
                                new Operation(
                                        method.getValue(),
                                        parameters.stream()
                                                .map(one -> Compatibility.resolved(document, one))
                                                .toList()));
                    }
                }));
        return operations;
    }

    private record Operations(
            String name,
            JsonNode formerDocument,
            Operation former,
            JsonNode document,
            Operation now,
            List<String> broken) {

        void compare() {
            parameters();
            body();
            responses();
        }

        private void parameters() {
            var before = byName(former);
            var after = byName(now);
            before.forEach((parameter, description) -> {
                var today = after.get(parameter);
                if (today == null) {
                    broken.add("%s: %s is gone".formatted(name, parameter));
                    return;
                }
                if (isRequired(today) && !isRequired(description)) {
                    broken.add("%s: %s was optional and is required".formatted(name, parameter));
                }
                schemas(description.path("schema"), today.path("schema"), Use.REQUEST, parameter);
            });
            after.forEach((parameter, description) -> {
                if (isRequired(description) && !before.containsKey(parameter)) {
                    broken.add("%s: %s is new and required".formatted(name, parameter));
                }
            });
        }

        private void body() {
            var before = Compatibility.resolved(formerDocument, former.itself().path("requestBody"));
            var after = Compatibility.resolved(document, now.itself().path("requestBody"));
            if (isRequired(after) && !isRequired(before)) {
                broken.add(name + ": a body was not required and is");
            }
            contents(before, after, Use.REQUEST, "body");
        }

        private void responses() {
            former.itself().path("responses").properties().forEach(response -> {
                var status = response.getKey();
                var after = now.itself().path("responses").path(status);
                if (after.isMissingNode()) {
                    broken.add("%s: status %s is gone".formatted(name, status));
                    return;
                }
                contents(
                        Compatibility.resolved(formerDocument, response.getValue()),
                        Compatibility.resolved(document, after),
                        Use.RESPONSE,
                        status);
            });
        }

        private void contents(JsonNode before, JsonNode after, Use use, String where) {
            before.path("content").properties().forEach(content -> {
                var today = after.path("content").path(content.getKey());
                if (today.isMissingNode()) {
                    broken.add("%s: %s as %s is gone".formatted(name, where, content.getKey()));
                    return;
                }
                schemas(content.getValue().path("schema"), today.path("schema"), use, where);
            });
        }

        private void schemas(JsonNode before, JsonNode after, Use use, String where) {
            broken.addAll(Compatibility.broken(formerDocument, before, document, after, use, name + ": " + where));
        }

        private static Map<String, JsonNode> byName(Operation operation) {
            var byName = new LinkedHashMap<String, JsonNode>();
            operation
                    .parameters()
                    .forEach(one -> byName.put(
                            one.path("in").asText() + " " + one.path("name").asText(), one));
            return byName;
        }

        private static boolean isRequired(JsonNode node) {
            return node.path("required").asBoolean();
        }
    }
}
