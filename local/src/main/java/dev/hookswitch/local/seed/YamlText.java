package dev.hookswitch.local.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML as JSON and remembers the line of each value. Of YAML's guesses about plain words only JSON's are kept
 * (true, false, null and whole numbers): an id like {@code 0012}, {@code 1e5} or {@code no} stays the text it is.
 */
final class YamlText {
    /** A million devices; it bounds the memory of a file. */
    private static final int CODE_POINTS_MAX = 64 * 1024 * 1024;

    /** Aliases make much of little. */
    private static final int VALUES_MAX = 5_000_000;

    private static final int DEPTH_MAX = 16;
    private static final int NUMBER_CHARS_MAX = 18;

    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private int values;

    private YamlText() {}

    /** The text as JSON; what YAML has against it is thrown, named after {@code file}. */
    static At read(String file, String text) {
        var reading = new YamlText();
        var json = reading.json(text);
        if (!reading.mistakes.isEmpty()) {
            throw new SeedRefused(file, reading.mistakes);
        }
        return At.root(json, reading.lines);
    }

    private JsonNode json(String text) {
        var options = new LoaderOptions();
        options.setCodePointLimit(CODE_POINTS_MAX);
        options.setNestingDepthLimit(DEPTH_MAX);
        try {
            // A mark at the beginning says "UTF-8" to Windows and nothing to us.
            var reader = new StreamReader(text.startsWith("\uFEFF") ? text.substring(1) : text);
            var node = new Composer(new ParserImpl(reader, options), new JsonWords(), options).getSingleNode();
            if (node == null) {
                wrong(1, "", "The file is empty; see docs/seed-file.md for what belongs into it.");
                return NullNode.getInstance();
            }
            return json(node, "", 0);
        } catch (MarkedYAMLException e) {
            wrong(line(e), "", "This is not YAML: " + problem(e) + ".");
        } catch (ReaderException e) {
            var line = (int) text.substring(0, Math.min(e.getPosition(), text.length()))
                    .chars()
                    .filter(character -> character == '\n')
                    .count();
            wrong(line + 1, "", "There is a control character, which YAML does not allow.");
        } catch (YAMLException e) {
            wrong(
                    1,
                    "",
                    "This is too large: at most %d MiB, %d values, and %d in one another."
                            .formatted(CODE_POINTS_MAX / 1024 / 1024, VALUES_MAX, DEPTH_MAX));
        }
        return NullNode.getInstance();
    }

    private static int line(MarkedYAMLException e) {
        var mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
        return mark == null ? 1 : mark.getLine() + 1;
    }

    /** The parser's own words, except where they repeat the text: a secret may begin with a star. */
    private static String problem(MarkedYAMLException e) {
        var problem = String.valueOf(e.getProblem());
        if (problem.contains("undefined alias")) {
            return "a value that begins with * refers to an anchor, and there is none; put the value in quotes";
        }
        if (problem.contains("tag")) {
            return "a value that begins with ! has a meaning of its own in YAML; put the value in quotes";
        }
        if (problem.contains("another document")) {
            return "--- begins a second document; write one";
        }
        return problem;
    }

    private JsonNode json(Node node, String path, int depth) {
        lines.putIfAbsent(path, line(node));
        // An alias may lead back to where it stands.
        if (++values > VALUES_MAX || depth > DEPTH_MAX) {
            throw new YAMLException("too large");
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, path, depth);
            case SequenceNode sequence -> array(sequence, path, depth);
            case ScalarNode scalar -> scalar(scalar, path);
            default -> throw new YAMLException("an unknown kind of node");
        };
    }

    private JsonNode object(MappingNode mapping, String path, int depth) {
        var object = JsonNodeFactory.instance.objectNode();
        for (var field : mapping.getValue()) {
            if (!(field.getKeyNode() instanceof ScalarNode key)) {
                wrong(line(field.getKeyNode()), path, "A key must be a word.");
                continue;
            }
            var name = key.getValue();
            var within = At.path(path, name);
            if (object.has(name)) {
                wrong(line(key), within, "This key is there already, in line " + lines.get(within) + ".");
                continue;
            }
            lines.put(within, line(key));
            object.set(name, json(field.getValueNode(), within, depth + 1));
        }
        return object;
    }

    private JsonNode array(SequenceNode sequence, String path, int depth) {
        var array = JsonNodeFactory.instance.arrayNode();
        for (var item : sequence.getValue()) {
            array.add(json(item, At.path(path, array.size()), depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarNode scalar, String path) {
        var text = scalar.getValue();
        var tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return TextNode.valueOf(text);
        }
        if (tag.equals(Tag.INT)) {
            return LongNode.valueOf(Long.parseLong(text));
        }
        if (tag.equals(Tag.BOOL)) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        if (!tag.equals(Tag.NULL)) {
            wrong(line(scalar), path, "A value that begins with ! has a meaning of its own in YAML; put it in quotes.");
        }
        return NullNode.getInstance();
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private void wrong(int line, String path, String rule) {
        mistakes.add(new Mistake(line, path, rule));
    }

    /** Which plain words are not text: YAML 1.2's JSON schema, without fractions. */
    private static final class JsonWords extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|false"), "tf");
            addImplicitResolver(
                    Tag.INT, Pattern.compile("0|-?[1-9][0-9]{0," + (NUMBER_CHARS_MAX - 1) + "}"), "-0123456789");
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|"), "~n\0");
            addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
        }
    }
}
