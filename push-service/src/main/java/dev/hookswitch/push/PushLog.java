package dev.hookswitch.push;

import dev.hookswitch.access.LogReady;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.push.PushCommand;
import dev.hookswitch.contracts.push.PushEvent;
import dev.hookswitch.messaging.CommandLog;
import dev.hookswitch.messaging.CommandLogConfig;
import dev.hookswitch.messaging.LogHealth;
import dev.hookswitch.push.reminders.Reminders;
import dev.hookswitch.push.reminders.core.PushFacts;
import dev.hookswitch.push.reminders.core.Reminder;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.Readiness;

/** The service's command log, from the start of the process to its end. Only other services send to it. */
@Singleton
public class PushLog {
    /** The consumer group that divides its log among its processes. */
    static final String GROUP = "push";

    private final CommandLog<Reminder, PushCommand, PushEvent, PushFacts> log;

    PushLog(PushConfig config, Reminders reminders, DataSource dataSource) {
        this.log = new CommandLog<>(
                CommandLogConfig.of(
                                GROUP,
                                Topic.PUSH_COMMANDS,
                                Messages.PUSH_COMMANDS,
                                Topic.PUSH_EVENTS,
                                Messages.PUSH_EVENTS)
                        .threads(config.threads())
                        .workersMax(config.attemptsMax())
                        .answersTo("room", Topic.ROOM_COMMANDS)
                        .outcomesKept(config.kept())
                        .build(config.instance(), config.kafka(), dataSource),
                reminders);
    }

    void start(@Observes StartupEvent event) {
        log.start();
    }

    void stop(@Observes ShutdownEvent event) {
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
}
