package dev.hookswitch.stories.bench;

import dev.hookswitch.stories.OwnPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code ./hookswitch bench media}: starts a platform of its own with its demo open, and has Node measure two pages of a real
 * browser on it. The arguments are Node's.
 */
public final class MediaBench {
    private MediaBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(List.of(args)));
    }

    private static int run(List<String> args) throws IOException, InterruptedException {
        try (var own = OwnPlatform.start(Map.of("ROOM_OPEN_PER_MINUTE", "100000"))) {
            own.platform().openDemo();
            var command = new ArrayList<>(List.of("npm", "run", "--silent", "bench", "--"));
            command.addAll(args);
            var builder = new ProcessBuilder(command)
                    .directory(Path.of(System.getProperty("hookswitch.checkout"), "plugin")
                            .toFile())
                    .inheritIO();
            builder.environment()
                    .put("HOOKSWITCH_ADDRESS", own.platform().address().toString());
            return builder.start().waitFor();
        }
    }
}
