package dev.hookswitch.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory a process and its children hold, pages that they share counted once (Linux' PSS). */
final class Memory {
    private static final String SHARE = "Pss:";
    private static final String AVAILABLE = "MemAvailable:";

    private Memory() {}

    /** In bytes; 0 for a process that is gone. */
    static long ofTree(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .mapToLong(process -> of(process.pid()))
                .sum();
    }

    /** What programs can still be given without swapping, in KiB; empty where the system does not say. */
    static OptionalLong availableKb() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith(AVAILABLE))
                    .mapToLong(line -> Long.parseLong(
                            line.substring(AVAILABLE.length()).replace("kB", "").strip()))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /** Without its children. */
    static long of(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith(SHARE))
                    .mapToLong(line -> 1024
                            * Long.parseLong(line.substring(SHARE.length())
                                    .replace("kB", "")
                                    .strip()))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            // It ended while it was looked at.
            return 0;
        }
    }
}
