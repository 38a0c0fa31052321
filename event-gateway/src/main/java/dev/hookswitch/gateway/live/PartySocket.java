package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.contracts.plugin.PluginEvents;
import dev.hookswitch.contracts.push.Ring;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.gateway.live.core.Following;
import dev.hookswitch.gateway.live.core.News;
import dev.hookswitch.gateway.live.core.RoomView;
import dev.hookswitch.gateway.presence.Presence;
import dev.hookswitch.gateway.presence.Presence.Came;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The socket of one installation of a user or device; it hears the events of that party's rooms. Thread-safe. */
final class PartySocket implements Socket {
    private final long number;
    private final AppId app;
    private final Endpoint endpoint;
    private final Link link;
    private final Lifetime lifetime;
    private final Rooms rooms;
    private final Presence presence;
    private final Signals signals;
    private final InstantSource clock;
    private final Following following;
    /** The live rooms that know of this socket, or are being told. */
    private final Map<RoomId, Part> parts = new HashMap<>(2);

    /** Answers of room-service still to come; only the last one asked for is behind every hole. */
    private int resumesAwaited = 1;

    /** What this socket has to do with one room. */
    private static final class Part {
        /** Its endpoint is back in an answered call, and the log has not yet said so. */
        private boolean returns;

        /** seq at which the room learnt of this socket; 0 until the log has said so. */
        private long seenAt;

        /** The last negotiation that the client was told. */
        private int told;

        Part(boolean returns) {
            this.returns = returns;
        }
    }

    PartySocket(
            long number,
            AppId app,
            Endpoint endpoint,
            Link link,
            Lifetime lifetime,
            Rooms rooms,
            Presence presence,
            Signals signals,
            InstantSource clock,
            Following following) {
        this.number = number;
        this.app = app;
        this.endpoint = endpoint;
        this.link = link;
        this.lifetime = lifetime;
        this.rooms = rooms;
        this.presence = presence;
        this.signals = signals;
        this.clock = clock;
        this.following = following;
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
        return endpoint.party().subject();
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public Lifetime lifetime() {
        return lifetime;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    EndpointId endpointId() {
        return endpoint.id();
    }

    Party party() {
        return endpoint.party();
    }

    /** The log has brought this, and {@link Rooms} knows it. */
    void hear(News news) {
        boolean overfull;
        synchronized (this) {
            for (var due : following.live(news)) {
                link.send(text(due));
                if (due.event() instanceof RoomEvent.RoomRang) {
                    ring(due.room());
                }
                isBack(due);
                beSeenIn(due.room());
                renegotiate(due.room());
            }
            overfull = following.isOverfull();
        }
        if (overfull) {
            link.close(CloseCode.TOO_SLOW, "too much happened before room-service said what was missed");
        }
    }

    /**
     * room-service has said what was missed. What has ended is told before anything rings.
     *
     * @param live the live room of the party
     * @param history what is known of the live room, told already or not
     */
    synchronized void resumed(List<News> missed, Optional<RoomId> live, List<News> history) {
        resumesAwaited = Math.max(0, resumesAwaited - 1);
        if (resumesAwaited > 0) {
            return;
        }
        history.forEach(rooms::learn);
        missed.forEach(rooms::learn);
        var due = following.resumed(missed, live);
        var texts = new ArrayList<String>(due.size());
        var seen = new HashSet<RoomId>();
        for (var news : due) {
            rooms.learn(news);
            texts.add(text(news));
            seen.add(news.room());
        }
        live.ifPresent(seen::add);
        link.sendBacklog(texts);
        due.forEach(this::isBack);
        seen.forEach(room -> {
            ring(room);
            beSeenIn(room);
            renegotiate(room);
        });
    }

    /** The log has a hole in a room of this party: what comes is held back until room-service has said more. */
    synchronized void resumeAgain() {
        resumesAwaited++;
        following.resumeAgain();
    }

    synchronized Map<RoomId, Long> cursor() {
        return following.cursor();
    }

    /** A signal of the other side; nothing if it is of an older negotiation than the client was told. */
    synchronized void signal(RoomId room, int n, String frame) {
        var part = parts.get(room);
        if (part == null || part.returns) {
            return;
        }
        // It may have overtaken the event that began its negotiation.
        renegotiate(room);
        if (n >= part.told) {
            link.send(frame);
        }
    }

    /** The socket is gone: the rooms that knew of it learn so. */
    synchronized void leave() {
        parts.keySet().forEach(room -> {
            signals.forget(room, endpoint, this);
            presence.away(number, room);
        });
        parts.clear();
    }

    private String text(News news) {
        var plugin = news.sideSeenBy(subject())
                .map(side -> PluginEvents.of(news.room(), news.event(), side, endpoint.id()))
                .orElse(List.of());
        return Frames.event(news, plugin, Optional.empty());
    }

    /** Whatever has just been told, the view is never older: a call that is over rings nowhere. */
    private void ring(RoomId room) {
        rooms.view(room).flatMap(view -> view.ringFor(subject())).ifPresent(ringing -> {
            Instant now = clock.instant();
            if (now.isBefore(ringing.until())) {
                link.send(
                        Frames.of(new ServerFrame.Ring(Ring.of(ringing.call(), ringing.until(), now), ringing.call())));
            }
        });
    }

    private void beSeenIn(RoomId room) {
        var view = rooms.view(room);
        var watched = view.map(known -> known.watches(subject(), endpoint.id())).orElse(false);
        if (watched && !link.isClosed()) {
            parts.computeIfAbsent(room, _ -> {
                // First, so that it hears whoever learns that it is back.
                signals.listen(room, endpoint, this);
                var returns = view.map(RoomView::isAnswered).orElse(false);
                presence.back(number, room, endpoint, returns ? Came.TO_AN_ANSWERED_CALL : Came.BEFORE_THE_ANSWER);
                return new Part(returns);
            });
        } else if (!watched && parts.remove(room) != null) {
            signals.forget(room, endpoint, this);
            presence.forget(number, room);
        }
    }

    /** An installation has one socket, at whichever gateway: when a newer one is seen in the room, this one goes. */
    private void isBack(News news) {
        var part = parts.get(news.room());
        if (part == null
                || !(news.event() instanceof RoomEvent.SideCameBack back)
                || !back.by().equals(endpoint)) {
            return;
        }
        if (back.connection().equals(presence.connection(number))) {
            part.returns = false;
            part.seenAt = news.seq();
        } else if (part.seenAt > 0 && !isOnlyRenamed(back)) {
            link.close(CloseCode.REPLACED, "this installation has connected anew");
        }
    }

    /** An old socket under a new name replaces nobody. */
    private static boolean isOnlyRenamed(RoomEvent.SideCameBack back) {
        return back.formerly().filter(name -> !name.equals(back.connection())).isPresent();
    }

    /**
     * Tells the client where the room's signalling is, if that is new. Not while it returns: its own return is still to come
     * on the log, and has a higher number.
     */
    private void renegotiate(RoomId room) {
        var part = parts.get(room);
        if (part == null || part.returns) {
            return;
        }
        int n = rooms.view(room).map(RoomView::negotiated).orElse(0);
        if (n > part.told) {
            part.told = n;
            link.send(Frames.of(new ServerFrame.Renegotiate(room, n)));
        }
    }
}
