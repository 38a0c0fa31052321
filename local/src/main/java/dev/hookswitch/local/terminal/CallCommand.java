package dev.hookswitch.local.terminal;

import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.local.LocalFailed;
import dev.hookswitch.local.Seeds;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Calls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./hookswitch call <sn>}: places a call as a user to a device, and prints all that happens to it. */
final class CallCommand extends TerminalCommand {
    /** Settling is asked again after 5 s where a service was away. */
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);

    /** A refused request may have made a room, whose events then come beside the answer. */
    private static final Duration REFUSAL_SHOWS_WITHIN = Duration.ofSeconds(1);

    private static final Duration LEAVES_WITHIN = Duration.ofSeconds(10);

    @Parameters(paramLabel = "<sn>")
    private String sn = "";

    @Option(names = "--as", paramLabel = "<openId>", defaultValue = Seeds.USER)
    private String openId = "";

    @ArgGroup
    private RoomType roomType = new RoomType();

    @Option(names = "--hang-up-after", paramLabel = "<time>")
    private Optional<Duration> hangUpAfter = Optional.empty();

    @Option(names = "--cancel-after", paramLabel = "<time>")
    private Optional<Duration> cancelAfter = Optional.empty();

    @Option(names = "--time-limit", paramLabel = "<time>")
    private Optional<Duration> timeLimit = Optional.empty();

    @Option(names = "--ring-time", paramLabel = "<time>")
    private Optional<Duration> ringTime = Optional.empty();

    /** Not both. */
    static final class RoomType {
        @Option(names = "--voice", required = true)
        private boolean isVoice;

        @Option(names = "--video", required = true)
        private boolean isVideo;

        String wireName() {
            return isVideo || !isVoice ? "video" : "voice";
        }
    }

    private final CompletableFuture<Transcript> finished = new CompletableFuture<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<RoomId> room = Optional.empty();

    CallCommand(Path data) {
        super(data);
    }

    @Override
    public Integer call() throws InterruptedException {
        var target = target();
        var tokens = target.user(openId);
        var body = request(target.modelOf(sn));
        var me = new Endpoint(new Party.User(new OpenId(openId)), endpointId("call"));
        var behaviour = Behaviour.of(new Behaviour.OnRing.Rings())
                .thatHangsUp(hangUpAfter)
                .thatCancels(cancelAfter);
        var over = new CountDownLatch(1);
        try (var follower = Follower.start(target.door(), target.app(), new MyCall(me.id()));
                var caller = Counterpart.start(target.door(), me, tokens, behaviour, new Troubles("the caller"))) {
            if (!follower.awaitConnected(CONNECTS_WITHIN)) {
                throw new LocalFailed(
                        "No socket can be opened at " + target.door().address() + ".");
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveAndWait(caller, over), "leave"));
            return outcome(caller.place(body, UUID.randomUUID().toString()));
        } catch (UncheckedIOException e) {
            throw new LocalFailed("The call could not be placed: " + e.getMessage(), e);
        } finally {
            over.countDown();
        }
    }

    /** A name that no other run of a command has: an installation has one socket. */
    static EndpointId endpointId(String command) {
        return new EndpointId(
                "terminal-" + command + "-" + UUID.randomUUID().toString().substring(0, 8));
    }

    private Map<String, Object> request(String modelId) {
        var body = Calls.callDevice(sn, modelId);
        body.put("roomType", roomType.wireName());
        body.put("caller", Map.of("name", openId));
        timeLimit.ifPresent(limit -> body.put("timeLimit", limit.toMillis() / 1e3));
        ringTime.ifPresent(time -> body.put("ringTimeMs", time.toMillis()));
        return body;
    }

    private int outcome(Api.Reply reply) throws InterruptedException {
        if (!reply.isOk()) {
            print(new Line.Refused(reply.errCode(), Target.inWords(reply)));
            if (begun.await(REFUSAL_SHOWS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                settles(SETTLES_WITHIN);
            }
            return REFUSED;
        }
        room = Optional.of(new RoomId(reply.text("roomId")));
        ended.await();
        return settles(SETTLES_WITHIN)
                .flatMap(RoomEvent.RoomSettled::cause)
                .map(this::exitCode)
                .orElse(BROKEN_OFF);
    }

    private Optional<RoomEvent.RoomSettled> settles(Duration within) throws InterruptedException {
        try {
            return finished.get(within.toMillis(), TimeUnit.MILLISECONDS).settled();
        } catch (TimeoutException e) {
            print(new Line.Note("the call is not settled after " + within.toSeconds() + " s"));
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private int exitCode(EndCause cause) {
        return switch (cause) {
            case EndCause.HungUp _, EndCause.TimeLimit _, EndCause.MaxCallTime _ -> AS_ASKED;
            case EndCause.Cancelled(var origin) ->
                cancelAfter.isPresent() && origin == Origin.MANUAL ? AS_ASKED : NOT_ANSWERED;
            case EndCause.Rejected _, EndCause.Busy _, EndCause.NoAnswer _, EndCause.Unreachable _, EndCause.Vetoed _ ->
                NOT_ANSWERED;
            case EndCause.CreditUsedUp _,
                    EndCause.Revoked _,
                    EndCause.EndedByServer _,
                    EndCause.EndedByOperator _,
                    EndCause.JoinTimeout _,
                    EndCause.JoinFailed _,
                    EndCause.Aborted _,
                    EndCause.Lost _,
                    EndCause.BothLost _ -> BROKEN_OFF;
        };
    }

    /** Ctrl-C: the other side is not left in a call with nobody, and the end is printed. */
    private void leaveAndWait(Counterpart caller, CountDownLatch over) {
        if (over.getCount() == 0) {
            return;
        }
        try {
            room.or(caller::room).ifPresent(caller::leave);
            settles(LEAVES_WITHIN);
        } catch (UncheckedIOException | IllegalStateException e) {
            print(new Line.Note("the call could not be left: " + e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class MyCall implements Follower.Watcher {
        private final EndpointId me;

        private MyCall(EndpointId me) {
            this.me = me;
        }

        @Override
        public boolean wants(RoomNews first) {
            return first.event() instanceof RoomEvent.RoomOpened opened
                    && opened.endpoint().equals(me);
        }

        @Override
        public void line(Line line) {
            if (line instanceof Line.Call call) {
                room = Optional.of(call.room());
                begun.countDown();
            }
            print(line);
            if (line instanceof Line.Event event && event.type().equals("RoomEnded")) {
                ended.countDown();
            }
        }

        @Override
        public void finished(Transcript transcript) {
            finished.complete(transcript);
        }
    }
}
