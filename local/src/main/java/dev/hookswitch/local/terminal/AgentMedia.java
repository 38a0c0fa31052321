package dev.hookswitch.local.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.local.AgentProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Test picture and tone in the calls of a counterpart, by a child process for each call: the device agent's WebRTC. It is
 * handed what the call was joined with and then the call's signals, and gives its own, one frame a line.
 *
 * <p>The process is started by the first signal, so that a caller without media costs none; and it is away between calls,
 * because WebRTC alone takes more memory than all devices of the demo. Where it is not installed, there are no media.
 */
final class AgentMedia implements Counterpart.Media {
    private final AgentProgram program;
    private final Consumer<String> say;
    private Optional<Call> call = Optional.empty();
    private @Nullable Process process;

    AgentMedia(AgentProgram program, Consumer<String> say) {
        this.program = program;
        this.say = say;
    }

    private record Call(JsonNode facts, JsonNode joined, Consumer<ClientFrame> send) {}

    @Override
    public void begin(JsonNode facts, JsonNode joined, Consumer<ClientFrame> send) {
        call = Optional.of(new Call(facts, joined, send));
    }

    @Override
    public void hear(JsonNode frame) {
        var isOfNoUse = process == null && frame.path("kind").asText().equals("problem");
        if (call.isEmpty() || isOfNoUse) {
            return;
        }
        try {
            var running = process == null ? start(call.get()) : process;
            process = running;
            write(running, frame);
        } catch (IOException e) {
            say.accept("no picture and sound: " + e.getMessage());
            end();
        }
    }

    private Process start(Call begun) throws IOException {
        if (!program.isThere()) {
            throw new IOException("the device agent is not installed; ./hookswitch device --install does it");
        }
        var started =
                program.command().redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Thread.ofVirtual().name("media").start(() -> pass(started, begun.send()));
        write(
                started,
                Wire.json()
                        .valueToTree(Map.of(
                                "kind",
                                "begin",
                                "call",
                                begun.facts(),
                                "iceServers",
                                begun.joined().path("iceServers"))));
        return started;
    }

    private static void write(Process to, JsonNode line) throws IOException {
        to.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        to.getOutputStream().flush();
    }

    /** What it says, until it ends. */
    private static void pass(Process from, Consumer<ClientFrame> send) {
        try (var lines = from.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().map(line -> Wire.read(line, ClientFrame.class)).forEach(send);
        } catch (IOException | UncheckedIOException e) {
            from.destroyForcibly();
        }
    }

    /** At once, as if a network were lost: it has nobody to take leave of. */
    @Override
    public void end() {
        call = Optional.empty();
        var running = process;
        if (running != null) {
            running.destroyForcibly();
            process = null;
        }
    }
}
