package dev.hookswitch.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** A Redis of this machine, with a password and an append-only file, reached on loopback only. */
public final class RedisEngine extends LocalEngine {
    /** Nothing is started yet. The engine's files go below {@code dataDirectory/redis}. */
    public RedisEngine(Path dataDirectory) {
        super("redis", dataDirectory, "TERM");
    }

    /** Known from the first start in this directory on. */
    public synchronized RedisAddress address() {
        return new RedisAddress(EngineHome.LOOPBACK, home.keptPort("redis"), home.secret("redis"));
    }

    @Override
    void serve() throws IOException {
        int port = home.port("redis");
        var password = home.secret("redis");
        var data = Files.createDirectories(home.path("data"));
        // 256 MB: presence and short-lived codes need a hundredth of it; what expires first goes first.
        home.write("redis.conf", """
                bind %s
                port %d
                requirepass %s
                dir "%s"
                save ""
                appendonly yes
                maxmemory 256mb
                maxmemory-policy volatile-ttl
                daemonize no""".formatted(EngineHome.LOOPBACK, port, password, data));
        server.launch(data, List.of(binary().toString(), home.path("redis.conf").toString()));
        server.awaitReady(() -> answers(port, password));
    }

    private static Path binary() throws IOException {
        return Binaries.unpacked("redis-6.2", folder -> {
                    var unpacked = ExecutableProvider.newJarResourceProvider(folder.toFile())
                            .get()
                            .toPath();
                    Files.move(unpacked, folder.resolve("redis-server"));
                })
                .resolve("redis-server");
    }

    private static boolean answers(int port, String password) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream()
                    .write(("AUTH " + password + "\r\nPING\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            // While it reads its file it answers -LOADING to PING.
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).contains("+PONG");
        } catch (IOException e) {
            return false;
        }
    }
}
