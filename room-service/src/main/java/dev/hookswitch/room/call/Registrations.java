package dev.hookswitch.room.call;

import dev.hookswitch.access.AccessConfig;
import dev.hookswitch.access.ServiceTokens;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.auth.Registration;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.room.RoomConfig;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Refuses a call with an id that its app does not have, before there is a room. It is no check of rights: those are made
 * in the room, which goes on without this answer while auth-service is away.
 */
@Singleton
class Registrations {
    private static final Logger LOG = Logger.getLogger(Registrations.class);
    private static final int REMEMBERED_MAX = 10_000;
    /** After a failure auth-service is left alone for so long, so that its absence costs few calls any time. */
    private static final Duration REST = Duration.ofSeconds(1);

    private final Optional<URI> registration;
    private final Duration wait;
    private final ServiceTokens tokens;
    private final HttpClient http;
    /** A service token may have to be fetched first, and that waits longer than a call may. */
    private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();

    private volatile long restUntilNanos = System.nanoTime();

    /** Those that are registered; they stay so. Those asked for last. */
    private final Map<Registration.Question, Boolean> remembered =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Registration.Question, Boolean> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            });

    Registrations(AccessConfig access, RoomConfig config, ServiceTokens tokens) {
        this.registration =
                access.authUrl().map(auth -> URI.create(auth.toString().replaceAll("/+$", "") + Registration.PATH));
        this.wait = config.registrationWait();
        this.tokens = tokens;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(wait)
                .build();
    }

    @PreDestroy
    void close() {
        asking.shutdownNow();
        http.close();
    }

    /** Returns unless an id is known to be unknown, which is a problem that names its field. */
    void demand(Call call) {
        var question = question(call);
        if (question.isEmpty() || remembered.containsKey(question.get())) {
            return;
        }
        var answer = ask(question.get());
        if (answer.isEmpty()) {
            return;
        }
        var missing = answer.get().missing();
        if (missing.isPresent()) {
            throw RoomProblems.of(missing.get().objection())
                    .field(field(call, missing.get().id()))
                    .asException();
        }
        remembered.put(question.get(), true);
    }

    private static Optional<Registration.Question> question(Call call) {
        return switch (call.caller().party()) {
            case Party.Device device
            when call.listener().party() instanceof Party.User user ->
                Optional.of(new Registration.Question(
                        call.app(), device.sn(), user.openId(), call.caller().modelId()));
            case Party.User user
            when call.listener().party() instanceof Party.Device device ->
                Optional.of(new Registration.Question(
                        call.app(), device.sn(), user.openId(), call.listener().modelId()));
            case Party.Device _, Party.User _ -> Optional.empty();
        };
    }

    private static String field(Call call, Registration.Id id) {
        return switch (id) {
            case SN -> side(call.caller().party() instanceof Party.Device) + ".id";
            case MODEL_ID -> side(call.caller().party() instanceof Party.Device) + ".modelId";
            case OPEN_ID -> side(call.caller().party() instanceof Party.User) + ".id";
        };
    }

    private static String side(boolean caller) {
        return caller ? "caller" : "listener";
    }

    private Optional<Registration.Answer> ask(Registration.Question question) {
        if (registration.isEmpty() || System.nanoTime() - restUntilNanos < 0) {
            return Optional.empty();
        }
        var answer = asking.submit(() -> answer(registration.get(), question));
        try {
            return Optional.of(answer.get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            restUntilNanos = System.nanoTime() + REST.toNanos();
            LOG.warnf("ids not looked up before the call: reason=%s", e.toString());
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Registration.Answer answer(URI uri, Registration.Question question)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .timeout(wait)
                .header("Authorization", tokens.bearer())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Wire.bytes(question)))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return Wire.read(response.body(), Registration.Answer.class);
    }
}
