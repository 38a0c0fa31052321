package dev.hookswitch.local.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.hookswitch.contracts.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The JSON Schema of seed files. What it has against a file is said in this project's words, which never repeat a value. */
public final class SeedSchema {
    private static final String RESOURCE = "seed.schema.json";
    private static final String TEXT = text();
    private static final JsonNode JSON = json();
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(TEXT);

    private SeedSchema() {}

    /** The schema itself, for editors. */
    public static String text() {
        try (var resource = Objects.requireNonNull(SeedSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json() {
        try {
            return Wire.json().readTree(TEXT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Mistake> mistakes(At file) {
        var mistakes = new ArrayList<Mistake>();
        for (var message : SCHEMA.validate(file.value())) {
            // What each branch of a choice lacks is said by the choice.
            if (!isInChoice(message.getEvaluationPath())) {
                mistakes.add(mistake(file, message));
            }
        }
        return mistakes;
    }

    private static boolean isInChoice(JsonNodePath keywords) {
        for (int i = 0; i < keywords.getNameCount() - 1; i++) {
            if ("oneOf".equals(keywords.getElement(i))) {
                return true;
            }
        }
        return false;
    }

    private static Mistake mistake(At file, ValidationMessage message) {
        var path = path(message.getInstanceLocation());
        var field = Optional.ofNullable(message.getProperty());
        var unknown = message.getType().equals("additionalProperties");
        var within = unknown && field.isPresent() ? At.path(path, field.get()) : path;
        return new Mistake(At.line(file.lines(), within), within, rule(message, field.orElse("")));
    }

    private static String path(JsonNodePath location) {
        var path = "";
        for (int i = 0; i < location.getNameCount(); i++) {
            path = location.getElement(i) instanceof Integer index
                    ? At.path(path, index)
                    : At.path(path, location.getElement(i).toString());
        }
        return path;
    }

    private static String rule(ValidationMessage message, String field) {
        var keyword = message.getType();
        var schema = schemaAround(message);
        var asked = schema.path(keyword);
        return switch (keyword) {
            case "type" -> typeRule(asked.asText(), message.getInstanceNode());
            case "required" -> "needs " + field + ".";
            case "additionalProperties" -> "is no key of a seed file here; there are " + names(schema) + ".";
            case "oneOf" -> "needs one of " + choices(asked) + ", and only one.";
            case "enum" -> "must be " + oneOf(asked) + ".";
            case "pattern" -> "has a character or a form that is not allowed. " + allowed(schema);
            case "minLength" -> "must have " + asked.asText() + " characters or more.";
            case "maxLength" -> "must have " + asked.asText() + " characters or fewer.";
            case "minimum" -> "must be " + asked.asText() + " or more.";
            case "maximum" -> "must be " + asked.asText() + " or less.";
            default -> "does not keep the schema's rule " + keyword + ".";
        };
    }

    private static String typeRule(String wanted, JsonNode found) {
        return switch (wanted) {
            case "string" ->
                found.isValueNode() && !found.isNull()
                        ? "must be text; put it in quotes, or it is read as a number or a yes or no."
                        : "must be text.";
            case "integer" -> "must be a whole number, without quotes.";
            case "boolean" -> "must be true or false.";
            case "array" -> "must be a list: one entry a line, each behind a dash.";
            default -> "must hold keys with values.";
        };
    }

    /** The part of the schema that the broken keyword stands in. */
    private static JsonNode schemaAround(ValidationMessage message) {
        var fragment = message.getSchemaLocation().getFragment();
        var at = JSON;
        for (int i = 0; i < fragment.getNameCount() - 1; i++) {
            at = fragment.getElement(i) instanceof Integer index
                    ? at.path(index)
                    : at.path(fragment.getElement(i).toString());
        }
        return at;
    }

    private static String allowed(JsonNode schema) {
        var description = schema.path("description").asText();
        var last = description.substring(description.lastIndexOf(". ") + 1).strip();
        return "Allowed are " + last + ".";
    }

    private static String names(JsonNode schema) {
        return StreamSupport.stream(
                        ((Iterable<String>) () -> schema.path("properties").fieldNames()).spliterator(), false)
                .collect(Collectors.joining(", "));
    }

    private static String choices(JsonNode oneOf) {
        return StreamSupport.stream(oneOf.spliterator(), false)
                .map(choice -> choice.path("required").path(0).asText())
                .collect(Collectors.joining(", "));
    }

    private static String oneOf(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" or "));
    }
}
