package dev.hookswitch.local.terminal;

import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.local.client.Api;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps a user and a device engaged: what makes a line busy is a call, so the user calls the device, the device answers
 * nobody else, and they talk until this is closed. A call that ends is placed again.
 */
final class HeldLine implements AutoCloseable {
    private static final Duration LOOKS_EVERY = Duration.ofMillis(500);
    private static final Duration REFUSED_AGAIN_AFTER = Duration.ofSeconds(10);

    private final Counterpart user;
    private final Counterpart device;
    private final Map<String, Object> request;
    private final Consumer<String> trouble;
    private final CountDownLatch talking = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private HeldLine(Counterpart user, Counterpart device, Map<String, Object> request, Consumer<String> trouble) {
        this.user = user;
        this.device = device;
        this.request = request;
        this.trouble = trouble;
    }

    /** One of the two sides: who it is, and how it gets its token. */
    record Holder(Endpoint endpoint, Supplier<String> tokens, Counterpart.Log log) {}

    /**
     * Begins to hold the line and goes on.
     *
     * @param request the user's call to the device
     * @param trouble told why the line is not held at the moment
     */
    static HeldLine hold(Api door, Holder user, Holder device, Map<String, Object> request, Consumer<String> trouble) {
        // Whoever calls in the moment before the line is held is refused: an answer would be the wrong end.
        var caller = Counterpart.start(
                door,
                user.endpoint(),
                user.tokens(),
                Behaviour.of(new Behaviour.OnRing.Rejects(Duration.ZERO)),
                user.log());
        var listener = Counterpart.start(
                door,
                device.endpoint(),
                device.tokens(),
                Behaviour.of(
                        new Behaviour.OnRing.AnswersOnly(user.endpoint().party().id())),
                device.log());
        var held = new HeldLine(caller, listener, request, trouble);
        Thread.ofPlatform()
                .daemon()
                .name("hold-" + user.endpoint().id().value())
                .start(held::keepHolding);
        return held;
    }

    boolean awaitTalking(Duration atMost) throws InterruptedException {
        return talking.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void keepHolding() {
        try {
            var wait = LOOKS_EVERY;
            while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when to look again. */
    private Duration look() {
        if (user.isTalking()) {
            talking.countDown();
            return LOOKS_EVERY;
        }
        if (user.room().isPresent()) {
            return LOOKS_EVERY;
        }
        try {
            var reply = user.place(request, UUID.randomUUID().toString());
            if (reply.isOk() || reply.status() >= 500) {
                return LOOKS_EVERY;
            }
            trouble.accept(Target.inWords(reply));
            return REFUSED_AGAIN_AFTER;
        } catch (UncheckedIOException | IllegalStateException e) {
            // The platform is away; that is what the counterparts say, too.
            return LOOKS_EVERY;
        }
    }

    /** Hangs up. */
    @Override
    public void close() {
        closed.countDown();
        try {
            user.room().ifPresent(user::leave);
        } catch (UncheckedIOException | IllegalStateException e) {
            trouble.accept("the call that holds the line could not be left: " + e.getMessage());
        }
        user.close();
        device.close();
    }
}
