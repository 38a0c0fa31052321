package dev.hookswitch.engines;

import java.nio.file.Path;

/**
 * One real server that runs as a child process and keeps its data in a directory of its own.
 *
 * <p>All methods may be called from any thread; starting and stopping wait for each other. After a stop or a kill the
 * same engine can be started again and serves at the same address with the same data.
 */
public sealed interface Engine extends AutoCloseable permits LocalEngine {
    /** What log lines and errors call it. */
    String name();

    /**
     * Returns when the server serves. Does nothing if it runs.
     *
     * @throws EngineFailed with the reason and the log file
     */
    void start();

    /** Ends the server in its orderly way, or by force when that takes too long. Does nothing if it does not run. */
    void stop();

    /** SIGKILL to the server process; returns when it is gone. What a crash test and nobody else wants. */
    void killForcibly();

    boolean isRunning();

    /** The server process itself. Fails if it was never started. */
    long pid();

    /** What the server wrote since its last start. */
    Path log();

    /** Makes the server hang as if its machine did (SIGSTOP). Connections stay open and nothing answers. */
    default void pause() {
        Signals.send(pid(), "STOP");
    }

    default void resume() {
        Signals.send(pid(), "CONT");
    }

    @Override
    default void close() {
        stop();
    }
}
