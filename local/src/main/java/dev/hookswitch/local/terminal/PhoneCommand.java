package dev.hookswitch.local.terminal;

import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.local.LocalFailed;
import dev.hookswitch.local.client.Calls;
import dev.hookswitch.local.client.RenewedToken;
import dev.hookswitch.local.terminal.Behaviour.OnRing;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./hookswitch phone <openId>}: a phone that waits for calls, takes them as it was told, and waits for the next. */
final class PhoneCommand extends TerminalCommand {
    private static final Duration ANSWERS_AFTER = Duration.ofSeconds(3);
    private static final Duration REJECTS_AFTER = Duration.ofSeconds(2);

    /** A call of an earlier run that was killed has to be given up first. */
    private static final Duration BUSY_WITHIN = Duration.ofMinutes(1);

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);

    /** Of the device that talks to a busy user; made in the app by the first {@code --busy}. */
    private static final String HOLDER_MODEL = "terminal-holder";

    @Parameters(paramLabel = "<openId>")
    private String openId = "";

    @ArgGroup
    private Choice choice = new Choice();

    @Option(names = "--hang-up-after", paramLabel = "<time>")
    private Optional<Duration> hangUpAfter = Optional.empty();

    /** One of them. */
    static final class Choice {
        @Option(names = "--answer-after", paramLabel = "<time>", required = true)
        private Optional<Duration> answerAfter = Optional.empty();

        @Option(names = "--reject", required = true)
        private boolean isRejecting;

        @Option(names = "--busy", required = true)
        private boolean isBusy;

        @Option(names = "--never", required = true)
        private boolean isNeverAnswering;
    }

    /** Counted down when a call of this phone has been settled. */
    private volatile CountDownLatch settled = new CountDownLatch(1);

    PhoneCommand(Path data) {
        super(data);
    }

    @Override
    public Integer call() throws InterruptedException {
        var target = target();
        var tokens = target.user(openId);
        var me = new Endpoint(new Party.User(new OpenId(openId)), CallCommand.endpointId("phone"));
        var follower = Follower.start(target.door(), target.app(), new MyCalls(me));
        if (!follower.awaitConnected(CONNECTS_WITHIN)) {
            throw new LocalFailed("No socket can be opened at " + target.door().address() + ".");
        }
        if (choice.isBusy) {
            beBusy(target, new HeldLine.Holder(me, tokens, new Troubles("the phone")));
        } else {
            listen(Counterpart.start(target.door(), me, tokens, behaviour(), new Troubles("the phone")));
        }
        // For calls to come, until Ctrl-C.
        new CountDownLatch(1).await();
        return AS_ASKED;
    }

    private Behaviour behaviour() {
        OnRing onRing = choice.isRejecting
                ? new OnRing.Rejects(REJECTS_AFTER)
                : choice.isNeverAnswering
                        ? new OnRing.Rings()
                        : new OnRing.Answers(choice.answerAfter.orElse(ANSWERS_AFTER));
        return Behaviour.of(onRing).thatHangsUp(hangUpAfter);
    }

    private void listen(Counterpart phone) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(phone), "leave"));
        print(new Line.Note(openId + " waits for calls; Ctrl-C ends that"));
    }

    /** Ctrl-C: a caller is not left with nobody, and the end is printed. */
    private void leave(Counterpart phone) {
        var call = phone.room();
        if (call.isEmpty()) {
            return;
        }
        try {
            var last = new CountDownLatch(1);
            settled = last;
            phone.leave(call.get());
            if (!last.await(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                print(new Line.Note("the call is not settled after " + ENDS_WITHIN.toSeconds() + " s"));
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            print(new Line.Note("the call could not be left: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A device of its own, made in the app, is talked to for as long as this runs. */
    private void beBusy(Target target, HeldLine.Holder phone) throws InterruptedException {
        var sn = HOLDER_MODEL + "-" + openId;
        var server = target.server();
        server.makeModel(HOLDER_MODEL, "holder of a line", "linux");
        var device = new HeldLine.Holder(
                new Endpoint(new Party.Device(new Sn(sn)), new EndpointId("device-" + sn)),
                RenewedToken.ofDevice(target.door(), target.appid(), server.makeDevice(sn, HOLDER_MODEL)),
                new Troubles("the device that holds the line"));
        var held = HeldLine.hold(
                target.door(),
                phone,
                device,
                Calls.with(Calls.callDevice(sn, HOLDER_MODEL), "roomType", "voice"),
                why -> print(new Line.Note("the line is not held: " + why)));
        Runtime.getRuntime().addShutdownHook(new Thread(held::close, "leave"));
        if (!held.awaitTalking(BUSY_WITHIN)) {
            throw new LocalFailed(openId + " could not be engaged within " + BUSY_WITHIN.toSeconds() + " s.");
        }
        print(new Line.Note(openId + " is in a call with " + sn + ", and so busy; Ctrl-C ends that"));
    }

    private final class MyCalls implements Follower.Watcher {
        private final Endpoint me;

        private MyCalls(Endpoint me) {
            this.me = me;
        }

        @Override
        public boolean wants(RoomNews first) {
            return first.event() instanceof RoomEvent.RoomOpened opened
                    && opened.call().listener().party().equals(me.party());
        }

        @Override
        public Optional<EndpointId> listener() {
            return Optional.of(me.id());
        }

        @Override
        public void line(Line line) {
            print(line);
        }

        @Override
        public void finished(Transcript transcript) {
            settled.countDown();
        }
    }
}
