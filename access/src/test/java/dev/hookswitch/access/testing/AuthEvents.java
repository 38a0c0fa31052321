package dev.hookswitch.access.testing;

import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import java.util.UUID;

/** Says on {@code auth.events} what auth-service would say there. */
public final class AuthEvents {
    private AuthEvents() {}

    /** Returns when the broker has it. */
    public static void publish(String kafka, AuthEvent event) {
        try (var commands = new Commands(kafka, "test-auth")) {
            commands.send(CommandToSend.of(
                            Topic.AUTH_EVENTS,
                            event.app().value(),
                            event,
                            UUID.randomUUID().toString()))
                    .join();
        }
    }
}
