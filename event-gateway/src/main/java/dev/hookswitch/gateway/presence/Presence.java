package dev.hookswitch.gateway.presence;

import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.presence.core.LeaseWatch;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Tells the rooms which connections of their endpoints are open, and sees to it that somebody tells them when this process
 * is killed (design §4).
 *
 * <p>A gateway's life is an incarnation with a lease in Redis. Beside the lease stands what the incarnation holds in live
 * rooms, written before the room is told, so that a survivor, or this instance's next incarnation, can report all of it
 * away. Connections carry the incarnation's name, so a report about a dead one never hits a living one. While Redis is away
 * nothing is concluded; sockets go on telling their rooms. One thread does all of it, in order.
 */
@ApplicationScoped
public class Presence {
    private static final Logger LOG = Logger.getLogger(Presence.class);

    /** Changes in one round trip. */
    private static final int BATCH_MAX = 256;

    private static final Duration SEND_MAX = Duration.ofSeconds(5);
    /** A command that the broker does not take is tried again after this, for ever: a room must not miss it. */
    private static final Duration SEND_AGAIN = Duration.ofMillis(500);

    /** When a socket has come to a room. */
    public enum Came {
        /** It hears the answer itself, and has missed no signal. The room may learn of it later all the same. */
        BEFORE_THE_ANSWER,
        /** What was under way between the two sides is lost: they negotiate anew. */
        TO_AN_ANSWERED_CALL
    }

    /** What has changed between a socket and a room. */
    private sealed interface Change {
        record Back(long socket, RoomId room, Endpoint by, Came came) implements Change {}

        record Away(long socket, RoomId room) implements Change {}

        record Forget(long socket, RoomId room) implements Change {}

        /** Nothing but that the thread is to look whether it should stop. */
        record Wake() implements Change {}
    }

    private record Place(long socket, RoomId room) {}

    private final GatewayConfig config;
    private final Leases leases;
    private final Commands commands;
    private final InstantSource clock;
    private final LeaseWatch watch;
    private final Counter reportedAway;
    private final Counter incarnations;
    /** Bounded by the sockets, each of which is in one live room and a few that have just ended. */
    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();

    /** Used by the presence thread only. */
    private final Map<Place, Held> held = new LinkedHashMap<>();

    private volatile String incarnation;
    private volatile boolean redisAnswers;
    private boolean registered;
    private boolean toRewrite;
    private volatile boolean stopping;
    private final Thread thread = Thread.ofPlatform().name("presence").unstarted(this::run);

    Presence(GatewayConfig config, Leases leases, Commands commands, InstantSource clock, MeterRegistry meters) {
        this.config = config;
        this.leases = leases;
        this.commands = commands;
        this.clock = clock;
        this.watch = new LeaseWatch(config.lease());
        this.reportedAway = meters.counter("gateway.presence.reported.away");
        this.incarnations = meters.counter("gateway.presence.incarnations");
        this.incarnation = newIncarnation();
    }

    public void start() {
        thread.start();
    }

