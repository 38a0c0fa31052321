package dev.hookswitch.gateway.live;

import dev.hookswitch.access.TokenRefused;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.gateway.GatewayConfig;
import dev.hookswitch.gateway.live.core.RoomView;
import dev.hookswitch.gateway.presence.Presence;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** What open sockets send: receipts go to the room, signals to the other side, a new token to the socket's lifetime. */
@ApplicationScoped
class ClientFrames {
    /** Receipts and tokens under way; both wait for others. */
    private static final int UNDER_WAY_MAX = 1_000;

    private final GatewayConfig config;
    private final Entrance entrance;
    private final Sockets sockets;
    private final Rooms rooms;
    private final Signals signals;
    private final Presence presence;
    private final Commands commands;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(UNDER_WAY_MAX);
    private final ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor();

    ClientFrames(
            GatewayConfig config,
            Entrance entrance,
            Sockets sockets,
            Rooms rooms,
            Signals signals,
            Presence presence,
            Commands commands,
            InstantSource clock) {
        this.config = config;
        this.entrance = entrance;
        this.sockets = sockets;
        this.rooms = rooms;
        this.signals = signals;
        this.presence = presence;
        this.commands = commands;
        this.clock = clock;
    }

    @PreDestroy
    void stop() {
        aside.shutdownNow();
    }

    void tooOften(Socket socket) {
        problem(socket, Reason.TOO_OFTEN, "At most " + config.framesPerSecond() + " frames a second.");
    }

    /** On the socket's event loop; what may block goes aside. */
    void on(Socket socket, ClientFrame frame) {
        switch (frame) {
            case ClientFrame.Hello _ -> socket.link().close(CloseCode.BAD_FRAME, "hello comes once, at first");
            case ClientFrame.Token token -> aside(socket, () -> renew(socket, token));
            case ClientFrame.Receipt receipt -> {
                if (socket instanceof PartySocket party) {
                    receipt(party, receipt);
                } else {
                    onlyForParties(socket);
                }
            }
            case ClientFrame.Signal signal -> {
                if (socket instanceof PartySocket party) {
                    signal(party, signal);
                } else {
                    onlyForParties(socket);
                }
            }
        }
    }

    private void renew(Socket socket, ClientFrame.Token token) {
        try {
            var known = entrance.known(token.token());
            var isSame = known.caller().subject().equals(socket.subject())
                    && known.caller().appOf().filter(socket.app()::equals).isPresent();
            if (!isSame) {
                problem(socket, Reason.TOKEN_OF_ANOTHER, "The token is of another subject than the socket.");
                return;
            }
            socket.lifetime().renewed(known.tokenUntil());
            socket.link()
                    .send(Frames.of(
                            new ServerFrame.TokenRenewed(Duration.between(clock.instant(), known.tokenUntil()))));
        } catch (TokenRefused e) {
            problem(socket, e.fault().reason(), e.fault().sentence());
        }
    }

    private void receipt(PartySocket socket, ClientFrame.Receipt receipt) {
        var rings = rooms.view(receipt.room())
                .filter(view -> view.app().equals(socket.app()))
                .flatMap(view -> view.ringFor(socket.subject()))
                .isPresent();
        if (!rings) {
            problem(socket, Reason.NOT_RINGING, "This room does not ring here.");
            return;
        }
        aside(socket, () -> send(socket, receipt));
    }

    private void send(PartySocket socket, ClientFrame.Receipt receipt) {
        var command = CommandToSend.of(
                Topic.ROOM_COMMANDS,
                receipt.room().value(),
                new RoomCommand.RingReceipt(receipt.room(), socket.endpoint(), receipt.stage()),
                presence.connection(socket.number()) + "/" + Wire.name(receipt.stage()) + "/" + receipt.room());
        try {
            commands.send(command).join();
        } catch (CompletionException _) {
            problem(socket, Reason.RECEIPT_NOT_TAKEN, "The platform is busy; send the receipt again.");
        }
    }

    private void signal(PartySocket from, ClientFrame.Signal signal) {
        var chars = signal.data().toString().length();
        if (chars > config.signalChars()) {
            problem(
                    from,
                    Reason.SIGNAL_TOO_LARGE,
                    "data has " + chars + " characters, at most " + config.signalChars() + " are allowed.");
            return;
        }
        var view = rooms.view(signal.room()).filter(known -> known.app().equals(from.app()));
        var opposite = view.flatMap(known -> known.opposite(from.subject(), from.endpointId()));
        if (view.isEmpty() || opposite.isEmpty()) {
            problem(
                    from,
                    Reason.NO_SIGNALLING,
                    "Signals pass between the two endpoints of an answered, live room; this is none of them.");
            return;
        }
        if (view.get().isUnknown(signal.n())) {
            problem(
                    from,
                    Reason.NO_SUCH_NEGOTIATION,
                    "n is " + signal.n() + "; the room is at " + view.get().negotiated() + ".");
            return;
        }
        if (!view.get().isStale(signal.n())) {
            pass(from, opposite.get(), signal);
        }
    }

    /** Across gateways only when it must be: two sockets here need no Redis. */
    private void pass(PartySocket from, RoomView.Seat to, ClientFrame.Signal signal) {
        var frame = Frames.of(new ServerFrame.Signal(signal.room(), signal.n(), signal.data()));
        var here = sockets.of(from.app(), to.subject(), to.endpoint())
                .filter(socket -> !socket.link().isClosed());
        if (here.isPresent()) {
            here.get().signal(signal.room(), signal.n(), frame);
            return;
        }
        signals.pass(signal.room(), to, signal.n(), frame).onSuccess(outcome -> {
            switch (outcome) {
                case PASSED -> {}
                case NOBODY_THERE ->
                    problem(from, Reason.OTHER_SIDE_NOT_HERE, "The other side has no socket at any gateway now.");
                case BUSY -> problem(from, Reason.BUSY, "The gateway is busy; send it again.");
                case AWAY -> problem(from, Reason.SIGNALS_AWAY, "Signals cannot pass between gateways now.");
            }
        });
    }

    private void aside(Socket socket, Runnable work) {
        if (!free.tryAcquire()) {
            problem(socket, Reason.BUSY, "The gateway is busy; send it again.");
            return;
        }
        aside.execute(() -> {
            try {
                work.run();
            } finally {
                free.release();
            }
        });
    }

    private static void onlyForParties(Socket socket) {
        problem(socket, Reason.NOT_A_PARTY, "Receipts and signals are for users and devices.");
    }

    private static void problem(Socket socket, Reason reason, String errMsg) {
        socket.link().send(Frames.of(ServerFrame.Problem.of(reason, errMsg)));
    }
}
