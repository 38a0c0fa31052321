package dev.hookswitch.local;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.engines.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the platform keeps on this machine beside the engines' data: secrets, ports, logs, and who runs it.
 *
 * <p>Directories are 0700 and files 0600. One process owns a directory, by a lock that ends with the process.
 */
final class DataDirectory implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String STATE = "platform.json";

    private final Path path;
    private final @Nullable FileChannel lock;

    private DataDirectory(Path path, @Nullable FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** For reading what a platform of another process tells. */
    static DataDirectory at(Path path) {
        return new DataDirectory(path.toAbsolutePath().normalize(), null);
    }

    /** Makes this process the directory's owner; empty if another process is. */
    static Optional<DataDirectory> own(Path wanted) {
        try {
            newDirectory(wanted);
            var path = wanted.toRealPath();
            var lock = FileChannel.open(
                    path.resolve("hookswitch.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(lock)) {
                lock.close();
                return Optional.empty();
            }
            return Optional.of(new DataDirectory(path, lock));
        } catch (IOException e) {
            throw new LocalFailed("The data directory " + wanted + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    Path logs() {
        return newDirectory(path.resolve("logs"));
    }

    /** The certificate authority of {@code up --lan}. */
    Path tls() {
        return newDirectory(path.resolve("tls"));
    }

    /** The working directory of one process; that it works there is how a process is known to be ours. */
    Path workplace(String part) {
        return newDirectory(path.resolve("run").resolve(part));
    }

    /** Those of all runs so far. */
    List<Path> workplaces() {
        var run = newDirectory(path.resolve("run"));
        try (var inside = Files.list(run)) {
            return inside.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new LocalFailed("The directory " + run + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** 192 random bits under this name, made at the first call. Letters and digits only. */
    String secret(String name) {
        return kept("secrets", name, DataDirectory::newSecret);
    }

    /** 192 random bits in hex. */
    static String newSecret() {
        return HexFormat.of().formatHex(random(24));
    }

    /** Keeps a secret that was made elsewhere. */
    void keepSecret(String name, String secret) {
        if (!existingSecret(name).equals(Optional.of(secret))) {
            write(newDirectory(path.resolve("secrets")).resolve(name), secret);
        }
    }

    /** A 256-bit key under this name in Base64, made at the first call. */
    String key(String name) {
        return kept("secrets", name, () -> Base64.getEncoder().encodeToString(random(32)));
    }

    /** The secret of this name, if it was ever made. */
    Optional<String> existingSecret(String name) {
        return read(path.resolve("secrets").resolve(name));
    }

    /** The port kept under this name while it is free, else another free one that is kept from now on. */
    int port(String name) {
        var file = newDirectory(path.resolve("ports")).resolve(name);
        var port = read(file).map(Integer::parseInt).filter(Ports::isFree).orElseGet(Ports::free);
        write(file, Integer.toString(port));
        return port;
    }

    boolean hasMark(String name) {
        return Files.exists(path.resolve(name));
    }

    void mark(String name) {
        write(path.resolve(name), "");
    }

    void unmark(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(PlatformState state) {
        write(path.resolve(STATE), Wire.text(state));
    }

    void forgetState() {
        unmark(STATE);
        unmark("supervisor.pid");
    }

    /** What the platform of this directory last told, whether or not it still runs. */
    Optional<PlatformState> state() {
        return read(path.resolve(STATE)).map(text -> Wire.read(text, PlatformState.class));
    }

    /** The supervisor of the platform that runs on this directory. */
    Optional<ProcessHandle> supervisor() {
        return state().flatMap(state -> ProcessHandle.of(state.pid())
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(started -> started.truncatedTo(ChronoUnit.MILLIS).equals(state.pidStartedAt()))
                        .orElse(true)));
    }

    private interface Maker {
        String make();
    }

    private String kept(String folder, String name, Maker maker) {
        var file = newDirectory(path.resolve(folder)).resolve(name);
        return read(file).orElseGet(() -> {
            var made = maker.make();
            write(file, made);
            return made;
        });
    }

    private static byte[] random(int count) {
        var bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static Optional<String> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw new LocalFailed("The file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Replaces a file as a whole, so that a crash leaves the old or the new one. */
    static void write(Path file, String text) {
        try {
            var fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, text + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new LocalFailed("The file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static Path newDirectory(Path wanted) {
        try {
            if (!Files.isDirectory(wanted)) {
                Files.createDirectories(
                        wanted, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return wanted;
        } catch (IOException e) {
            throw new LocalFailed("The directory " + wanted + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Gives the directory up. */
    @Override
    public void close() {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
