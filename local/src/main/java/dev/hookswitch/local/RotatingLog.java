package dev.hookswitch.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * What one part wrote, in a file that is at most {@value #BYTES_MAX} bytes long, and the file before it as {@code .1}.
 *
 * <p>Written by one thread at a time: the one that drains the part's output.
 */
final class RotatingLog {
    /** About a day of a busy platform; twice this is what a part may take of the disk. */
    static final long BYTES_MAX = 16L * 1024 * 1024;

    private final Path file;
    private final long bytesMax;

    RotatingLog(Path file) {
        this(file, BYTES_MAX);
    }

    RotatingLog(Path file, long bytesMax) {
        this.file = file;
        this.bytesMax = bytesMax;
    }

    /** Copies everything the part writes until it ends. */
    synchronized void drain(InputStream output) {
        var buffer = new byte[8192];
        try {
            OutputStream log = open();
            try {
                var written = Files.size(file);
                for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
                    if (written + count > bytesMax) {
                        log.close();
                        Files.move(
                                file,
                                file.resolveSibling(file.getFileName() + ".1"),
                                StandardCopyOption.REPLACE_EXISTING);
                        log = open();
                        written = 0;
                    }
                    log.write(buffer, 0, count);
                    written += count;
                }
            } finally {
                log.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    Path file() {
        return file;
    }
}
