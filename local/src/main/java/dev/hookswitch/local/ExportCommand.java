package dev.hookswitch.local;

import dev.hookswitch.local.seed.Export;
import dev.hookswitch.local.seed.SeedStopped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** {@code ./hookswitch export}: writes what a running platform holds as a seed file. */
final class ExportCommand {
    private ExportCommand() {}

    /** Arguments: data directory, then a file and {@code --address <url>}; without a file it is printed. */
    public static void main(String[] args) {
        try {
            run(DataDirectory.at(Path.of(args[0])), List.of(args).subList(1, args.length));
        } catch (LocalFailed | SeedStopped e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(DataDirectory data, List<String> arguments) {
        var options = FileAndAddress.parse("export", arguments);
        var door = OperatorDoor.of(data, options.address());
        var exported = Export.of(door.api(), door.secret());
        options.file().ifPresentOrElse(file -> write(file, exported.text()), () -> print(exported.text()));
        if (exported.disabled() > 0) {
            System.err.println(exported.disabled()
                    + " apps, devices and users are disabled there; a seed file has no word for that.");
        }
    }

    private static void print(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    /** A file that is there stays as it is: it may be what somebody wrote by hand. */
    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            System.out.println("written to " + file);
        } catch (FileAlreadyExistsException e) {
            throw new LocalFailed("There is a file " + file + " already; name another one.", e);
        } catch (IOException e) {
            throw new LocalFailed("The file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }
}
