package dev.hookswitch.room.call.core;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.Charge;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The call that the tests of the core talk about: a door calls mum, who has a phone and a tablet. */
final class Examples {
    static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    static final Duration TIME_LIMIT = Duration.ofMinutes(10);
    static final Times TIMES = new Times(
            Duration.ofSeconds(4),
            Duration.ofMillis(500),
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofHours(12),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5));

    static final RoomId ROOM = new RoomId(RoomId.PREFIX + "42");
    static final RoomId OTHER_ROOM = new RoomId(RoomId.PREFIX + "43");
    static final Party DOOR_PARTY = new Party.Device(new Sn("door-1"));
    static final Party MUM = new Party.User(new OpenId("mum"));
    static final Endpoint DOOR = new Endpoint(DOOR_PARTY, new EndpointId("door"));
    static final Endpoint DOORS_OTHER = new Endpoint(DOOR_PARTY, new EndpointId("doors-other"));
    static final Endpoint PHONE = new Endpoint(MUM, new EndpointId("phone"));
    static final Endpoint TABLET = new Endpoint(MUM, new EndpointId("tablet"));
    static final Endpoint STRANGER = new Endpoint(new Party.User(new OpenId("eve")), new EndpointId("phone"));
    static final ConnectionId DOOR_SOCKET = new ConnectionId("gw-1/1");
    static final ConnectionId PHONE_SOCKET = new ConnectionId("gw-1/2");
    static final ConnectionId NEW_SOCKET = new ConnectionId("gw-2/1");

    static final Asker ASKER = Asker.instance("room-1", "open-1");
    static final Asker SECOND_ASKER = Asker.instance("room-1", "open-2");
    static final Objection NOT_GRANTED = Objection.of(Reason.NOT_GRANTED, "The user has not authorised the device.");
    static final Objection IN_ARREARS = Objection.of(Reason.IN_ARREARS, "No talking time is left.");
    static final Objection WRONG_TOKEN =
            Objection.of(Reason.PUSH_TOKEN_OTHER_DEVICE, "The pushToken is not this device's.");
    static final Charge CHARGE = new Charge(ChargeType.DURATION, Duration.ofSeconds(40), List.of());

    static final Call CALL = new Call(
            ROOM,
            new AppId("wxdemo"),
            CallInterface.INIT_BY_CALLER,
            1,
            RoomType.VIDEO,
            new Member(DOOR_PARTY, "Door", CameraStatus.ON, Optional.of(new ModelId("doors"))),
            new Member(MUM, "Mum", CameraStatus.ON, Optional.empty()),
            Optional.of(ChargeType.DURATION),
            Optional.of(TIME_LIMIT),
            Optional.empty(),
            AppVersion.RELEASE,
            "",
            false,
            "",
            EncodeVideo.NOT_SET);

    static final RoomCommand.OpenRoom OPEN = new RoomCommand.OpenRoom(CALL, DOOR.id(), Optional.empty(), "content");
    static final RoomEvent OPENED = opened(Optional.empty());
    static final RoomEvent FOUND = found(Reminder.PLATFORM, true);
    static final RoomEvent HELD = new RoomEvent.CreditHeld(ChargeType.DURATION, Optional.of(Duration.ofHours(1)));
    static final RoomEvent RANG = rang(Reminder.PLATFORM);
    static final RoomEvent JOINED = new RoomEvent.RoomJoined(DOOR);
    static final RoomEvent ANSWERED =
            new RoomEvent.RoomAnswered(CALL, PHONE, Reminder.PLATFORM, NOON.plus(TIMES.join()));
    static final RoomEvent DOOR_UP = new RoomEvent.MediaConnected(DOOR);
    static final RoomEvent PHONE_UP = new RoomEvent.MediaConnected(PHONE);
    static final RoomEvent TALKS = talks(Optional.of(TIME_LIMIT), Optional.of(Duration.ofHours(1)));

    private Examples() {}

    static RoomEvent opened(Optional<String> pushTokenDigest) {
        return new RoomEvent.RoomOpened(
                CALL,
                DOOR.id(),
                Optional.of(ASKER),
                NOON.plus(TIMES.check()),
                Optional.of(NOON.plusMillis(4500)),
                pushTokenDigest,
                "content");
    }

    static RoomEvent found(Reminder reminder, boolean needsGrant) {
        return new RoomEvent.PartiesFound(CALL, reminder, needsGrant, Optional.empty());
    }

    static RoomEvent rang(Reminder reminder) {
        return new RoomEvent.RoomRang(
                CALL,
                DOOR.id(),
                ChargeType.DURATION,
                reminder,
                NOON.plus(TIMES.ring()),
                NOON.plus(TIMES.join()),
                reminder == Reminder.PLATFORM ? Optional.of(NOON.plus(TIMES.reach())) : Optional.empty());
    }

    static RoomEvent talks(Optional<Duration> limit, Optional<Duration> credit) {
        return new RoomEvent.TalkStarted(
                CALL, DOOR.id(), PHONE.id(), limit.map(NOON::plus), credit.map(NOON::plus), NOON.plus(TIMES.talk()));
    }

    static RoomEvent back(Endpoint by, ConnectionId connection) {
        return new RoomEvent.SideCameBack(by, connection, Optional.empty());
    }

    static RoomCommand sideBack(Endpoint by, ConnectionId connection) {
        return new RoomCommand.SideBack(ROOM, by, connection, Optional.empty());
    }

    static RoomEvent gone(Endpoint by, ConnectionId connection) {
        return new RoomEvent.SideWentAway(by, connection, Optional.of(NOON.plus(TIMES.away())));
    }

    /** The room after these events, all of which happened at noon. */
    static Room given(RoomEvent... events) {
        Room room = new Room.Absent();
        long seq = 0;
        for (var event : events) {
            room = Room.evolve(room, new Recorded<>(ROOM.value(), ++seq, NOON, event));
        }
        return room;
    }

    static Room given(Room room, RoomEvent... events) {
        var after = room;
        for (var event : events) {
            after = Room.evolve(after, new Recorded<>(ROOM.value(), 99, NOON, event));
        }
        return after;
    }

    static Room checking() {
        return given(OPENED);
    }

    static Room ringing() {
        return given(OPENED, FOUND, HELD, RANG, JOINED);
    }

    static Room joining() {
        return given(ringing(), ANSWERED);
    }

    static Room talking() {
        return given(joining(), DOOR_UP, PHONE_UP, TALKS);
    }

    static Lines free() {
        return new Lines(TIMES, Map.of());
    }

    static Received<RoomCommand> received(RoomCommand command, Instant at) {
        return new Received<>("command", ROOM.value(), at, at, command, Optional.empty(), Optional.empty());
    }

    /** What the listener's and the caller's leaving is called, with the button's origin. */
    static RoomCommand reject(Endpoint by) {
        return new RoomCommand.Reject(ROOM, by, Origin.MANUAL);
    }

    static RoomCommand cancel(Endpoint by) {
        return new RoomCommand.Cancel(ROOM, by, Origin.MANUAL);
    }

    static RoomCommand hangUp(Endpoint by) {
        return new RoomCommand.HangUp(ROOM, by, Origin.MANUAL);
    }

    static RoomCommand partiesFine() {
        return partiesFine(Reminder.PLATFORM, true);
    }

    static RoomCommand partiesFine(Reminder reminder, boolean needsGrant) {
        return new RoomCommand.PartiesChecked(
                ROOM,
                RoomQuestions.parties(ROOM),
                new PartiesVerdict.Fine(CALL.caller(), CALL.listener(), reminder, needsGrant, Optional.empty()));
    }

    static RoomCommand partiesNotFine() {
        return new RoomCommand.PartiesChecked(
                ROOM, RoomQuestions.parties(ROOM), new PartiesVerdict.NotFine(NOT_GRANTED));
    }

    static RoomCommand held() {
        return new RoomCommand.HoldAnswered(
                ROOM,
                RoomQuestions.hold(ROOM),
                new HoldVerdict.Held(ChargeType.DURATION, Optional.of(Duration.ofHours(1))));
    }

    static RoomCommand notHeld() {
        return new RoomCommand.HoldAnswered(ROOM, RoomQuestions.hold(ROOM), new HoldVerdict.NotHeld(IN_ARREARS));
    }

    static RoomCommand pushTokenChecked(Optional<Objection> objection) {
        return new RoomCommand.PushTokenChecked(ROOM, RoomQuestions.pushToken(ROOM), objection);
    }

    static RoomCommand settlementAnswered() {
        return new RoomCommand.SettlementAnswered(ROOM, RoomQuestions.settlement(ROOM), Optional.of(CHARGE));
    }
}