    /** Tells the rooms what is still to be told, and takes this incarnation off the list. All sockets are closed by now. */
    public void stop() {
        stopping = true;
        changes.add(new Change.Wake());
        try {
            thread.join(SEND_MAX);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The id that a socket has now; another one after this gateway has lost its lease. */
    public ConnectionId connection(long socket) {
        return connection(incarnation, socket);
    }

    /** The socket is open, and its endpoint has a part in this live room. */
    public void back(long socket, RoomId room, Endpoint by, Came came) {
        changes.add(new Change.Back(socket, room, by, came));
    }

    /** The socket is gone from a room that still lives. */
    public void away(long socket, RoomId room) {
        changes.add(new Change.Away(socket, room));
    }

    /** The room is over, or no longer cares about this endpoint. */
    public void forget(long socket, RoomId room) {
        changes.add(new Change.Forget(socket, room));
    }

    public String incarnation() {
        return incarnation;
    }

    public boolean redisAnswers() {
        return redisAnswers;
    }

    /** Changes that no room has been told of yet. */
    public int waiting() {
        return changes.size();
    }

    private String newIncarnation() {
        return config.instance() + "." + UUID.randomUUID().toString().substring(0, 8);
    }

    private static ConnectionId connection(String incarnation, long socket) {
        return new ConnectionId(incarnation + ":" + socket);
    }

    private void run() {
        // Several renewals fit into a lease, so that one that is lost does no harm.
        var tick = config.lease().dividedBy(4);
        var next = System.nanoTime();
        while (!stopping) {
            try {
                var left = next - System.nanoTime();
                if (left <= 0) {
                    look();
                    next = System.nanoTime() + tick.toNanos();
                    continue;
                }
                var first = changes.poll(left, TimeUnit.NANOSECONDS);
                if (first != null) {
                    apply(batchFrom(first));
                }
            } catch (InterruptedException _) {
                stopping = true;
            } catch (RuntimeException e) {
                LOG.errorf(e, "presence goes on after a failure");
            }
        }
        leave();
    }

    private List<Change> batchFrom(Change first) {
        var batch = new ArrayList<Change>();
        batch.add(first);
        changes.drainTo(batch, BATCH_MAX - 1);
        return batch;
    }

    /** Redis first: a crash in between leaves a connection listed that no room knows, which does no harm. */
    private void apply(List<Change> batch) {
        var put = new ArrayList<Held>();
        var drop = new ArrayList<Held>();
        var tell = new ArrayList<CommandToSend>();
        for (var change : batch) {
            switch (change) {
                case Change.Back c -> {
                    var now = new Held(connection(c.socket()), c.room(), c.by());
                    held.put(new Place(c.socket(), c.room()), now);
                    put.add(now);
                    tell.add(back(
                            now,
                            switch (c.came()) {
                                case BEFORE_THE_ANSWER -> Optional.of(now.connection());
                                case TO_AN_ANSWERED_CALL -> Optional.empty();
                            }));
                }
                case Change.Away c ->
                    taken(c.socket(), c.room()).ifPresent(gone -> {
                        drop.add(gone);
                        tell.add(away(gone));
                    });
                case Change.Forget c -> taken(c.socket(), c.room()).ifPresent(drop::add);
                case Change.Wake _ -> {}
            }
        }
        if (registered && redisAnswers) {
            redis(() -> leases.put(incarnation, put));
        } else {
            toRewrite = true;
        }
        send(tell);
        if (registered && redisAnswers && !drop.isEmpty()) {
            redis(() -> leases.drop(incarnation, drop));
        }
    }

    private Optional<Held> taken(long socket, RoomId room) {
        return Optional.ofNullable(held.remove(new Place(socket, room)));
    }

    /** Renews the lease, and looks after the other incarnations. */
    private void look() {
        if (!registered) {
            register();
            return;
        }
        var renewed = redis(() -> leases.renew(incarnation, config.lease()));
        if (renewed.isEmpty()) {
            watch.blind();
            return;
        }
        if (!renewed.get()) {
            incarnate();
            return;
        }
        if (toRewrite && redis(() -> leases.replace(incarnation, held.values())).isPresent()) {
            toRewrite = false;
        }
        redis(leases::listed).ifPresentOrElse(this::clearUp, watch::blind);
    }

    private void register() {
        var done = redis(() -> leases.register(incarnation, config.instance(), config.lease(), held.values()));
        if (done.isPresent()) {
            registered = true;
            toRewrite = false;
            LOG.infof("gateway incarnation incarnation=%s", incarnation);
        }
    }

    /** Others may have reported this incarnation's connections away: a new one, and the rooms are told again. */
    private void incarnate() {
        var before = incarnation;
        LOG.warnf("lease lost incarnation=%s sockets=%d", before, held.size());
        incarnations.increment();
        incarnation = newIncarnation();
        registered = false;
        var old = Map.copyOf(held);
        held.replaceAll((place, known) -> new Held(connection(place.socket()), known.room(), known.by()));
        register();
        // First the new connection, then the end of the old one: the side is never away.
        send(held.entrySet().stream()
                .map(now -> back(
                        now.getValue(),
                        Optional.ofNullable(old.get(now.getKey())).map(Held::connection)))
                .toList());
        send(old.values().stream().map(this::away).toList());
        redis(() -> leases.remove(before));
    }

    private void clearUp(Map<String, Leases.Listed> listed) {
        var missing = new HashSet<String>();
        listed.forEach((other, state) -> {
            if (other.equals(incarnation)) {
                return;
            }
            if (state.instance().equals(config.instance())) {
                // What ran under this name before is dead: its supervisor starts no second one beside it.
                report(other);
            } else if (!state.alive()) {
                missing.add(other);
            }
        });
        watch.dead(missing, clock.instant()).forEach(this::report);
    }

    /** Safe to be done by several survivors: the commands name the connection and have the same ids. */
    private void report(String dead) {
        redis(() -> leases.held(dead)).ifPresent(connections -> {
            LOG.warnf("gateway incarnation is dead incarnation=%s connections=%d", dead, connections.size());
            send(connections.stream().map(this::away).toList());
            reportedAway.increment(connections.size());
            redis(() -> leases.remove(dead));
        });
    }

    private CommandToSend back(Held held, Optional<ConnectionId> formerly) {
        return CommandToSend.of(
                Topic.ROOM_COMMANDS,
                held.room().value(),
                new RoomCommand.SideBack(held.room(), held.by(), held.connection(), formerly),
                held.connection() + "/back/" + held.room());
    }

    private CommandToSend away(Held held) {
        return CommandToSend.of(
                Topic.ROOM_COMMANDS,
                held.room().value(),
                new RoomCommand.SideAway(held.room(), held.by(), held.connection()),
                held.connection() + "/away/" + held.room());
    }

    /** Returns when the broker has all of them, in their order; the rooms wait rather than miss one. */
    private void send(Collection<CommandToSend> all) {
        var left = List.copyOf(all);
        while (!left.isEmpty()) {
            var sent = new LinkedHashMap<CommandToSend, CompletableFuture<Void>>();
            left.forEach(command -> sent.put(command, commands.send(command)));
            left = sent.entrySet().stream()
                    .filter(one -> !isSent(one.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!left.isEmpty()) {
                LOG.warnf("rooms not told yet commands=%d", left.size());
                if (stopping || !pause()) {
                    return;
                }
                if (registered) {
                    // It is the broker that is away, not this gateway.
                    redis(() -> leases.renew(incarnation, config.lease()));
                }
            }
        }
    }

    private static boolean isSent(CompletableFuture<Void> sent) {
        try {
            sent.get(SEND_MAX.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(SEND_AGAIN);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void leave() {
        var last = new ArrayList<Change>();
        changes.drainTo(last);
        apply(last);
        if (registered && held.isEmpty()) {
            redis(() -> leases.remove(incarnation));
        }
    }

    private interface Step<T> {
        T run();
    }

    /** Nothing while Redis is away; what was not written is written again with the next renewal. */
    private <T> Optional<T> redis(Step<T> step) {
        try {
            var done = step.run();
            if (!redisAnswers) {
                redisAnswers = true;
                LOG.info("redis answers");
            }
            return Optional.of(done);
        } catch (RuntimeException e) {
            toRewrite = true;
            if (redisAnswers) {
                redisAnswers = false;
                LOG.warnf("redis is away, presence waits reason=%s", e);
            }
            return Optional.empty();
        }
    }
}
