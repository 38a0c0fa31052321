package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.engines.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The plugin's own tests, which Node runs: its types, its parts, the device agent, and its pages in a real browser, among themselves, with the
 * agent and with the demo's devices, on a platform with the times that users have: a page that is loaded again must be back in time. What they need beside a JDK, {@code ./hookswitch test}
 * installs or names.
 */
class PluginStory {
    private static final Path PLUGIN = Path.of(System.getProperty("hookswitch.checkout", ".."), "plugin");
    private static final Path AGENT = PLUGIN.resolve("agent");
    private static final int MINUTES_MAX = 20;

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        install(PLUGIN);
        install(AGENT);
    }

    @Test
    void typesFitTogether() throws IOException, InterruptedException {
        run(PLUGIN, Map.of(), "npm", "run", "check");
        run(AGENT, Map.of(), "npm", "run", "check");
    }

    @Test
    void partsDoAsTheyShould() throws IOException, InterruptedException {
        run(PLUGIN, Map.of(), "npm", "test");
    }

    @Test
    void agentIsADeviceWithPictureAndSound() throws IOException, InterruptedException {
        run(AGENT, Map.of(), "npm", "test");
    }

    @Test
    void pagesCallEachOtherInABrowser() throws IOException, InterruptedException {
        run(AGENT, Map.of(), DemoPage.checkout().resolve("hookswitch").toString(), "device", "--install");
        var origin = "http://127.0.0.1:" + Ports.free();
        var environment = Map.of(
                "ROOM_OPEN_PER_MINUTE", "1000", "TURN_ALLOW_LOOPBACK_PEERS", "true", "HOOKSWITCH_ORIGINS", origin);
        try (var own = OwnPlatform.start(environment)) {
            own.platform().openDemo();
            own.platform().addGateway();
            packageIsServedOncePacked(own.platform().address());
            var settings = Map.of(
                    "HOOKSWITCH_ADDRESS",
                    own.platform().address().toString(),
                    "HOOKSWITCH_DATA",
                    own.data().toString(),
                    "HOOKSWITCH_ORIGIN",
                    origin,
                    "HOOKSWITCH_APP_SECRET",
                    Files.readString(own.data().resolve("secrets/app-hookswitch-demo"))
                            .strip());
            run(PLUGIN, settings, "npm", "run", "test:browser");
        }
    }

    private static void packageIsServedOncePacked(URI address) throws IOException, InterruptedException {
        run(PLUGIN, Map.of(), DemoPage.checkout().resolve("hookswitch").toString(), "pack");
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(address.resolve("/plugin/wmpf-voip.tgz"))
                    .build();
            var served = client.send(request, BodyHandlers.ofByteArray());
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(served.body()).isEqualTo(Files.readAllBytes(PLUGIN.resolve("target/wmpf-voip.tgz")));
        }
    }

    /** Nothing of the packages runs while they are installed, as with {@code ./hookswitch device}. */
    private static void install(Path folder) throws IOException, InterruptedException {
        run(folder, Map.of(), "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    private static void run(Path folder, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        var said = Files.createTempFile("plugin", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            builder.environment().put("NO_COLOR", "1");
            var process = start(builder);
            var isOver = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            assertThat(isOver && process.exitValue() == 0)
                    .as("%s\n%s", String.join(" ", command), Files.readString(said))
                    .isTrue();
        } finally {
            Files.delete(said);
        }
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException("The tests of the plugin need Node 20 or newer, with npm, on the PATH.", e);
        }
    }
}
