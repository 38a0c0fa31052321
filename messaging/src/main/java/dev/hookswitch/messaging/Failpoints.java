package dev.hookswitch.messaging;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the log fail, die or freeze at a chosen step, for tests of what a crash there costs (nothing).
 *
 * <p>Written {@code committed:kill@3,applied:fail}: point, action, and at which hit it strikes (the first without). Read
 * from the system property or environment variable {@value #NAME}. Off, a point is one read of a final field.
 */
public final class Failpoints {
    public static final String NAME = "HOOKSWITCH_FAILPOINTS";

    /** The steps of design §2 between which a crash could matter. */
    public enum Point {
        /** The progress rows name this assignment; nothing was published again yet. */
        OWNER_TAKEN,
        /** What was stored but perhaps not published has been published again. */
        REPUBLISHED,
        /** All statements of a batch ran; its transaction is still open. */
        APPLIED,
        /** The transaction is committed; nothing is published. */
        COMMITTED,
        /** About half of what the batch publishes is acknowledged. */
        HALF_PUBLISHED,
        /** All is acknowledged; Kafka's offset is not committed. */
        PUBLISHED,
        OFFSET_COMMITTED,
        /** Commands of other partitions' aggregates are acknowledged there; here they do not count as applied yet. */
        SENT_HOME
    }

    /** What happens at the point. */
    public enum Action {
        /** An exception; the log gives its partitions up and starts again from its progress. */
        FAIL,
        /** A real SIGKILL to this process. */
        KILL,
        /** A real SIGSTOP to this process, which goes on at SIGCONT. */
        STOP
    }

    private record Armed(Action action, int nth, AtomicInteger hits) {}

    private static final Failpoints OFF = new Failpoints(Map.of());

    private final boolean armed;
    private final Map<Point, Armed> points;

    private Failpoints(Map<Point, Armed> points) {
        this.points = points;
        this.armed = !points.isEmpty();
    }

    public static Failpoints off() {
        return OFF;
    }

    public static Failpoints fromEnvironment() {
        return Optional.ofNullable(System.getProperty(NAME))
                .or(() -> Optional.ofNullable(System.getenv(NAME)))
                .filter(spec -> !spec.isBlank())
                .map(Failpoints::parse)
                .orElse(OFF);
    }

    public static Failpoints parse(String spec) {
        var points = new EnumMap<Point, Armed>(Point.class);
        for (var part : spec.split(",", -1)) {
            var colon = part.indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException(NAME + ": expected point:action[@n], not " + part);
            }
            var at = part.indexOf('@', colon);
            var action = part.substring(colon + 1, at < 0 ? part.length() : at);
            var nth = at < 0 ? 1 : Integer.parseInt(part.substring(at + 1));
            points.put(
                    Point.valueOf(constant(part.substring(0, colon))),
                    new Armed(Action.valueOf(constant(action)), nth, new AtomicInteger()));
        }
        return new Failpoints(points);
    }

    private static String constant(String text) {
        return text.strip().toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    }

    /** Whether the point may ever strike, so that what only it needs can be left out. */
    boolean isArmed(Point point) {
        return armed && points.containsKey(point);
    }

    /** Whether it was hit often enough. */
    boolean hasStruck(Point point) {
        var here = points.get(point);
        return here != null && here.hits().get() >= here.nth();
    }

    void hit(Point point) {
        if (armed) {
            strike(point);
        }
    }

    private void strike(Point point) {
        var here = points.get(point);
        if (here == null || here.hits().incrementAndGet() != here.nth()) {
            return;
        }
        switch (here.action()) {
            case FAIL -> throw new GiveUp("failpoint " + point);
            case KILL -> {
                signal("KILL");
                Runtime.getRuntime().halt(137);
            }
            case STOP -> signal("STOP");
        }
    }

    /** The JVM offers no signal to itself. */
    private static void signal(String name) {
        try {
            var pid = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("no kill command", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
