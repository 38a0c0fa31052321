package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callUser;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.Seat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A person's first day with the launcher: the platform goes up and down and up again, is killed, loses Kafka's data, and each
 * command is typed once. Nothing is reached but by {@code ./hookswitch} and the front door.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class LauncherStory {
    private static final String APP = "hookswitch-demo";
    private static final String DAD = "demo-dad";
    private static final Pattern README_BLOCK = Pattern.compile("```sh\n(door=.*?)```", Pattern.DOTALL);
    private static final String README_DOOR = "http://127.0.0.1:8400";

    private Path folder;
    private Launcher launcher;
    private int port;

    @BeforeEach
    void ownFolderAndPort() throws IOException {
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "launcher-");
        launcher = new Launcher(folder.resolve(".hookswitch"));
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        launcher.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void oneDay() throws IOException {
        assertThat(up().text()).contains("Hookswitch is up: " + address());
        assertThat(up().text()).contains("Hookswitch is already running: " + address());
        busyPortIsNamed();

        var watch = launcher.start("watch").awaitText("watching all calls of " + APP);
        bothDirectionsAreSettled();
        assertThat(watch.awaitText("RoomSettled").interrupt()).isEqualTo(130);
        everythingIsWell();
        seedAndExport();
        firstOwnCallOfTheReadme();
        phones();
        calls();
        var rooms = rooms();

        killSupervisor();
        assertThat(up().text()).contains("Hookswitch is up: " + address());
        assertThat(rooms()).containsAll(rooms);

        var server = launcher.start("watch").awaitText("watching all calls of " + APP);
        assertThat(launcher.must("down").text()).contains("Hookswitch is down. Its data stay");
        assertThat(launcher.run("status"))
                .satisfies(status -> assertThat(status.text()).contains("does not run in"))
                .satisfies(status -> assertThat(status.exitCode()).isOne());
        loseKafkasData();
        assertThat(up().text()).contains("Hookswitch is up: " + address());
        assertThat(rooms()).containsAll(rooms);
        goesOnBehindTheLoss(server);

        assertThat(launcher.must("reset", "--yes").text()).contains("Deleted " + launcher.data());
        assertThat(launcher.data()).doesNotExist();
    }

    @Test
    void seedFileStandsInTheDemosPlace() throws IOException {
        var seed = seedFile("wx-of-the-start");
        var up = launcher.must("up", "--port", Integer.toString(port), "--seed", seed.toString());
        assertThat(up.text()).contains("seeded: ").contains("Next: ./hookswitch status");

        assertThat(server("wx-of-the-start").api().get("/v1/devices").ok().path("items"))
                .hasSize(1)
                .allSatisfy(device -> assertThat(device.path("sn").asText()).isEqualTo("BELL-OF-wx-of-the-start"));
        assertThat(launcher.must("export").text()).contains("wx-of-the-start").doesNotContain("demo");
        assertThat(launcher.run("demo").exitCode()).isOne();
        assertThat(door().post("/demo/tokens", Map.of("openId", "demo-mum")).status())
                .isEqualTo(404);
        assertThat(launcher.must("status").text()).doesNotContain("devices");
    }

    private Launcher.Run up() {
        return launcher.must("up", "--port", Integer.toString(port));
    }

    private String address() {
        return "http://127.0.0.1:" + port;
    }

    private Api door() {
        return Api.at(URI.create(address()));
    }

    private AppServer server(String app) throws IOException {
        var secret = Files.readString(launcher.data().resolve("secrets").resolve("app-" + app));
        return AppServer.withSecret(door(), app, Kept.secret("an app's secret", secret.strip()));
    }

    /** The calls that the app's server can read, all that were there. */
    private List<String> rooms() throws IOException {
        var rooms = new ArrayList<String>();
        server(APP)
                .api()
                .get("/v1/rooms?limit=100")
                .ok()
                .path("rooms")
                .forEach(room -> rooms.add(room.path("roomId").asText()));
        assertThat(rooms).isNotEmpty();
        return rooms;
    }

    private void busyPortIsNamed() {
        try (var other = new Launcher(folder.resolve("other"))) {
            var up = other.run("up", "--port", Integer.toString(port));
            assertThat(up.text()).contains("Port " + port + " of 127.0.0.1 is busy");
            assertThat(up.exitCode()).isOne();
        }
    }

    private void bothDirectionsAreSettled() {
        assertThat(launcher.must("demo").text())
                .contains("The phone calls the device", "The device calls the phone")
                .contains("Both calls were settled.");
    }

    private void everythingIsWell() {
        var status = launcher.must("status").text();
        for (var part :
                List.of("auth", "billing", "push", "room", "gateway", "devices", "kafka", "postgres", "redis")) {
            assertThat(status).containsPattern("(?m)^" + part + " +[0-9]+ +serves .* [0-9]+ MiB +0$");
        }
        // Commands waiting, dead letters.
        assertThat(status).containsPattern("(?m)^room +[0-9]+ +serves +[0-9]+ +0 ");
        // The one that keeps demo-busy busy.
        assertThat(status).containsPattern("(?m)^room +.*rooms by state .*talking 1");
        assertThat(status).containsPattern("(?m)^caches +(not made for|used by) kafka");
        assertThat(launcher.must("logs", "room").text()).isNotBlank();
        assertThat(launcher.must("dead", "list").text()).contains("There are no dead letters.");
    }

    private Path seedFile(String app) throws IOException {
        return Files.writeString(folder.resolve(app + ".yaml"), """
                apps:
                  - appid: %1$s
                    name: My doorbells
                    models: [{ modelId: "20231", productType: doorbell, system: linux }]
                    devices: [{ sn: BELL-OF-%1$s, model: "20231" }]
                """.formatted(app));
    }

    private void seedAndExport() throws IOException {
        var file = seedFile("wx-later").toString();
        assertThat(launcher.must("seed", file).text()).contains("made 3");
        assertThat(launcher.must("seed", file).text()).contains("made 0");
        launcher.must("export", folder.resolve("exported.yaml").toString());
        assertThat(folder.resolve("exported.yaml")).content().contains("BELL-OF-wx-later", "demo-doorbell");
    }

    /** As it stands on both pages; only the port is another one. */
    private void firstOwnCallOfTheReadme() throws IOException {
        for (var page : List.of("README.md", "README.zh-CN.md")) {
            var block =
                    README_BLOCK.matcher(Files.readString(DemoPage.checkout().resolve(page)));
            assertThat(block.find()).as(page).isTrue();
            assertThat(block.group(1)).contains("door=" + README_DOOR + "\n");
            var before = rooms();

            var played = launcher.script(block.group(1).replace(README_DOOR, address()));

            assertThat(played.exitCode()).as(played.text()).isZero();
            assertThat(played.text())
                    .doesNotContain("urn:hookswitch:problem")
                    .contains("\"state\":\"ringing\"", "RoomRang", "\"kind\":\"cancelled\"");
            var room = rooms().stream().filter(id -> !before.contains(id)).toList();
            assertThat(room).hasSize(1);
            assertThat(cause(settled(server(APP).api(), room.getFirst()))).isEqualTo("cancelled");
            assertThat(launcher.must("watch", room.getFirst()).text()).contains("RoomSettled");
        }
    }

    private void phones() throws IOException {
        var server = server(APP);
        try (var device = server.seat(server.register("demo-doorbell", "demo-doorbell-linux"))) {
            var answering = phone("waits for calls", "--answer-after", "200ms");
            var answered = call(device);
            device.awaitEvent(answered, "RoomAnswered");
            device.must(answered, "media-up");
            device.awaitEvent(answered, "TalkStarted");
            device.must(answered, "hang-up");
            assertThat(cause(settled(server.api(), answered))).isEqualTo("hungUp");
            assertThat(answering.awaitText("RoomSettled").interrupt()).isEqualTo(130);

            var rejecting = phone("waits for calls", "--reject");
            assertThat(cause(settled(server.api(), call(device)))).isEqualTo("rejected");
            assertThat(rejecting.interrupt()).isEqualTo(130);

            var busy = phone("and so busy", "--busy");
            assertThat(cause(settled(server.api(), device.call(callUser(DAD))))).isEqualTo("busy");
            assertThat(busy.interrupt()).isEqualTo(130);
        }
    }

    private Launcher.Run phone(String ready, String... options) {
        var command = new ArrayList<>(List.of("phone", DAD));
        command.addAll(List.of(options));
        return launcher.start(command.toArray(String[]::new)).awaitText(ready);
    }

    private static String call(Seat device) {
        var room = device.call(callUser(DAD));
        device.must(room, "join");
        return room;
    }

    private void calls() {
        assertThat(launcher.must("call", "demo-silent", "--cancel-after", "500ms")
                        .text())
                .contains("RoomRang", "RoomEnded", "RoomSettled");
        var call = launcher.start("call", "demo-silent").awaitText("RoomRang");
        assertThat(call.interrupt()).isEqualTo(130);
        assertThat(call.text()).contains("RoomSettled");
    }

    /** kill -9; what it has started is ended by those who watch over it, or by the next start. */
    private void killSupervisor() throws IOException {
        var pid = Long.parseLong(
                Files.readString(launcher.data().resolve("supervisor.pid")).strip());
        var supervisor = ProcessHandle.of(pid).orElseThrow();
        Launcher.signal(pid, "KILL");
        supervisor
                .onExit()
                .orTimeout(Told.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void loseKafkasData() throws IOException {
        try (var files = Files.walk(launcher.data().resolve("engines/kafka"))) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Services say what is missing; callers, listeners and a server that followed before hear of new calls as ever. */
    private void goesOnBehindTheLoss(Launcher.Run server) {
        bothDirectionsAreSettled();
        var call = launcher.must("call", "demo-answers", "--hang-up-after", "500ms", "--json");
        var room = call.find("\"kind\":\"end\",\"room\":\"([^\"]+)\"");
        server.find("(…" + room.substring(room.length() - 4) + " .* RoomSettled)");
        assertThat(server.interrupt()).isEqualTo(130);
        assertThat(launcher.must("status").text())
                .contains("room went on behind a loss: partition ", "the broker lost the topic");
        assertThat(launcher.must("logs", "room").text()).contains("going on after a loss");
    }
}
