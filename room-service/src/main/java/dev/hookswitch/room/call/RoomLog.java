package dev.hookswitch.room.call;

import dev.hookswitch.access.LogReady;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.CommandLog;
import dev.hookswitch.messaging.CommandLogConfig;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import dev.hookswitch.messaging.LogHealth;
import dev.hookswitch.messaging.Questions;
import dev.hookswitch.messaging.Recall;
import dev.hookswitch.messaging.Verdict;
import dev.hookswitch.room.RoomConfig;
import dev.hookswitch.room.call.core.Lines;
import dev.hookswitch.room.call.core.Room;
import dev.hookswitch.room.call.core.Times;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** The service's command log and the way into it, from the start of the process to its end. */
@Singleton
public class RoomLog {
    /** The consumer group that divides its log among its processes. */
    static final String GROUP = "room";

    /** How long a verdict can be read at {@code GET /v1/commands/{id}}. */
    private static final Duration OUTCOMES_KEPT = Duration.ofDays(7);

    private final RoomConfig config;
    private final CommandLog<Room, RoomCommand, RoomEvent, Lines> log;
    private final Commands commands;
    private final Questions questions;

    RoomLog(RoomConfig config, DataSource dataSource) {
        this.config = config;
        var logConfig = CommandLogConfig.of(
                        GROUP, Topic.ROOM_COMMANDS, Messages.ROOM_COMMANDS, Topic.ROOM_EVENTS, Messages.ROOM_EVENTS)
                .threads(config.threads())
                // Its state knows what is a repeat, and a refused request may be decided anew.
                .recall(Recall.DECIDE_AGAIN)
                .outcomesKept(OUTCOMES_KEPT)
                .build(config.instance(), config.kafka(), dataSource);
        this.log = new CommandLog<>(logConfig, new Rooms(times(config)));
        this.commands = new Commands(config.kafka(), config.instance());
        this.questions = new Questions(config.kafka(), config.instance(), commands, Messages.ANSWERS);
    }

    private static Times times(RoomConfig config) {
        return new Times(
                config.checkTime(),
                config.checkMargin(),
                config.ringTime(),
                config.reachTime(),
                config.joinTime(),
                config.awayTime(),
                config.talkTime(),
                config.settleTime(),
                config.settleMax());
    }

    void start(@Observes StartupEvent event) {
        log.start();
        questions.start();
    }

    /** After those who send commands. */
    void stop(@Observes @Priority(2000) ShutdownEvent event) {
        questions.close();
        commands.close();
        log.close();
    }

    LogHealth health() {
        return log.health();
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck ready() {
        return new LogReady(log::health);
    }

    /** Completes when the log has the command. */
    CompletableFuture<Void> send(CommandToSend command) {
        return commands.send(command);
    }

    /** The answer to a command that is carried out; a refusal ends the request as {@link CommandRefused}. */
    Optional<Message> carryOut(CommandToSend command) {
        return switch (verdict(command)) {
            case Verdict.Accepted accepted -> accepted.answer();
            case Verdict.Refused refused -> throw new CommandRefused(refused.reason());
        };
    }

    private Verdict verdict(CommandToSend command) {
        try {
            return questions.ask(command, config.answerWait()).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }
}
