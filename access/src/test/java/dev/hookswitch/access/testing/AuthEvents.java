package dev.hookswitch.access.testing;

import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import java.time.Duration;
import java.util.UUID;

/** Says on {@code auth.events} what auth-service would say there. */
public final class AuthEvents {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private AuthEvents() {}

    /** Returns when the broker has it; a broker whose topics are brand-new takes it only after a while. */
    public static void publish(String kafka, AuthEvent event) {
        try (var commands = new Commands(kafka, "test-auth")) {
            var id = UUID.randomUUID().toString();
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                commands.send(CommandToSend.of(Topic.AUTH_EVENTS, event.app().value(), event, id))
                        .join();
                return true;
            });
        }
    }
}
