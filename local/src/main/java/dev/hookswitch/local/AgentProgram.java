package dev.hookswitch.local;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The device agent's part that has picture and sound of one call, as {@code ./hookswitch device --install} leaves it in the
 * checkout. It needs Node, which the platform does not.
 */
public record AgentProgram(Path agent) {
    private static final String FILE = "dist/media.js";
    private static final String WEB_RTC = "node_modules/@roamhq/wrtc";

    static AgentProgram of(Checkout checkout) {
        return new AgentProgram(checkout.path().resolve("plugin/agent"));
    }

    /** Whether it is installed at this moment. */
    public boolean isThere() {
        return Files.exists(agent.resolve(FILE)) && Files.isDirectory(agent.resolve(WEB_RTC));
    }

    /** What starts it. */
    public ProcessBuilder command() {
        return new ProcessBuilder("node", agent.resolve(FILE).toString());
    }
}
