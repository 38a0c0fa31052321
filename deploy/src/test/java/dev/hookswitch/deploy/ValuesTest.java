package dev.hookswitch.deploy;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value that cannot be meant is refused before anything is changed, and every value is explained. */
class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "room.replica, 3",
        "room.replicas, many",
        "room.replicas, 0",
        "room.autoscaling.lagThreshold, 3",
        "room.env.ring_time, 3s",
        "rooms.replicas, 3",
        "fullnameOverride, a-name-of-twenty-four-chr",
        "topics.replicas, 2",
        "kafka.brokers, 2",
        "kafka.storage.size, 50",
        "kafka.external.bootstrapServers, kafka",
        "postgres.external.room.url, postgresql://db/room",
        "images.registry, registry.example.com",
        "images.pullPolicy, Sometimes",
        "host, https://calls.example.com",
        "turn.urls[0], turn.example.com",
        "secrets.platform, ''",
        "secrets.operator, literally",
        "httpRoute.enabled, true",
        "networkPolicy.frontDoor, null",
        "networkPolicy.dns[0].podSelectors.x, y",
        "ingress.className, ''"
    })
    void aWrongValueIsRefused(String key, String value) {
        var template = new Helm(Chart.PATH)
                .template()
                .withName(Chart.RELEASE)
                .withKubeVersion("1.30")
                .set(key, value);

        assertThatThrownBy(template::call).hasMessageContaining("values don't meet the specifications of the schema");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka.managed, false, kafka.external.bootstrapServers is needed",
        "postgres.managed, false, postgres.external.auth",
        "redis.managed, false, redis.external.secret is needed",
        "kafka.brokers, 1, topics.replicas is more than there are kafka.brokers",
    })
    void whatBelongsTogetherIsDemandedTogether(String key, String value, String why) {
        var template = new Helm(Chart.PATH)
                .template()
                .withName(Chart.RELEASE)
                .withKubeVersion("1.30")
                .set(key, value);

        assertThatThrownBy(template::call).hasMessageContaining(why);
    }

    /** A new version comes one service after the other: the others' pods must stay as they are. */
    @Test
    void theVersionOfOneServiceChangesThatServicesPodsOnly() {
        var before = pods(rendered("images.tag", "v1"));
        var after = pods(rendered("auth.tag", "v2"));

        before.forEach((name, pods) -> {
            var isOfAuth = name.endsWith("-auth");
            assertThat(after.get(name).equals(pods)).as(name).isEqualTo(!isOfAuth);
        });
        assertThat(after).hasSize(6);
    }

    private static String rendered(String key, String value) {
        return new Helm(Chart.PATH)
                .template()
                .withName(Chart.RELEASE)
                .withKubeVersion("1.30")
                .set("images.tag", "v1")
                .set(key, value)
                .call();
    }

    private static Map<String, JsonNode> pods(String yaml) {
        return Chart.parsed(yaml).stream()
                .filter(document -> document.at("/spec/template/spec").has("containers"))
                .collect(toMap(Chart::name, document -> document.at("/spec/template")));
    }

    /** Everywhere but where a map is whatever its owner says: variables, annotations, labels, quantities. */
    @Test
    void theSchemaKnowsEveryKeyAndNoOther() throws Exception {
        var schema = Chart.JSON.readTree(Checkout.text("deploy/helm/hookswitch/values.schema.json"));
        var open = new ArrayList<String>();
        look(schema, "", open);

        assertThat(open)
                .containsExactlyInAnyOrder(
                        "/properties/global",
                        "/definitions/peers/items/properties/namespaceSelector/properties/matchExpressions/items",
                        "/definitions/peers/items/properties/podSelector/properties/matchExpressions/items");
    }

    private static void look(JsonNode schema, String path, List<String> open) {
        if (schema.path("type").asText().equals("object") && !schema.has("additionalProperties")) {
            open.add(path);
        }
        if (schema.isObject()) {
            schema.properties().forEach(entry -> look(entry.getValue(), path + "/" + entry.getKey(), open));
        }
    }
}
