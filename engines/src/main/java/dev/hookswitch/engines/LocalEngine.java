package dev.hookswitch.engines;

import java.io.IOException;
import java.nio.file.Path;

/** What every engine of this machine is: one server in one directory that nobody else has, its calls one after the other. */
abstract sealed class LocalEngine implements Engine permits KafkaEngine, PostgresEngine, RedisEngine, CoturnEngine {
    final EngineHome home;
    final ServerProcess server;
    private final String name;

    /** Nothing is started yet. The engine's files go below {@code dataDirectory/<name>}. */
    LocalEngine(String name, Path dataDirectory, String stopSignal) {
        this.name = name;
        this.home = new EngineHome(name, dataDirectory);
        this.server = new ServerProcess(name, home, stopSignal, this::stop);
    }

    /** Launches the server, of which none runs in this directory, and returns when it serves. */
    abstract void serve() throws IOException;

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final synchronized void start() {
        if (server.isRunning()) {
            return;
        }
        home.lock();
        try {
            server.endLeftOver();
            serve();
        } catch (IOException e) {
            throw new EngineFailed(name + " could not be started: " + e.getMessage(), e);
        } finally {
            if (!server.isRunning()) {
                home.unlock();
            }
        }
    }

    @Override
    public final synchronized void stop() {
        server.stop();
        home.unlock();
    }

    @Override
    public final synchronized void killForcibly() {
        server.killForcibly();
        home.unlock();
    }

    @Override
    public final boolean isRunning() {
        return server.isRunning();
    }

    @Override
    public final long pid() {
        return server.pid();
    }

    @Override
    public final Path log() {
        return server.log();
    }
}
