package dev.hookswitch.billing;

import dev.hookswitch.access.LogReady;
import dev.hookswitch.billing.ledger.Books;
import dev.hookswitch.billing.ledger.core.Book;
import dev.hookswitch.billing.ledger.core.Terms;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.billing.BillingCommand;
import dev.hookswitch.contracts.billing.BillingEvent;
import dev.hookswitch.messaging.CommandLog;
import dev.hookswitch.messaging.CommandLogConfig;
import dev.hookswitch.messaging.Commands;
import dev.hookswitch.messaging.LogHealth;
import dev.hookswitch.messaging.OnViolation;
import dev.hookswitch.messaging.Questions;
import dev.hookswitch.messaging.Verdict;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** The service's command log and the way into it, from the start of the process to its end. */
@Singleton
public class BillingLog {
    /** The consumer group that divides its log among its processes. */
    static final String GROUP = "billing";

    private final BillingConfig config;
    private final CommandLog<Book, BillingCommand, BillingEvent, Terms> log;
    private final Commands commands;
    private final Questions questions;

    BillingLog(BillingConfig config, Books books, DataSource dataSource) {
        this.config = config;
        var logConfig = CommandLogConfig.of(
                        GROUP,
                        Topic.BILLING_COMMANDS,
                        Messages.BILLING_COMMANDS,
                        Topic.BILLING_EVENTS,
                        Messages.BILLING_EVENTS)
                .threads(config.threads())
                .answersTo("room", Topic.ROOM_COMMANDS)
                // A floor or a sum that does not hold is a bug in the book, not bad data.
                .onViolation(OnViolation.STOP)
                .build(config.instance(), config.kafka(), dataSource);
        this.log = new CommandLog<>(logConfig, books);
        this.commands = new Commands(config.kafka(), config.instance());
        this.questions = new Questions(config.kafka(), config.instance(), commands, Messages.ANSWERS);
    }

    void start(@Observes StartupEvent event) {
        log.start();
        questions.start();
    }

    void stop(@Observes ShutdownEvent event) {
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

    /** Sends a command and waits for its verdict; what is the same request twice shows in its transfer's name. */
    public Verdict ask(BillingCommand command) {
        try {
            return questions
                    .ask(
                            Topic.BILLING_COMMANDS,
                            command.app().value(),
                            command,
                            UUID.randomUUID().toString(),
                            config.answerWait())
                    .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : new CompletionException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    /** The answer to a command that is carried out; a refusal ends the request as {@link CommandRefused}. */
    public Message carryOut(BillingCommand command) {
        return switch (ask(command)) {
            case Verdict.Accepted accepted -> accepted.answer().orElse(command);
            case Verdict.Refused refused -> throw new CommandRefused(refused.reason());
        };
    }
}
