package dev.hookswitch.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A process that is ready as soon as it listens and agrees to all, or ends at once: what a supervisor sees of a service. */
final class TinyService {
    private TinyService() {}

    static List<String> command(String what) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TinyService.class.getName(),
                what);
    }

    /** The same as a service is built: one jar that runs. */
    static void jar(Path to) throws IOException {
        Files.createDirectories(to.getParent());
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, TinyService.class.getName());
        var name = TinyService.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(to), manifest);
                var bytes = TinyService.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            bytes.transferTo(jar);
            jar.closeEntry();
        }
    }

    public static void main(String[] args) throws IOException {
        System.out.println("started");
        if (args.length > 0 && args[0].equals("fails")) {
            System.exit(3);
        }
        var server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv("HTTP_PORT"))),
                0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            var answer = "{\"accessToken\":\"t\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }
}
