package dev.hookswitch.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code build/release} has kept of a release: its messages' schemas and samples, and its REST interfaces. */
record Release(Version version, Path kept) {
    private static final Path RELEASES = Path.of("releases");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** All that were kept, the oldest first. */
    static List<Release> all() {
        try (var directories = Files.list(RELEASES)) {
            return directories
                    .filter(Files::isDirectory)
                    .map(directory ->
                            new Release(Version.parse(directory.getFileName().toString()), directory))
                    .sorted(Comparator.comparing(Release::version))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Release last() {
        return all().getLast();
    }

    /** Schemas or samples of messages by their file's name. */
    Map<String, String> messages(String kind) {
        return texts(kept.resolve("messages").resolve(kind));
    }

    /** The REST interface of each service. */
    Map<String, JsonNode> interfaces() {
        var interfaces = new TreeMap<String, JsonNode>();
        texts(kept.resolve("openapi")).forEach((file, text) -> interfaces.put(file.replace(".yaml", ""), yaml(text)));
        return interfaces;
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> texts(Path directory) {
        var texts = new TreeMap<String, String>();
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    @Override
    public String toString() {
        return version.toString();
    }
}
