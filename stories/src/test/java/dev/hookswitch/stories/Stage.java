package dev.hookswitch.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.local.LocalPlatform;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Operator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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
            Map.entry("ROOM_OPEN_PER_MINUTE", "1000"),
            Map.entry("HOOKSWITCH_ORIGINS", WebPage.ALLOWED),
            // Only the absence of auth-service and Redis may be taken for it, not their slowness beside a build.
            Map.entry("ACCESS_AUTH_WAIT", "15s"),
            Map.entry("ACCESS_LIMIT_WAIT", "5s"));

    /** A process that is killed is back in seconds; beside a build of everything minutes have been seen. */
    private static final Duration RESTARTS_WITHIN = Duration.ofMinutes(5);

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

    /** kill -9. Its end is noticed later, and until then it seems to serve: {@link #awaitAll} knows of it. */
    static void kill(String part) {
        RESTARTS.put(part, PLATFORM.restartCount(part) + 1);
        PLATFORM.kill(part);
    }

    /** A planned stop, as a rolling upgrade does it; the part comes back by itself: {@link #awaitAll} knows of it. */
    static void restart(String part) {
        RESTARTS.put(part, PLATFORM.restartCount(part) + 1);
        PLATFORM.signal(part, "TERM");
    }

    /** kill -9, and back again: returns when everything serves. */
    static void killAndWait(String part) {
        kill(part);
        awaitAll();
    }

    /** What was killed was started again, and every part serves. */
    static void awaitAll() {
        for (var killed : Map.copyOf(RESTARTS).entrySet()) {
            PLATFORM.awaitRestart(killed.getKey(), killed.getValue(), RESTARTS_WITHIN);
            RESTARTS.remove(killed.getKey());
        }
        await().atMost(RESTARTS_WITHIN)
                .untilAsserted(() ->
                        assertThat(PLATFORM.pids().keySet()).allMatch(PLATFORM::servesNow, "serves at this moment"));
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
