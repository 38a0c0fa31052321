package dev.hookswitch.stories;

import static org.awaitility.Awaitility.await;

import dev.hookswitch.local.LocalPlatform;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Operator;
import java.nio.file.Path;
import java.util.Map;

/**
 * The one platform all stories run on: the five services as processes of their own on a real Kafka, PostgreSQL and Redis,
 * with short times. Started with the first story, ended with the JVM.
 */
final class Stage {
    /**
     * Short enough to wait for where a story waits for one, long enough for what must be done within, on a busy machine too:
     * a socket that is opened again, and, for the checks, a peer that is killed and started again. The checks end before the
     * request's validity, that before the wait for its answer, and that before clients give up. No story waits for the ring
     * time but with a call that brings its own.
     */
    private static final Map<String, String> SHORT_TIMES = Map.ofEntries(
            Map.entry("ROOM_CHECK_TIME", "11s"),
            Map.entry("ROOM_OPEN_VALID", "12s"),
            Map.entry("ROOM_ANSWER_WAIT", "13s"),
            Map.entry("ROOM_RING_TIME", "180s"),
            Map.entry("ROOM_REACH_TIME", "10s"),
            Map.entry("ROOM_JOIN_TIME", "20s"),
            Map.entry("ROOM_AWAY_TIME", "20s"),
            Map.entry("ROOM_SETTLE_TIME", "1s"),
            Map.entry("ROOM_OPEN_PER_MINUTE", "1000"));

    private static final OwnPlatform OWN = start();
    private static final LocalPlatform PLATFORM = OWN.platform();

    /** How often each part that was killed must have been started again, by its name. */
    private static final Map<String, Integer> RESTARTS = new ConcurrentHashMap<>();

    private Stage() {}

    /** Logs, secrets and engines of this run. */
    static Path data() {
        return OWN.data();
    }

    static LocalPlatform platform() {
        return PLATFORM;
    }

    /** kill -9, and back again: returns when the successor serves. */
    static void killAndWait(String part) {
        var before = PLATFORM.restartCount(part);
        PLATFORM.kill(part);
    }

    /** Every part serves. */
    static void awaitAll() {
        await().atMost(Told.PATIENCE)
                .until(() -> PLATFORM.pids().keySet().stream().allMatch(PLATFORM::isReady));
    }

    static Api door() {
        return Api.at(PLATFORM.address());
    }

    static Operator operator() {
        return Operator.withSecret(door(), PLATFORM.operatorSecret());
    }

    /** All that the platform's parts have logged so far. */
    static String logs() {
        return OWN.logs();
    }

    private static OwnPlatform start() {
        var own = OwnPlatform.start(SHORT_TIMES);
        Runtime.getRuntime().addShutdownHook(new Thread(own::close, "end of the stories"));
        return own;
    }
}
