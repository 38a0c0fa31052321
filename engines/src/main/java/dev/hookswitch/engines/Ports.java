package dev.hookswitch.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports of this machine's loopback for servers that are told theirs before they listen. */
public final class Ports {
    /**
     * Below those that Linux gives to outgoing connections, unless it is told otherwise (32768–60999). Such a connection
     * would take the port between its choice and its use, or while its server is away, and who looks for that server
     * could even reach itself.
     */
    private static final int FIRST = 20_000;

    private static final int COUNT = 12_768;

    /** By this JVM, whose servers are not all started at once. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** One that nobody listens on and that was never returned before. */
    public static int free() {
        var start = ThreadLocalRandom.current().nextInt(COUNT);
        return IntStream.range(0, COUNT)
                .map(further -> FIRST + (start + further) % COUNT)
                .filter(port -> isFree(port) && GIVEN.add(port))
                .findFirst()
                .orElseThrow(() -> new EngineFailed("There is no free port on this machine."));
    }

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // A server's own recent connections (TIME_WAIT) do not make its port busy.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
