package dev.hookswitch.room.call;

import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.auth.AuthEvent;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.Revoked;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.EventFollower;
import dev.hookswitch.messaging.TailedEvent;
import dev.hookswitch.room.RoomConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Reads {@code auth.events}: what was taken away ends the live rooms that need it. A room is stored before its checks are
 * asked, so a revocation is either seen by the check or finds the room here.
 */
@Singleton
public class Revokes {
    private final RoomLog log;
    private final RoomParties parties;
    private final EventFollower<AuthEvent> follower;

    Revokes(RoomConfig config, RoomLog log, RoomParties parties) {
        this.log = log;
        this.parties = parties;
        this.follower = new EventFollower<>(
                config.kafka(), "room-auth-events", Topic.AUTH_EVENTS, Messages.AUTH_EVENTS, this::on);
    }

    void start(@Observes StartupEvent event) {
        follower.start();
    }

    void stop(@Observes @Priority(1000) ShutdownEvent event) {
        follower.close();
    }

    /** Partitions that a bug has stopped. */
    Map<Integer, String> stopped() {
        return follower.stopped();
    }

    private void on(AuthEvent event, TailedEvent record) throws SQLException {
        switch (event) {
            case AuthEvent.GrantRevoked e ->
                revoke(record, Revoked.GRANT, parties.liveBetween(e.app(), user(e.openId()), device(e.sn())));
            case AuthEvent.GrantRefused e ->
                revoke(record, Revoked.GRANT, parties.liveBetween(e.app(), user(e.openId()), device(e.sn())));
            case AuthEvent.DeviceDisabled e -> revoke(record, Revoked.PARTY, parties.liveOf(e.app(), device(e.sn())));
            case AuthEvent.UserDisabled e -> revoke(record, Revoked.PARTY, parties.liveOf(e.app(), user(e.openId())));
            case AuthEvent.AppDisabled e -> revoke(record, Revoked.PARTY, parties.liveOf(e.app()));
            case AuthEvent.GrantGiven _,
                    AuthEvent.DeviceEnabled _,
                    AuthEvent.UserEnabled _,
                    AuthEvent.AppEnabled _,
                    AuthEvent.AppTokenRenewed _ -> {}
        }
    }

    /** Returns when the log has them all: only then the event counts as read. */
    private void revoke(TailedEvent record, Revoked what, List<RoomId> rooms) {
        var sent = rooms.stream()
                .map(room -> CommandToSend.of(
                                Topic.ROOM_COMMANDS,
                                room.value(),
                                new RoomCommand.Revoke(room, what),
                                record.id() + "/" + room.value())
                        .traced(record.traceparent()))
                .map(log::send)
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(sent).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    private static String user(OpenId openId) {
        return new Party.User(openId).subject();
    }

    private static String device(Sn sn) {
        return new Party.Device(sn).subject();
    }
}
