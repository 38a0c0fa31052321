package dev.hookswitch.auth.rights;

import dev.hookswitch.access.Revocations;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.rights.core.HolderKey;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.messaging.EventTail;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Makes the tokens of disabled subjects worthless here too: those disabled before the start, and those since. */
@Singleton
final class RevokedTokens {
    private final Sql sql;
    private final Revocations revocations;
    private final EventTail tail;

    RevokedTokens(Sql sql, Revocations revocations, AuthConfig config) {
        this.sql = sql;
        this.revocations = revocations;
        this.tail = new EventTail(
                config.kafka(),
                config.instance() + "-revocations",
                Topic.AUTH_EVENTS,
                event -> event.as(Messages.AUTH_EVENTS).ifPresent(revocations::on));
    }

    /** The tail first: what happens while the table is read is heard, and hearing it twice changes nothing. */
    void start(@Observes StartupEvent event) {
        tail.start();
        sql.list("SELECT key FROM holder WHERE disabled", row -> disabled(HolderKey.parse(row.getString("key"))))
                .forEach(revocations::on);
    }

    private static AuthEvent disabled(HolderKey key) {
        return switch (key) {
            case HolderKey.OfApp k -> new AuthEvent.AppDisabled(k.app());
            case HolderKey.OfUser k -> new AuthEvent.UserDisabled(k.app(), k.openId());
            case HolderKey.OfDevice k -> new AuthEvent.DeviceDisabled(k.app(), k.sn());
        };
    }

    void stop(@Observes ShutdownEvent event) {
        tail.close();
    }
}
