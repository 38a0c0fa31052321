package dev.hookswitch.local;

import dev.hookswitch.engines.EngineFailed;
import dev.hookswitch.engines.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a process is ended: asked first, and forced when it does not listen. */
final class Endings {
    private Endings() {}

    static void end(ProcessHandle process, Duration grace) {
        if (!process.isAlive()) {
            return;
        }
        // A stopped process takes no other signal before it goes on.
        signal(process.pid(), "CONT");
        process.destroy();
        if (!isGone(process, grace)) {
            process.destroyForcibly();
            isGone(process, grace);
        }
    }

    static void signal(long pid, String signal) {
        try {
            Signals.send(pid, signal);
        } catch (EngineFailed e) {
            if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
                throw e;
            }
        }
    }

    static boolean isGone(ProcessHandle process, Duration within) {
        try {
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new LocalFailed("Process " + process.pid() + " could not be awaited.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalFailed("Interrupted while waiting for process " + process.pid() + " to end.", e);
        }
    }

    /** The process that a killed supervisor left behind in this workplace, if it lives. Its pid may be another's by now. */
    static Optional<ProcessHandle> leftOver(Path workplace) {
        return DataDirectory.read(workplace.resolve("pid"))
                .map(Long::parseLong)
                .flatMap(ProcessHandle::of)
                .filter(ProcessHandle::isAlive)
                .filter(process -> worksIn(process, workplace));
    }

    private static boolean worksIn(ProcessHandle process, Path workplace) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(workplace);
        } catch (IOException e) {
            return false;
        }
    }
}
