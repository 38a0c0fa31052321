package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.gateway.live.core.AppPositions;
import dev.hookswitch.gateway.live.core.News;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The socket of a developer's server; it hears the events of all rooms of its app. Thread-safe. */
final class AppSocket implements Socket {
    private final long number;
    private final AppId app;
    private final Link link;
    private final Lifetime lifetime;
    private final AppPositions positions;

    AppSocket(long number, AppId app, Link link, Lifetime lifetime, AppPositions positions) {
        this.number = number;
        this.app = app;
        this.link = link;
        this.lifetime = lifetime;
        this.positions = positions;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public AppId app() {
        return app;
    }

    @Override
    public String subject() {
        return "app:" + app.value();
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public Lifetime lifetime() {
        return lifetime;
    }

    /** The log has brought this; {@code now} is where the live stream is, behind this event. */
    synchronized void hear(News news, int partition, long offset, Map<Integer, Long> now) {
        if (positions.takeLive(partition, offset)) {
            positions.liveIsAt(now);
            link.send(text(news));
        }
    }

    /** A catch-up reader has come to this. */
    synchronized void hearOld(News news, int partition, long offset) {
        if (positions.takeOld(partition, offset)) {
            link.send(text(news));
        }
    }

    /** A catch-up reader has read everything before this offset; whether all partitions are now live. */
    synchronized boolean readUpTo(int partition, long offset, long liveAt) {
        positions.readUpTo(partition, offset, liveAt);
        return positions.isAllLive();
    }

    /** Hands over what lies nowhere behind; whether all partitions are now live. */
    synchronized boolean meet(Map<Integer, Long> now) {
        now.forEach(positions::meets);
        return positions.isAllLive();
    }

    /** Whether its cursor names what the live stream has not come to. */
    synchronized boolean isBeyond(Map<Integer, Long> now) {
        return positions.isBeyond(now);
    }

    /** Skips what is too old or is of a log that is gone, and says so. */
    synchronized void skipTo(Map<Integer, Long> floor, Map<Integer, Long> end) {
        var skipped = new TreeMap<>(positions.notBefore(floor));
        skipped.putAll(positions.notBeyond(end));
        if (!skipped.isEmpty()) {
            var from = new TreeMap<Integer, Long>();
            var to = new TreeMap<Integer, Long>();
            skipped.forEach((partition, skip) -> {
                from.put(partition, skip.from());
                to.put(partition, skip.to());
            });
            link.send(Frames.of(new ServerFrame.Gap(from, to)));
        }
    }

    /** Events that should have stood before this offset are not on the log. */
    synchronized void missing(int partition, long offset) {
        link.send(Frames.of(new ServerFrame.Gap(Map.of(partition, offset), Map.of(partition, offset))));
    }

    synchronized Map<Integer, Long> behind() {
        return positions.behind();
    }

    synchronized Map<Integer, Long> cursor() {
        return positions.cursor();
    }

    private String text(News news) {
        return Frames.event(news, List.of(), Optional.of(positions.cursor()));
    }
}
