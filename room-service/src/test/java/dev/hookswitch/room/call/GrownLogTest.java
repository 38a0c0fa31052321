package dev.hookswitch.room.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Topic;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict.Held;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict.Fine;
import dev.hookswitch.engines.Database;
import dev.hookswitch.engines.KafkaEngine;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.messaging.CommandLog;
import dev.hookswitch.messaging.CommandLogConfig;
import dev.hookswitch.messaging.CommandToSend;
import dev.hookswitch.messaging.Commands;
import dev.hookswitch.messaging.CreateTopics;
import dev.hookswitch.messaging.GrowPartitions;
import dev.hookswitch.messaging.GrowPartitions.OwnedLog;
import dev.hookswitch.messaging.Partitions;
import dev.hookswitch.room.call.core.Times;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that ring while the log of rooms grows from 6 to 12 partitions, on a broker of their own. */
class GrownLogTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Times TIMES =
            new Times(LONG, Duration.ofMillis(500), LONG, LONG, LONG, LONG, LONG, Duration.ofMinutes(5), LONG);
    private static final int CALLS = 8;
    private static final int BEFORE = 6;
    private static final int AFTER = 12;

    private final Database database = TestEngines.freshDatabase("room");

    @Test
    void aCallThatRangBeforeIsAnsweredAfter(@TempDir Path directory) throws Exception {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations("db/messaging", "db/room")
                .load()
                .migrate();
        try (var kafka = new KafkaEngine(directory)) {
            kafka.start();
            var brokers = kafka.address().bootstrapServers();
            new CreateTopics(BEFORE, 32, (short) 1).run(brokers);
            var old = calls("old");
            try (var log = log(brokers);
                    var commands = new Commands(brokers, "test")) {
                old.forEach(call -> ring(commands, call));
                awaitRooms("rang", CALLS);
            }

            var owned = new OwnedLog("room", Topic.ROOM_COMMANDS, Topic.ROOM_EVENTS, this::connect);
            new GrowPartitions(AFTER, List.of(owned), _ -> {}).run(brokers);

            try (var log = log(brokers);
                    var commands = new Commands(brokers, "test")) {
                old.forEach(call -> talkAndHangUp(commands, call));
                calls("new").forEach(call -> ring(commands, call));
                awaitRooms("ended_at IS NOT NULL", CALLS);
                awaitRooms("rang", 2 * CALLS);
            }
            assertThat(old)
                    .as("keys that lead elsewhere now")
                    .anyMatch(call -> Partitions.ofInstance(call.room().value(), AFTER) >= BEFORE);
            assertThat(number("SELECT max(partition) FROM room WHERE app = 'old'"))
                    .isLessThan(BEFORE);
            assertThat(number("SELECT max(partition) FROM room WHERE app = 'new'"))
                    .isGreaterThanOrEqualTo(BEFORE);
            assertThat(number("SELECT count(*) FROM event e JOIN room r ON r.id = e.aggregate"
                            + " WHERE e.partition <> r.partition"))
                    .as("events that are not where their room is")
                    .isZero();
        }
    }

    private CommandLog<?, ?, ?, ?> log(String brokers) {
        var config = CommandLogConfig.of(
                        "room", Topic.ROOM_COMMANDS, Messages.ROOM_COMMANDS, Topic.ROOM_EVENTS, Messages.ROOM_EVENTS)
                .build("room-1", brokers, database.dataSource());
        var log = new CommandLog<>(config, new Rooms(TIMES));
        log.start();
        return log;
    }

    private static List<Call> calls(String app) {
        return IntStream.range(0, CALLS)
                .mapToObj(n -> new Call(
                        new RoomId(RoomId.PREFIX + (app.equals("old") ? 1000 : 2000) + n),
                        new AppId(app),
                        CallInterface.CALL_DEVICE,
                        2,
                        RoomType.VIDEO,
                        new Member(new Party.User(new OpenId("mum-" + n)), "Mum", CameraStatus.ON, Optional.empty()),
                        new Member(new Party.Device(new Sn("door-" + n)), "Door", CameraStatus.ON, Optional.empty()),
                        Optional.of(ChargeType.LICENSE),
                        Optional.empty(),
                        Optional.empty(),
                        AppVersion.RELEASE,
                        "",
                        false,
                        "",
                        EncodeVideo.NOT_SET))
                .toList();
    }

    private static void ring(Commands commands, Call call) {
        var room = call.room();
        send(
                commands,
                new RoomCommand.OpenRoom(call, new EndpointId("phone"), Optional.empty(), "content"),
                new RoomCommand.PartiesChecked(
                        room,
                        room.value() + "/parties",
                        new Fine(call.caller(), call.listener(), Reminder.DEVELOPER, false, Optional.empty())),
                new RoomCommand.HoldAnswered(
                        room, room.value() + "/hold", new Held(ChargeType.LICENSE, Optional.empty())));
    }

    private static void talkAndHangUp(Commands commands, Call call) {
        var caller = new Endpoint(call.caller().party(), new EndpointId("phone"));
        var listener = new Endpoint(call.listener().party(), new EndpointId("door"));
        send(
                commands,
                new RoomCommand.Join(call.room(), caller),
                new RoomCommand.Answer(call.room(), listener),
                new RoomCommand.MediaUp(call.room(), caller),
                new RoomCommand.MediaUp(call.room(), listener),
                new RoomCommand.HangUp(call.room(), caller, Origin.MANUAL));
    }

    private static void send(Commands commands, RoomCommand... all) {
        Stream.of(all).forEach(command -> {
            var room = command.room().value();
            var id = room + "/" + command.hashCode();
            commands.send(CommandToSend.of(Topic.ROOM_COMMANDS, room, command, id))
                    .join();
        });
    }

    private void awaitRooms(String which, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(number("SELECT count(*) FROM room WHERE " + which))
                        .isEqualTo(count));
    }

    private Connection connect() throws SQLException {
        return database.dataSource().getConnection();
    }

    private long number(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
