package dev.hookswitch.local;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A shell beside a process that ends it when the supervisor is gone, however that happened: it reads from a pipe that
 * nobody writes to, and whose end comes with the supervisor's.
 */
final class Guard {
    /** $1 pid, $2 where it works: a pid that meanwhile is another process's is left alone. */
    private static final String SCRIPT = """
            read -r _
            is_ours() { case "$(readlink "/proc/$1/cwd")" in "$2"*) return 0 ;; *) return 1 ;; esac; }
            is_ours "$1" "$2" || exit 0
            kill -s CONT "$1"
            kill -s TERM "$1"
            seconds=0
            while [ $seconds -lt 10 ] && is_ours "$1" "$2"; do sleep 1; seconds=$((seconds + 1)); done
            is_ours "$1" "$2" && kill -s KILL "$1"
            """;

    private final Process shell;

    private Guard(Process shell) {
        this.shell = shell;
    }

    static Guard of(long pid, Path workplace) throws IOException {
        return new Guard(new ProcessBuilder("sh", "-c", SCRIPT, "guard", Long.toString(pid), workplace.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Ends the pipe, as the supervisor's end does. */
    void letGo() throws IOException {
        shell.getOutputStream().close();
    }

    /** The process has ended. */
    void end() {
        shell.destroyForcibly();
    }
}
