package dev.hookswitch.auth.rights;

import dev.hookswitch.access.LogReady;
import dev.hookswitch.access.Problem;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.rights.core.GrantCounts;
import dev.hookswitch.auth.rights.core.Holder;
import dev.hookswitch.auth.rights.core.HolderKey;
import dev.hookswitch.auth.rights.core.Registered;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthCommand;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.auth.AuthRefusal;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.messaging.CommandLog;
import dev.hookswitch.messaging.CommandLogConfig;
import dev.hookswitch.messaging.Commands;
import dev.hookswitch.messaging.LogHealth;
import dev.hookswitch.messaging.Questions;
import dev.hookswitch.messaging.Recall;
import dev.hookswitch.messaging.Verdict;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** Runs auth's command log, and asks it on behalf of REST. */
@Singleton
public final class RightsLog {
    /** The consumer group that divides its log among its processes. */
    static final String GROUP = "auth-service";

    /** How room-service names itself as an asker (design §2). */
    private static final String ROOM = "room";

    /** Before everything that takes requests or closes the database. */
    private static final int FIRST = 100;

    private final AuthConfig config;
    private final CommandLog<Holder, AuthCommand, AuthEvent, Registered> log;
    private final Commands commands;
    private final Questions questions;

    RightsLog(AuthConfig config, DataSource database) {
        this.config = config;
        this.log = new CommandLog<>(
                CommandLogConfig.of(
                                GROUP,
                                Topic.AUTH_COMMANDS,
                                Messages.AUTH_COMMANDS,
                                Topic.AUTH_EVENTS,
                                Messages.AUTH_EVENTS)
                        .answersTo(ROOM, Topic.ROOM_COMMANDS)
                        .recall(Recall.FIRST_VERDICT)
                        .outcomesKept(config.outcomesKept())
                        .build(config.instance(), config.kafka(), database),
                new RightsAggregates(new GrantCounts.Limits(config.grantsOfDeviceMax(), config.grantsOfUserMax())));
        this.commands = new Commands(config.kafka(), config.instance());
        this.questions = new Questions(config.kafka(), config.instance(), commands, Messages.ANSWERS);
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        questions.start();
        log.start();
    }

    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        questions.close();
        commands.close();
        log.close();
    }

    public LogHealth health() {
        return log.health();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck ready() {
        return new LogReady(log::health);
    }

    public int waitingQuestions() {
        return questions.waiting();
    }

    /** Returns when the command is carried out; a refusal is a problem. */
    public void carryOut(AuthCommand command) {
        ask(command).ifPresent(refusal -> {
            throw problem(refusal).asException();
        });
    }

    /** Returns when the command is decided: why it is refused, if it is. */
    public Optional<AuthRefusal> ask(AuthCommand command) {
        var verdict = questions
                .ask(
                        Topic.AUTH_COMMANDS,
                        HolderKey.of(command).text(),
                        command,
                        UUID.randomUUID().toString(),
                        config.commandWait())
                .join();
        if (!(verdict instanceof Verdict.Refused refused)) {
            return Optional.empty();
        }
        if (refused.reason() instanceof AuthRefusal refusal) {
            return Optional.of(refusal);
        }
        throw new IllegalStateException("refused by another service's refusal");
    }

    private static Problem problem(AuthRefusal refusal) {
        return switch (refusal) {
            case AuthRefusal.NoSuchApp _ -> Problem.of(404, Reason.NO_SUCH_APP, "There is no such app.");
            case AuthRefusal.NoSuchDevice _ ->
                Problem.of(404, Reason.NO_SUCH_DEVICE, "This app has no device with this sn.")
                        .field("sn");
            case AuthRefusal.NoSuchUser _ ->
                Problem.of(404, Reason.NO_SUCH_USER, "This app has no user with this openId.")
                        .field("openId");
            case AuthRefusal.NoSuchGrant _ ->
                Problem.of(404, Reason.NO_SUCH_GRANT, "The user has never authorised this device.");
            case AuthRefusal.NotAsked _ ->
                Problem.of(
                                403,
                                Reason.NOT_ASKED,
                                "Nobody has asked this user about this device yet; that takes an snTicket.")
                        .field("snTicket");
            case AuthRefusal.AppTokenChanged _ ->
                Problem.of(409, Reason.APP_TOKEN_CHANGED, "The app's token has just been renewed.");
            case AuthRefusal.DeviceFull full ->
                Problem.of(
                                409,
                                Reason.DEVICE_FULL,
                                "This device has what %d users said about it; let one of them be wiped."
                                        .formatted(full.max()))
                        .field("sn");
            case AuthRefusal.UserFull full ->
                Problem.of(
                                409,
                                Reason.USER_FULL,
                                "This user has said something about %d devices; wipe one of them."
                                        .formatted(full.max()))
                        .field("openId");
        };
    }
}
