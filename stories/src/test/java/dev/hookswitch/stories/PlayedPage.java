package dev.hookswitch.stories;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the docs as a script: its code blocks in order, and the {@code <names>} in them.
 *
 * <p>A block begins with three backticks, its language, who acts and what: {@code ```json device sends}. In what is sent, a
 * name stands for what is known under it. In what is expected, a known name demands just that, an unknown one takes what is
 * there and is known from then on, {@code <…>} takes anything, and the field {@code "…"} says that there may be more.
 */
final class PlayedPage {
    private static final Pattern BLOCK = Pattern.compile("```(\\w+) (\\w+) (\\w+)");
    /** However a block's line is mistyped, it looks like one. */
    private static final Pattern FENCE = Pattern.compile("\\s*(```|~~~).*");

    private static final Pattern NAME = Pattern.compile("<([^<>]+)>");
    private static final String ANYTHING = "<…>";
    private static final String MORE = "…";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> known = new HashMap<>();
    private final Map<String, Supplier<String>> fresh;

    /** With names that are made anew each time they are sent. */
    PlayedPage(Map<String, Supplier<String>> fresh) {
        this.fresh = fresh;
    }

    /** One block; {@code line} is where it begins, for who looks for a mistake. */
    record Step(int line, String actor, String verb, String text) {
        @Override
        public String toString() {
            return "line " + line + ", " + actor + " " + verb;
        }
    }

    static List<Step> steps(Path page) throws IOException {
        var steps = new ArrayList<Step>();
        var lines = Files.readAllLines(page);
        for (var i = 0; i < lines.size(); i++) {
            var head = BLOCK.matcher(lines.get(i));
            if (head.matches()) {
                var text = new ArrayList<String>();
                var line = i + 1;
                for (i++; !lines.get(i).equals("```"); i++) {
                    text.add(lines.get(i));
                }
                steps.add(new Step(line, head.group(2), head.group(3), String.join("\n", text)));
            } else if (FENCE.matcher(lines.get(i)).matches()) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + " begins no block that can be played: " + lines.get(i));
            }
        }
        return steps;
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }

    void knows(String name, String value) {
        known.put(name, value);
    }

    String known(String name) {
        return Optional.ofNullable(known.get(name)).orElseThrow(() -> new IllegalStateException("no <" + name + ">"));
    }

    /** What is sent: every name is known. */
    String filled(String text) {
        var filled = replaced(text);
        if (NAME.matcher(filled).find()) {
            throw new IllegalStateException("not every name is known: " + filled);
        }
        return filled;
    }

    private String replaced(String text) {
        return NAME.matcher(text).replaceAll(name -> {
            var made = fresh.get(name.group(1));
            return Matcher.quoteReplacement(
                    made == null ? known.getOrDefault(name.group(1), name.group()) : made.get());
        });
    }

    /** Whether this is what was expected; if so, its new names are known from now on. */
    boolean takes(JsonNode expected, JsonNode actual) {
        var learnt = new HashMap<String, String>();
        if (!matches(expected, actual, learnt)) {
            return false;
        }
        known.putAll(learnt);
        return true;
    }

    private boolean matches(JsonNode expected, JsonNode actual, Map<String, String> learnt) {
        if (expected.isObject()) {
            return actual.isObject() && matchesFields(expected, actual, learnt);
        }
        if (expected.isArray()) {
            var equal = actual.isArray() && actual.size() == expected.size();
            for (var i = 0; equal && i < expected.size(); i++) {
                equal = matches(expected.get(i), actual.get(i), learnt);
            }
            return equal;
        }
        return expected.isTextual() ? matchesText(expected.textValue(), actual, learnt) : expected.equals(actual);
    }

    private boolean matchesFields(JsonNode expected, JsonNode actual, Map<String, String> learnt) {
        var mayHaveMore = expected.has(MORE);
        var names = new ArrayList<String>();
        for (var field : expected.properties()) {
            var name = replaced(field.getKey());
            if (!name.equals(MORE)) {
                names.add(name);
                if (!actual.has(name) || !matches(field.getValue(), actual.get(name), learnt)) {
                    return false;
                }
            }
        }
        return mayHaveMore || Set.copyOf(names).equals(Set.copyOf(fieldNames(actual)));
    }

    private static List<String> fieldNames(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).toList();
    }

    private boolean matchesText(String expected, JsonNode actual, Map<String, String> learnt) {
        if (expected.equals(ANYTHING)) {
            return true;
        }
        var text = replaced(expected);
        var name = NAME.matcher(text);
        if (name.matches()) {
            var earlier = learnt.putIfAbsent(name.group(1), actual.asText());
            return earlier == null || earlier.equals(actual.asText());
        }
        return actual.isValueNode() && text.equals(actual.asText());
    }
}
