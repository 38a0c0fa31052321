package dev.hookswitch.auth.registry;

import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.ShortLived;
import dev.hookswitch.auth.registry.DeviceResource.TicketView;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.Sn;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.Optional;

/** Proof of the app that a device is its own: 32 letters and digits for one app, sn and modelId, for five minutes. */
@Singleton
final class SnTickets {
    private static final int CHARS = 32;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final SecureRandom random = new SecureRandom();
    private final ShortLived store;
    private final AuthConfig config;

    SnTickets(ShortLived store, AuthConfig config) {
        this.store = store;
        this.config = config;
    }

    record For(AppId app, Sn sn, ModelId model) {
        private String text() {
            return app + "/" + sn + "/" + model;
        }
    }

    TicketView issue(For device) {
        var ticket = new StringBuilder(CHARS);
        for (int i = 0; i < CHARS; i++) {
            ticket.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        store.put("sn-ticket", ticket.toString(), device.text(), config.snTicketLife());
        return new TicketView(ticket.toString(), config.snTicketLife());
    }

    boolean isFor(String ticket, For device) {
        return ticket.length() == CHARS && store.get("sn-ticket", ticket).equals(Optional.of(device.text()));
    }
}
