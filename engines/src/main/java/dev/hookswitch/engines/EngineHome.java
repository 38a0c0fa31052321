package dev.hookswitch.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one engine keeps beside its data: who owns the directory, its ports, its secrets and the pid of its server.
 *
 * <p>Not thread-safe; the engine guards it. Directories are 0700 and files 0600: a secret is readable by its owner only.
 */
final class EngineHome {
    static final String LOOPBACK = "127.0.0.1";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String engine;
    private final Path directory;

    /** Ports whose number is already given out, so that they must not change while this JVM lives. */
    private final Map<String, Integer> ports = new HashMap<>();

    private @Nullable FileChannel lockFile;

    EngineHome(String engine, Path parent) {
        this.engine = engine;
        try {
            var wanted = parent.toAbsolutePath().resolve(engine);
            if (!Files.isDirectory(wanted)) {
                Files.createDirectories(
                        wanted, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            // The real path, because a process's working directory is compared with it.
            this.directory = wanted.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException("The directory of " + engine + " below " + parent + " cannot be made", e);
        }
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Path directory() {
        return directory;
    }

    /** Takes the directory for this engine until {@link #unlock}. A second owner would run two servers on one data. */
    void lock() {
        if (lockFile != null) {
            return;
        }
        try {
            var file = FileChannel.open(path("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(file)) {
                file.close();
                throw new EngineFailed(
                        "Another process, or another engine of this one, runs " + engine + " in " + directory + ".");
            }
            lockFile = file;
        } catch (IOException e) {
            throw new EngineFailed("The lock of " + directory + " cannot be taken.", e);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            @Nullable FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    void unlock() {
        if (lockFile == null) {
            return;
        }
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new EngineFailed("The lock of " + directory + " cannot be given back.", e);
        } finally {
            lockFile = null;
        }
    }

    /**
     * The port kept under this name, or a free one that is kept from now on.
     *
     * @throws EngineFailed naming the port, if its number is already given out and another process has taken it
     */
    int port(String name) {
        var given = ports.get(name);
        if (given != null) {
            if (!Ports.isFree(given)) {
                throw new EngineFailed("Port " + given + " of " + engine + " on " + LOOPBACK
                        + " is busy: another process has taken it while the engine was down.");
            }
            return given;
        }
        var file = name + ".port";
        int port = read(file).map(Integer::parseInt).filter(Ports::isFree).orElseGet(Ports::free);
        write(file, Integer.toString(port));
        ports.put(name, port);
        return port;
    }

    /** The number that {@link #port} kept for this name last, by whichever JVM. */
    int keptPort(String name) {
        return read(name + ".port")
                .map(Integer::parseInt)
                .orElseThrow(() -> new EngineFailed(engine + " has no port before its first start in " + directory));
    }

    /** The secret kept under this name; 192 random bits, made at the first call. */
    String secret(String name) {
        var file = name + ".secret";
        return read(file).orElseGet(() -> {
            var bytes = new byte[24];
            RANDOM.nextBytes(bytes);
            var made = HexFormat.of().formatHex(bytes);
            write(file, made);
            return made;
        });
    }

    void keepPid(long pid) {
        write("pid", Long.toString(pid));
    }

    /** The server that an earlier JVM left behind here, if it lives. Its pid may be another process's by now. */
    Optional<ProcessHandle> leftOver() {
        return read("pid")
                .map(Long::parseLong)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(this::worksHere);
    }

    private boolean worksHere(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(directory);
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<String> read(String name) {
        try {
            var file = path(name);
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw new EngineFailed("The file " + path(name) + " cannot be read.", e);
        }
    }

    /** Replaces a file as a whole, so that a crash leaves the old or the new one. */
    void write(String name, String text) {
        try {
            var fresh = path(name + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text + "\n");
            Files.move(fresh, path(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new EngineFailed("The file " + path(name) + " cannot be written.", e);
        }
    }
}
