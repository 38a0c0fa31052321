package dev.hookswitch.local.seed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a seed file and where it stands. Values are read as far as they are of the right kind, so that everything
 * wrong with a file can be said at once. The text form leaves the value out, since it may be a secret.
 */
final class At {
    private final JsonNode value;
    private final String path;
    private final Map<String, Integer> lines;

    private At(JsonNode value, String path, Map<String, Integer> lines) {
        this.value = value;
        this.path = path;
        this.lines = lines;
    }

    /**
     * The file as a whole.
     *
     * @param lines by path
     */
    static At root(JsonNode value, Map<String, Integer> lines) {
        return new At(value, "", Map.copyOf(lines));
    }

    static String path(String parent, String field) {
        return parent.isEmpty() ? field : parent + "." + field;
    }

    static String path(String parent, int index) {
        return parent + "[" + index + "]";
    }

    JsonNode value() {
        return value;
    }

    /** The line of a field, or of what should have it. */
    int line(String field) {
        return lines.getOrDefault(path(path, field), line());
    }

    int line() {
        return line(lines, path);
    }

    /** The line of a path, or of the nearest value around it. */
    static int line(Map<String, Integer> lines, String path) {
        for (var at = path;
                !at.isEmpty();
                at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))))) {
            var line = lines.get(at);
            if (line != null) {
                return line;
            }
        }
        return 1;
    }

    Map<String, Integer> lines() {
        return lines;
    }

    Optional<String> text(String field) {
        return Optional.of(value.path(field)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    Optional<Boolean> flag(String field) {
        return Optional.of(value.path(field)).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    Optional<Long> number(String field) {
        return Optional.of(value.path(field)).filter(JsonNode::isIntegralNumber).map(JsonNode::longValue);
    }

    boolean has(String field) {
        return value.has(field);
    }

    /** The members of a list; none where there is no list. */
    List<At> items(String field) {
        var items = new ArrayList<At>();
        for (var item : value.path(field)) {
            items.add(new At(item, path(path(path, field), items.size()), lines));
        }
        return items;
    }

    Mistake mistake(String rule) {
        return new Mistake(line(), path, rule);
    }

    Mistake mistake(String field, String rule) {
        return new Mistake(line(field), path(path, field), rule);
    }

    @Override
    public String toString() {
        return path;
    }
}
