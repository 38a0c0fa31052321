package dev.hookswitch.local.terminal;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.contracts.room.RoomEvent.RoomRang;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The call of the contracts' samples, and what happens to it: a user calls a device. */
final class SampleCall {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Call CALL = sample();
    static final RoomId ROOM = CALL.room();
    static final Endpoint PHONE = new Endpoint(CALL.caller().party(), new EndpointId("phone"));
    static final Endpoint TABLET = new Endpoint(CALL.caller().party(), new EndpointId("tablet"));
    static final Endpoint DOOR = new Endpoint(CALL.listener().party(), new EndpointId("door"));
    static final Endpoint SPARE_DOOR = new Endpoint(CALL.listener().party(), new EndpointId("spare"));

    private SampleCall() {}

    static RoomEvent opened() {
        return new RoomEvent.RoomOpened(
                CALL, PHONE.id(), Optional.empty(), NOON, Optional.empty(), Optional.empty(), "digest");
    }

    static RoomEvent rang() {
        return new RoomRang(CALL, PHONE.id(), ChargeType.DURATION, Reminder.DEVELOPER, NOON, NOON, Optional.empty());
    }

    static RoomEvent answeredBy(Endpoint by) {
        return new RoomEvent.RoomAnswered(CALL, by, Reminder.DEVELOPER, NOON);
    }

    static RoomEvent talks() {
        return new RoomEvent.TalkStarted(CALL, PHONE.id(), DOOR.id(), Optional.empty(), Optional.empty(), NOON);
    }

    static RoomEvent ended(EndCause cause, Optional<Endpoint> listener) {
        return new RoomEvent.RoomEnded(
                CALL,
                PHONE.id(),
                listener.map(Endpoint::id),
                cause,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                NOON);
    }

    static RoomEvent settled(Optional<EndCause> cause) {
        return new RoomEvent.RoomSettled(
                CALL, PHONE.id(), Optional.empty(), cause, Duration.ofSeconds(5), Optional.empty());
    }

    private static Call sample() {
        try (var json = Wire.class.getResourceAsStream("sample/room.RoomRang.json")) {
            return Wire.read(Objects.requireNonNull(json).readAllBytes(), RoomRang.class)
                    .call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
