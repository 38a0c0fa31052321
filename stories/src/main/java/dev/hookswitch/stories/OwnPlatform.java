package dev.hookswitch.stories;

import dev.hookswitch.local.LocalPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;

/** A platform for one run, in a directory that is gone when it is closed. */
public final class OwnPlatform implements AutoCloseable {
    private final Path data;
    private final LocalPlatform platform;

    private OwnPlatform(Path data, LocalPlatform platform) {
        this.data = data;
        this.platform = platform;
    }

    /** Returns when calls can be placed; {@code environment} is configuration of the services. */
    public static OwnPlatform start(Map<String, String> environment) {
        try {
            var data = Files.createTempDirectory("hookswitch-own");
            var log = Files.createDirectory(data.resolve("logs")).resolve("supervisor.log");
            return new OwnPlatform(data, LocalPlatform.start(data, 0, environment, line -> append(log, line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Path log, String line) {
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the platform keeps its logs, secrets and engines. */
    public Path data() {
        return data;
    }

    public LocalPlatform platform() {
        return platform;
    }

    /** All that its parts have written to their logs so far. */
    public String logs() {
        try (var files = Files.list(data.resolve("logs"))) {
            var all = new StringBuilder();
            for (var file : files.toList()) {
                all.append(Files.readString(file));
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        platform.close();
        try (var files = Files.walk(data)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
