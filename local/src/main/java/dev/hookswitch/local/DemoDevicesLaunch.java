package dev.hookswitch.local;

import dev.hookswitch.local.ServicePart.Launch;
import dev.hookswitch.local.terminal.DemoDevices;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How the process of the demo's devices is started. */
final class DemoDevicesLaunch {
    static final String NAME = "devices";

    private DemoDevicesLaunch() {}

    static Launch of(DataDirectory data, AgentProgram agent, URI door, String app, String secret) {
        var port = data.port(NAME);
        return new Launch(
                NAME,
                NAME,
                port,
                data.workplace(NAME),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // A handful of sockets: it stays small, and takes no time from the services.
                        "-Xmx32m",
                        "-Xss256k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemoDevices.class.getName()),
                Map.of(
                        DemoDevices.ADDRESS,
                        door.toString(),
                        DemoDevices.APP,
                        app,
                        DemoDevices.SECRET,
                        secret,
                        DemoDevices.AGENT,
                        agent.agent().toString(),
                        "HTTP_PORT",
                        Integer.toString(port)));
    }
}
