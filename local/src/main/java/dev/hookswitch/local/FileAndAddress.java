package dev.hookswitch.local;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** What {@code seed} and {@code export} are asked for: a file, and the address of another platform. */
record FileAndAddress(Optional<Path> file, Optional<String> address) {
    private static final String ADDRESS = "--address";

    /**
     * Reads arguments as the launcher passes them on.
     *
     * @throws LocalFailed saying which one is wrong
     */
    static FileAndAddress parse(String command, List<String> arguments) {
        var file = Optional.<Path>empty();
        var address = Optional.<String>empty();
        var rest = new ArrayDeque<>(arguments);
        while (!rest.isEmpty()) {
            var argument = rest.pop();
            if (argument.equals(ADDRESS)) {
                address = Optional.of(Optional.ofNullable(rest.poll())
                        .orElseThrow(() ->
                                new LocalFailed(ADDRESS + " needs a value; see ./hookswitch " + command + " --help")));
            } else if (argument.startsWith(ADDRESS + "=")) {
                address = Optional.of(argument.substring(ADDRESS.length() + 1));
            } else if (!argument.startsWith("-") && file.isEmpty()) {
                file = Optional.of(UpOptions.path(argument));
            } else {
                throw new LocalFailed(
                        command + " does not know " + argument + "; see ./hookswitch " + command + " --help");
            }
        }
        return new FileAndAddress(file, address);
    }
}
