package dev.hookswitch.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The JSON Schema (2020-12) of a record as {@link Wire} writes it. */
final class WireSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectNode definitions = JSON.objectNode();

    private WireSchema() {}

    static ObjectNode of(Class<?> type) {
        var schema = new WireSchema();
        var root = JSON.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", type.getSimpleName());
        root.setAll(schema.object(type));
        if (!schema.definitions.isEmpty()) {
            root.set("$defs", schema.definitions);
        }
        return root;
    }

    private ObjectNode object(Class<?> type) {
        var object = JSON.objectNode().put("type", "object");
        var required = JSON.arrayNode();
        var properties = JSON.objectNode();
        kind(type).ifPresent(kind -> {
            properties.set("kind", JSON.objectNode().put("const", kind));
            required.add("kind");
        });
        for (var component : type.getRecordComponents()) {
            var optional = component.getType() == Optional.class;
            var valueType = optional ? argument(component.getGenericType(), 0) : component.getGenericType();
            var name = valueType == Duration.class ? component.getName() + "Ms" : component.getName();
            properties.set(name, schema(valueType, component));
            if (!optional) {
                required.add(name);
            }
        }
        object.set("properties", properties);
        object.set("required", required);
        return object;
    }

    private ObjectNode schema(Type generic, RecordComponent where) {
        if (generic instanceof ParameterizedType parameterized) {
            var schema = JSON.objectNode();
            if (parameterized.getRawType() == List.class) {
                return schema.put("type", "array").set("items", schema(argument(generic, 0), where));
            }
            if (parameterized.getRawType() == Map.class) {
                return schema.put("type", "object").set("additionalProperties", schema(argument(generic, 1), where));
            }
            throw new IllegalStateException("no schema for " + where);
        }
        var type = (Class<?>) generic;
        var schema = JSON.objectNode();
        if (type == String.class) {
            return schema.put("type", "string");
        }
        if (type == boolean.class) {
            return schema.put("type", "boolean");
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return schema.put("type", "integer");
        }
        if (type == Duration.class) {
            return schema.put("type", "integer").put("description", "milliseconds");
        }
        if (type == Instant.class) {
            return schema.put("type", "string").put("format", "date-time");
        }
        if (type == JsonNode.class) {
            return schema;
        }
        if (type.isEnum()) {
            var names = JSON.arrayNode();
            Arrays.stream(type.getEnumConstants()).forEach(constant -> names.add(Wire.name((Enum<?>) constant)));
            return schema.set("enum", names);
        }
        return schema.put("$ref", "#/$defs/" + define(type));
    }

    private String define(Class<?> type) {
        var name = type.getSimpleName();
        if (definitions.has(name)) {
            return name;
        }
        definitions.putObject(name);
        if (type.isSealed()) {
            var choices = JSON.arrayNode();
            for (var permitted : type.getPermittedSubclasses()) {
                choices.add(JSON.objectNode().put("$ref", "#/$defs/" + define(permitted)));
            }
            definitions.set(name, JSON.objectNode().set("oneOf", choices));
        } else if (type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getName().equals("value")) {
            definitions.set(
                    name, schema(type.getRecordComponents()[0].getGenericType(), type.getRecordComponents()[0]));
        } else {
            definitions.set(name, object(type));
        }
        return name;
    }

    private static Optional<String> kind(Class<?> type) {
        var belongs = !Message.class.isAssignableFrom(type)
                && Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
        var name = type.getSimpleName();
        return belongs ? Optional.of(Character.toLowerCase(name.charAt(0)) + name.substring(1)) : Optional.empty();
    }

    static Type argument(Type generic, int index) {
        return ((ParameterizedType) generic).getActualTypeArguments()[index];
    }
}
