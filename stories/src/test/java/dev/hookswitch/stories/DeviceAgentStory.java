package dev.hookswitch.stories;

import static dev.hookswitch.local.client.Calls.callDevice;
import static dev.hookswitch.stories.Told.cause;
import static dev.hookswitch.stories.Told.settled;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A maker's firmware drives {@code ./hookswitch device} by lines of JSON. Picture and sound are in the plugin's tests in a
 * browser, where there is somebody to see them.
 */
class DeviceAgentStory {
    private static final String MODEL = "door-station";

    private final String sn = "AGENT-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    private Path folder;

    private World world;
    private Launcher launcher;

    @BeforeEach
    void deviceThatItsMakerKnows() {
        world = World.make();
        world.server()
                .api()
                .post("/v1/devices", Map.of("sn", sn, "modelId", MODEL))
                .ok();
        world.server().grant(World.MUM, sn, "Back door");
        launcher = new Launcher(folder);
    }

    @AfterEach
    void nobodyIsLeft() {
        launcher.close();
        world.close();
    }

    private Launcher.Run device(Map<String, String> environment, String... further) {
        var arguments = new ArrayList<>(List.of(
                "device",
                sn,
                "--app",
                world.appid(),
                "--address",
                Stage.platform().address().toString(),
                "--json"));
        arguments.addAll(List.of(further));
        return launcher.drive(environment, arguments.toArray(String[]::new));
    }

    private String snTicket() {
        return Kept.secret("snTicket", world.server().snTicket(sn, MODEL));
    }

    @Test
    void registersOnceAndIsTheSameDeviceEverAfter() {
        var first = device(Map.of("HOOKSWITCH_SN_TICKET", snTicket()), "--model", MODEL);
        first.awaitText("{\"kind\":\"line\",\"state\":\"connected\"}");
        first.tell("{\"do\":\"quit\"}");
        assertThat(first.exitCode()).isZero();

        var again = device(Map.of());
        again.awaitText("{\"kind\":\"line\",\"state\":\"connected\"}");
        again.closeInput();
        assertThat(again.exitCode()).isZero();
    }

    @Test
    void saysWhatIsMissingOrWrong() {
        assertThat(device(Map.of()))
                .satisfies(run -> assertThat(run.exitCode()).isOne())
                .satisfies(
                        run -> assertThat(run.text()).contains("This device has no key yet", "HOOKSWITCH_SN_TICKET"));
        assertThat(device(Map.of("HOOKSWITCH_SN_TICKET", "x" + snTicket().substring(1)), "--model", MODEL))
                .satisfies(run -> assertThat(run.exitCode()).isOne())
                .satisfies(run -> assertThat(run.text()).contains("There is no such snTicket"));
    }

    @Test
    void isCalledAndRefusesAndCallsAndGivesUp() {
        var mum = world.mum();
        var device = device(Map.of("HOOKSWITCH_SN_TICKET", snTicket()), "--model", MODEL);
        device.awaitText("{\"kind\":\"line\",\"state\":\"connected\"}");

        var refused = mum.call(callDevice(sn, MODEL));
        mum.must(refused, "join");
        device.awaitText("{\"kind\":\"call\",\"how\":\"incoming\",\"room\":\"" + refused + "\"");
        device.tell("{\"do\":\"hangUp\",\"id\":\"no\"}");
        device.awaitText("{\"kind\":\"done\",\"id\":\"no\",\"room\":\"" + refused + "\"}");
        assertThat(cause(settled(world, refused))).isEqualTo("rejected");

        device.tell("{\"do\":\"call\",\"id\":1,\"openId\":\"mum\",\"customQuery\":\"door=north\"}");
        var room = device.find("\\{\"kind\":\"done\",\"id\":1,\"room\":\"([^\"]+)\"");
        assertThat(mum.awaitRing(room).json().path("ring").path("path").asText())
                .contains("&door=north");
        device.tell("{\"do\":\"status\",\"id\":2}");
        device.awaitText("{\"kind\":\"done\",\"id\":2,\"room\":\"" + room + "\",\"state\":\"waiting\"");
        device.tell("{\"do\":\"hangUp\"}");
        assertThat(cause(settled(world, room))).isEqualTo("cancelled");
        device.awaitText("\"eventName\":\"finishVoip\"");
    }

    @Test
    void isToldWhyACallIsNotPlaced() {
        var device = device(Map.of("HOOKSWITCH_SN_TICKET", snTicket()), "--model", MODEL);
        device.awaitText("{\"kind\":\"line\",\"state\":\"connected\"}");
        device.tell("{\"do\":\"call\",\"id\":1,\"openId\":\"dad\"}");
        device.awaitText("{\"kind\":\"refused\",\"id\":1,\"errCode\":9,");
    }
}
