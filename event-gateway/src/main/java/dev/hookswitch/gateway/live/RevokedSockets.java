package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.live.CloseCode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Closes the sockets of who is disabled; that they come back no more is what access sees to. */
@ApplicationScoped
class RevokedSockets {
    private final Sockets sockets;

    RevokedSockets(Sockets sockets) {
        this.sockets = sockets;
    }

    void on(@Observes AuthEvent event) {
        switch (event) {
            case AuthEvent.DeviceDisabled e -> close(e.app(), new Party.Device(e.sn()));
            case AuthEvent.UserDisabled e -> close(e.app(), new Party.User(e.openId()));
            case AuthEvent.AppDisabled e -> close(e.app());
            // A server that has the newer token hears of nothing; the socket ends with the token's own life.
            case AuthEvent.AppTokenRenewed _ -> {}
            case AuthEvent.DeviceEnabled _,
                    AuthEvent.UserEnabled _,
                    AuthEvent.AppEnabled _,
                    AuthEvent.GrantGiven _,
                    AuthEvent.GrantRefused _,
                    AuthEvent.GrantRevoked _ -> {}
        }
    }

    private void close(AppId app, Party party) {
        sockets.of(app, party.subject()).forEach(RevokedSockets::close);
    }

    private void close(AppId app) {
        sockets.forEach(socket -> {
            if (socket.app().equals(app)) {
                close(socket);
            }
        });
    }

    private static void close(Socket socket) {
        socket.link().close(CloseCode.REVOKED, "the subject or its app was disabled");
    }
}
