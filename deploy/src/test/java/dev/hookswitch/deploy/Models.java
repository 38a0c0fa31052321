package dev.hookswitch.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscalerBehavior;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What Kubernetes and its operators would say about an object: unknown fields, missing ones, and values of another type. */
final class Models {
    private static final String KUBERNETES = "io.kubernetes.client.openapi.models.";

    /** By apiVersion and kind; of an older or a newer version there is none here, and that is a fault. */
    private static final Map<String, Class<?>> CLASSES = Map.of(
            "gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class,
            "kafka.strimzi.io/v1 Kafka", Kafka.class,
            "kafka.strimzi.io/v1 KafkaNodePool", KafkaNodePool.class,
            "kafka.strimzi.io/v1 KafkaTopic", KafkaTopic.class);

    private static final Map<String, JsonSchema> SCHEMAS = Map.of(
            "keda.sh/v1alpha1 ScaledObject", schema("keda.sh.ScaledObject.json"),
            "postgresql.cnpg.io/v1 Cluster", schema("postgresql.cnpg.io.Cluster.json"));

    /** Their classes keep what they do not know aside; here it is an error. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    private Models() {}

    /** In their own words; none if the object is as it should be. */
    static List<String> faults(JsonNode document) {
        var type = document.path("apiVersion").asText() + " " + Chart.kind(document);
        var schema = SCHEMAS.get(type);
        if (schema != null) {
            return schema.validate(document).stream().map(Object::toString).toList();
        }
        var known = CLASSES.get(type);
        return (known != null ? jackson(document, known) : kubernetes(document.toString(), className(document)))
                .map(fault -> type + ": " + fault).stream().toList();
    }

    /** What a ScaledObject hands on to the HorizontalPodAutoscaler that KEDA makes of it. */
    static List<String> faultsOfBehavior(JsonNode behavior) {
        return kubernetes(behavior.toString(), V2HorizontalPodAutoscalerBehavior.class.getName()).stream()
                .toList();
    }

    /** {@code V1Deployment} of {@code apps/v1}. */
    private static String className(JsonNode document) {
        var apiVersion = document.path("apiVersion").asText();
        var version = apiVersion.substring(apiVersion.indexOf('/') + 1).toUpperCase(Locale.ROOT);
        return KUBERNETES + version + Chart.kind(document);
    }

    private static Optional<String> kubernetes(String json, String className) {
        try {
            var model = Class.forName(className);
            var element = JsonParser.parseString(json);
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, element);
            var read = JSON.getGson().fromJson(element, model);
            return read == null ? Optional.of("empty") : Optional.empty();
        } catch (ClassNotFoundException _) {
            return Optional.of("there is no such kind");
        } catch (InvocationTargetException e) {
            return Optional.of(String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            return Optional.of(e.toString());
        }
    }

    private static Optional<String> jackson(JsonNode document, Class<?> model) {
        try {
            var read = STRICT.treeToValue(document, model);
            return read == null ? Optional.of("empty") : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.of(e.getOriginalMessage());
        }
    }

    private static JsonSchema schema(String name) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(Objects.requireNonNull(Models.class.getResourceAsStream(name), name));
    }
}
