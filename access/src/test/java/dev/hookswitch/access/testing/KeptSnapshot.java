package dev.hookswitch.access.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.MessageTypes;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.messaging.core.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A snapshot of an aggregate as a release wrote it, and the events it follows from, as the same release wrote them.
 * {@code build/release} keeps both.
 *
 * @param release the release's directory
 * @param area of the events: {@code room}
 * @param name of the snapshot: {@code Talking}
 * @param events the types of the events, in order
 */
public record KeptSnapshot(Path release, String area, String name, List<String> events) {
    private static final Path RELEASES = Path.of("../contracts/releases");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private record Content(int shape, JsonNode state) {}

    /** One for each release. */
    public static Stream<KeptSnapshot> of(String area, String name, String... events) {
        try (var releases = Files.list(RELEASES)) {
            return releases
                    .sorted()
                    .map(release -> new KeptSnapshot(release, area, name, List.of(events)))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the kept events make. */
    public <S, E extends Message> S folded(MessageTypes<E> types, S absent, BiFunction<S, Recorded<E>, S> evolve) {
        var state = absent;
        var seq = 0L;
        for (var type : events) {
            var sample = release.resolve("messages/sample").resolve(area + "." + type + ".json");
            E event = Wire.read(text(sample), types.named(type).orElseThrow());
            seq++;
            state = evolve.apply(state, new Recorded<>("kept", seq, NOON, event));
        }
        return state;
    }

    /** The number of its form. */
    public int shape() {
        return content().shape();
    }

    /** Its JSON. */
    public String state() {
        return content().state().toString();
    }

    /** Writes it where {@code -Dreleases.keep} names its release. */
    public void keep(int shape, Object state) {
        if (release.getFileName().toString().equals(System.getProperty("releases.keep"))) {
            try {
                Files.createDirectories(file().getParent());
                Files.writeString(
                        file(),
                        Wire.json()
                                        .writerWithDefaultPrettyPrinter()
                                        .writeValueAsString(
                                                new Content(shape, Wire.json().valueToTree(state)))
                                + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Path file() {
        return release.resolve("snapshots").resolve(area + "." + name + ".json");
    }

    private Content content() {
        return Wire.read(text(file()), Content.class);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return release.getFileName() + " " + name;
    }
}
