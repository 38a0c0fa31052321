package dev.hookswitch.room.call.core;

import static dev.hookswitch.room.call.core.Examples.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Objection;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.plugin.PluginEvents;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.Ender;
import dev.hookswitch.contracts.room.RoomCommand.ReminderStage;
import dev.hookswitch.contracts.room.RoomCommand.Revoked;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.core.Deadline;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Decision.Told;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/room-states.md} says what every state does with every command; each of its cells is a test here. */
class RoomStatesTest {
    private static final Path TABLES = Path.of("..", "docs", "room-states.md");
    private static final Instant LATER = NOON.plusSeconds(1);

    /** A command as a state would get it: a deadline names the state's own due. */
    private record When(Function<Room, RoomCommand> command, Optional<Instant> at, Optional<Asker> asker, Lines lines) {
        Received<RoomCommand> received(Room room) {
            var c = command.apply(room);
            var arrives = at.orElse(c instanceof RoomCommand.DeadlinePassed passed ? passed.due() : LATER);
            return new Received<>(
                    asker.map(Asker::command).orElse("command"),
                    ROOM.value(),
                    arrives,
                    arrives,
                    c,
                    asker,
                    Optional.of(arrives.plusMillis(4500)));
        }
    }

    private static final Map<String, Room> STATES = states();
    private static final Map<String, When> COMMANDS = commands();

    private static Map<String, Room> states() {
        var states = new LinkedHashMap<String, Room>();
        states.put("Absent", new Room.Absent());
        states.put("Checking", checking());
        states.put("Ringing", ringing());
        states.put("Joining", joining());
        states.put("Talking", talking());
        states.put(
                "Ended",
                given(
                        talking(),
                        new RoomEvent.RoomEnded(
                                CALL,
                                DOOR.id(),
                                Optional.of(PHONE.id()),
                                new EndCause.HungUp(Side.CALLER, Origin.MANUAL),
                                Optional.of(DOOR),
                                Optional.empty(),
                                Duration.ofSeconds(40),
                                NOON.plusSeconds(5))));
        states.put(
                "Refused",
                given(checking(), new RoomEvent.RoomRefused(CALL, DOOR.id(), NOT_GRANTED, NOON.plusSeconds(5))));
        states.put(
                "Settled",
                given(
                        states.get("Ended"),
                        new RoomEvent.RoomSettled(
                                CALL,
                                DOOR.id(),
                                Optional.of(PHONE.id()),
                                Optional.of(new EndCause.HungUp(Side.CALLER, Origin.MANUAL)),
                                Duration.ofSeconds(40),
                                Optional.of(CHARGE))));

        states.put("parties found", given(OPENED, FOUND));
        states.put("credit held", given(OPENED, HELD));
        states.put("pushToken awaited", given(opened(Optional.of("digest")), FOUND, HELD));
        states.put("grant lost", given(OPENED, HELD, new RoomEvent.RightLost(Revoked.GRANT)));
        states.put("grant lost, parties missing", given(OPENED, new RoomEvent.RightLost(Revoked.GRANT)));
        states.put("grant not needed", given(OPENED, found(Reminder.PLATFORM, false)));

        states.put("caller not joined", given(OPENED, FOUND, HELD, RANG));
        states.put(
                "developer reminds",
                given(OPENED, found(Reminder.DEVELOPER, false), HELD, rang(Reminder.DEVELOPER), JOINED));
        states.put("tablet shows it", given(ringing(), new RoomEvent.ListenerRinging(TABLET, RingStage.SHOWN)));
        states.put(
                "push reached it",
                given(ringing(), new RoomEvent.ListenerReminded(1, ReminderStage.REACHED, Optional.empty())));
        states.put("caller away", given(ringing(), back(DOOR, DOOR_SOCKET), gone(DOOR, DOOR_SOCKET)));
        states.put("phone connected", given(ringing(), back(PHONE, PHONE_SOCKET)));

        states.put("caller missing", given(OPENED, FOUND, HELD, RANG, ANSWERED));
        states.put("caller up", given(joining(), DOOR_UP));
        states.put("listener up", given(joining(), PHONE_UP));
        states.put("both connected", given(joining(), back(DOOR, DOOR_SOCKET), back(PHONE, PHONE_SOCKET)));
        states.put("listener away", given(joining(), back(PHONE, PHONE_SOCKET), gone(PHONE, PHONE_SOCKET)));

        states.put(
                "credit first",
                given(joining(), DOOR_UP, PHONE_UP, talks(Optional.empty(), Optional.of(Duration.ofMinutes(1)))));
        states.put(
                "neither limit nor credit",
                given(joining(), DOOR_UP, PHONE_UP, talks(Optional.empty(), Optional.empty())));
        states.put("talking, caller away", given(talking(), back(DOOR, DOOR_SOCKET), gone(DOOR, DOOR_SOCKET)));
        states.put(
                "talking, both away",
                given(
                        talking(),
                        back(DOOR, DOOR_SOCKET),
                        gone(DOOR, DOOR_SOCKET),
                        back(PHONE, PHONE_SOCKET),
                        gone(PHONE, PHONE_SOCKET)));
        states.put(
                "talking, phone keeps alive",
                given(talking(), new RoomEvent.SideKeptAlive(PHONE, NOON.plusSeconds(2))));
        return states;
    }

    private static Map<String, When> commands() {
        var rows = new LinkedHashMap<String, When>();
        rows.put("OpenRoom", asked(OPEN, ASKER, free()));
        rows.put("OpenRoom, the same again", asked(OPEN, SECOND_ASKER, free()));
        rows.put(
                "OpenRoom, other content",
                asked(new RoomCommand.OpenRoom(CALL, DOOR.id(), Optional.empty(), "other"), SECOND_ASKER, free()));
        rows.put(
                "OpenRoom, the caller's line engaged",
                asked(OPEN, ASKER, new Lines(TIMES, Map.of(Line.of(CALL, Side.CALLER), OTHER_ROOM))));
        rows.put("Join by caller", plain(new RoomCommand.Join(ROOM, DOOR)));
        rows.put("Join by listener", plain(new RoomCommand.Join(ROOM, PHONE)));
        rows.put("Join by listener's other", plain(new RoomCommand.Join(ROOM, TABLET)));
        rows.put("Join by caller's other", plain(new RoomCommand.Join(ROOM, DOORS_OTHER)));
        rows.put("Join by stranger", plain(new RoomCommand.Join(ROOM, STRANGER)));
        rows.put("Answer by listener", plain(new RoomCommand.Answer(ROOM, PHONE)));
        rows.put("Answer by listener's other", plain(new RoomCommand.Answer(ROOM, TABLET)));
        rows.put("Answer by caller", plain(new RoomCommand.Answer(ROOM, DOOR)));
        rows.put("Answer by stranger", plain(new RoomCommand.Answer(ROOM, STRANGER)));
        rows.put("MediaUp by caller", plain(new RoomCommand.MediaUp(ROOM, DOOR)));
        rows.put("MediaUp by listener", plain(new RoomCommand.MediaUp(ROOM, PHONE)));
        rows.put("MediaUp by listener's other", plain(new RoomCommand.MediaUp(ROOM, TABLET)));
        rows.put("MediaUp by stranger", plain(new RoomCommand.MediaUp(ROOM, STRANGER)));
        rows.put("Reject by listener", plain(reject(PHONE)));
        rows.put("Reject by listener's other", plain(reject(TABLET)));
        rows.put("Reject by stranger", plain(reject(STRANGER)));
        rows.put("Cancel by caller", plain(cancel(DOOR)));
        rows.put("Cancel by caller's other", plain(cancel(DOORS_OTHER)));
        rows.put("Cancel by stranger", plain(cancel(STRANGER)));
        rows.put("HangUp by caller", plain(hangUp(DOOR)));
        rows.put("HangUp by listener", plain(hangUp(PHONE)));
        rows.put("HangUp by listener's other", plain(hangUp(TABLET)));
        rows.put("HangUp by stranger", plain(hangUp(STRANGER)));
        rows.put(
                "HangUp after the limit", at(hangUp(DOOR), NOON.plus(TIME_LIMIT).plusSeconds(1)));
        rows.put("JoinFailed by caller", plain(new RoomCommand.JoinFailed(ROOM, DOOR, 2004, "no camera")));
        rows.put("JoinFailed by listener", plain(new RoomCommand.JoinFailed(ROOM, PHONE, 2004, "no camera")));
        rows.put("JoinFailed by listener's other", plain(new RoomCommand.JoinFailed(ROOM, TABLET, 2004, "no camera")));
        rows.put("JoinFailed by stranger", plain(new RoomCommand.JoinFailed(ROOM, STRANGER, 2004, "no camera")));
        rows.put("Abort by caller", plain(new RoomCommand.Abort(ROOM, DOOR, "in comming call")));
        rows.put("Abort by listener", plain(new RoomCommand.Abort(ROOM, PHONE, "in comming call")));
        rows.put("Abort by listener's other", plain(new RoomCommand.Abort(ROOM, TABLET, "in comming call")));
        rows.put("Abort by stranger", plain(new RoomCommand.Abort(ROOM, STRANGER, "in comming call")));
        rows.put("RingReceipt by listener", plain(new RoomCommand.RingReceipt(ROOM, PHONE, RingStage.RECEIVED)));
        rows.put("RingReceipt shown by tablet", plain(new RoomCommand.RingReceipt(ROOM, TABLET, RingStage.SHOWN)));
        rows.put("RingReceipt by caller", plain(new RoomCommand.RingReceipt(ROOM, DOOR, RingStage.RECEIVED)));
        rows.put("RingReceipt by stranger", plain(new RoomCommand.RingReceipt(ROOM, STRANGER, RingStage.RECEIVED)));
        rows.put("SideBack of caller", plain(sideBack(DOOR, NEW_SOCKET)));
        rows.put("SideBack of caller, known", plain(sideBack(DOOR, DOOR_SOCKET)));
        rows.put("SideBack of listener", plain(sideBack(PHONE, NEW_SOCKET)));
        rows.put("SideBack of listener's other", plain(sideBack(TABLET, NEW_SOCKET)));
        rows.put("SideBack of stranger", plain(sideBack(STRANGER, NEW_SOCKET)));
        rows.put("SideAway of caller", plain(new RoomCommand.SideAway(ROOM, DOOR, DOOR_SOCKET)));
        rows.put("SideAway of listener", plain(new RoomCommand.SideAway(ROOM, PHONE, PHONE_SOCKET)));
        rows.put("SideAway, unknown", plain(new RoomCommand.SideAway(ROOM, PHONE, new ConnectionId("gw-9/9"))));
        rows.put("KeepAlive by caller", plain(new RoomCommand.KeepAlive(ROOM, DOOR)));
        rows.put("KeepAlive by listener", plain(new RoomCommand.KeepAlive(ROOM, PHONE)));
        rows.put("KeepAlive by listener's other", plain(new RoomCommand.KeepAlive(ROOM, TABLET)));
        rows.put("KeepAlive by stranger", plain(new RoomCommand.KeepAlive(ROOM, STRANGER)));
        for (var which : List.of(
                RoomDeadlines.CHECK,
                RoomDeadlines.RING,
                RoomDeadlines.REACH,
                RoomDeadlines.CALLER_JOIN,
                RoomDeadlines.JOIN,
                RoomDeadlines.LIMIT,
                RoomDeadlines.CREDIT,
                RoomDeadlines.TALK,
                RoomDeadlines.CALLER_AWAY,
                RoomDeadlines.LISTENER_AWAY,
                RoomDeadlines.SETTLE)) {
            rows.put("DeadlinePassed " + which, of(room -> deadline(room, which)));
        }
        rows.put("DeadlinePassed, another due", of(room -> {
            var own = RoomDeadlines.of(room).stream().findFirst().orElse(new Deadline(RoomDeadlines.RING, NOON));
            return new RoomCommand.DeadlinePassed(ROOM, own.which(), own.due().plusMillis(1));
        }));
        rows.put("Revoke grant", plain(new RoomCommand.Revoke(ROOM, Revoked.GRANT)));
        rows.put("Revoke party", plain(new RoomCommand.Revoke(ROOM, Revoked.PARTY)));
        rows.put("EndRoom by server", plain(new RoomCommand.EndRoom(ROOM, Ender.SERVER)));
        rows.put("EndRoom by operator", plain(new RoomCommand.EndRoom(ROOM, Ender.OPERATOR)));
        rows.put("PartiesChecked fine", plain(partiesFine()));
        rows.put("PartiesChecked not fine", plain(partiesNotFine()));
        rows.put("PartiesChecked fine, too late", at(partiesFine(), NOON.plusSeconds(4)));
        rows.put(
                "PartiesChecked fine, listener's line engaged",
                new When(
                        _ -> partiesFine(),
                        Optional.empty(),
                        Optional.empty(),
                        new Lines(TIMES, Map.of(Line.of(CALL, Side.LISTENER), OTHER_ROOM))));
        rows.put("HoldAnswered held", plain(held()));
        rows.put("HoldAnswered not held", plain(notHeld()));
        rows.put("PushTokenChecked fine", plain(pushTokenChecked(Optional.empty())));
        rows.put("PushTokenChecked wrong", plain(pushTokenChecked(Optional.of(WRONG_TOKEN))));
        rows.put("SettlementAnswered", plain(settlementAnswered()));
        rows.put(
                "SettlementAnswered to another question",
                plain(new RoomCommand.SettlementAnswered(ROOM, "another", Optional.empty())));
        rows.put(
                "ReminderReported attempted",
                plain(new RoomCommand.ReminderReported(ROOM, 1, ReminderStage.ATTEMPTED, Optional.empty())));
        rows.put(
                "ReminderReported reached",
                plain(new RoomCommand.ReminderReported(ROOM, 1, ReminderStage.REACHED, Optional.empty())));
        return rows;
    }

    private static When plain(RoomCommand command) {
        return of(_ -> command);
    }

    private static When of(Function<Room, RoomCommand> command) {
        return new When(command, Optional.empty(), Optional.empty(), free());
    }

    private static When at(RoomCommand command, Instant at) {
        return new When(_ -> command, Optional.of(at), Optional.empty(), free());
    }

    private static When asked(RoomCommand command, Asker asker, Lines lines) {
        return new When(_ -> command, Optional.empty(), Optional.of(asker), lines);
    }

    private static RoomCommand deadline(Room room, String which) {
        var due = RoomDeadlines.of(room).stream()
                .filter(deadline -> deadline.which().equals(which))
                .map(Deadline::due)
                .findFirst()
                .orElse(LATER);
        return new RoomCommand.DeadlinePassed(ROOM, which, due);
    }

    /** One row of one table. */
    record Cell(String command, String state, String expected) {
        @Override
        public String toString() {
            return command + " in " + state;
        }
    }

    static Stream<Arguments> cells() throws IOException {
        return read().stream().map(Arguments::of);
    }

    private static List<Cell> read() throws IOException {
        var cells = new ArrayList<Cell>();
        List<String> states = List.of();
        for (var line : Files.readAllLines(TABLES)) {
            if (!line.startsWith("|")) {
                states = List.of();
                continue;
            }
            var columns = Arrays.stream(line.substring(1).split("\\|", -1))
                    .map(String::strip)
                    .toList();
            if (columns.getFirst().equals("command")) {
                states = columns.subList(1, columns.size() - 1);
            } else if (!states.isEmpty() && !columns.getFirst().startsWith("---")) {
                for (int i = 0; i < states.size(); i++) {
                    cells.add(new Cell(columns.getFirst(), states.get(i), columns.get(i + 1)));
                }
            }
        }
        return cells;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void eachCellIsWhatTheRoomDoes(Cell cell) {
        var room = STATES.get(cell.state());
        var when = COMMANDS.get(cell.command());
        assertThat(room).as("a state called " + cell.state()).isNotNull();
        assertThat(when).as("a command called " + cell.command()).isNotNull();

        var in = when.received(room);
        var decision = Room.decide(room, in, when.lines());

        assertThat(said(decision)).isEqualTo(cell.expected());
        var after = room;
        for (var event : decision.events()) {
            after = Room.evolve(after, new Recorded<>(ROOM.value(), 100, in.at(), event));
        }
        assertThat(Room.decide(after, in, when.lines()).events())
                .as("a repeat of what was carried out changes nothing")
                .isEmpty();
    }

    @Test
    void theTablesHaveEveryStateAndEveryCommand() throws IOException {
        var cells = read();
        var mainStates = List.of("Absent", "Checking", "Ringing", "Joining", "Talking", "Ended", "Refused", "Settled");
        assertThat(mainStates.stream().map(state -> STATES.get(state).getClass().getSimpleName()))
                .containsExactlyElementsOf(mainStates);
        assertThat(Room.class.getPermittedSubclasses()).hasSize(mainStates.size());

        var inMain = cells.stream()
                .collect(Collectors.groupingBy(Cell::state, Collectors.mapping(Cell::command, Collectors.toSet())));
        mainStates.forEach(state ->
                assertThat(inMain.get(state)).as(state).containsExactlyInAnyOrderElementsOf(COMMANDS.keySet()));
        assertThat(inMain.keySet()).containsExactlyInAnyOrderElementsOf(STATES.keySet());

        assertThat(COMMANDS.values().stream()
                        .map(when -> when.command().apply(checking()).getClass().getSimpleName())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Messages.ROOM_COMMANDS.all().stream()
                        .map(Class::getSimpleName)
                        .toList());
    }

    /** A decision as the tables write it. */
    static String said(Decision<RoomEvent> decision) {
        var events = decision.events().stream().map(RoomStatesTest::said).collect(Collectors.joining(", "));
        var own = switch (decision) {
            case Decision.Accepted<RoomEvent> d ->
                d.answer().map(answer -> "= " + name(answer)).orElse(events.isEmpty() ? "–" : "");
            case Decision.Refused<RoomEvent> d -> "! " + name(d.reason());
            case Decision.Waiting<RoomEvent> _ -> "…";
        };
        var told = decision.told().stream()
                .map(one -> switch (one) {
                    case Told.ToldAnswer t ->
                        "⇒ " + t.answer().map(RoomStatesTest::name).orElse("ok");
                    case Told.ToldRefusal t -> "⇒ ! " + name(t.reason());
                })
                .collect(Collectors.joining(" "));
        return Stream.of(events, own, told).filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
    }

    private static String said(RoomEvent event) {
        return switch (event) {
            case RoomEvent.RoomEnded e -> "RoomEnded(" + PluginEvents.reasonOf(e.cause()) + ")";
            case RoomEvent.RoomRefused e -> "RoomRefused(" + said(e.objection()) + ")";
            case RoomEvent.RoomOpened _,
                    RoomEvent.AskerJoined _,
                    RoomEvent.PartiesFound _,
                    RoomEvent.CreditHeld _,
                    RoomEvent.PushTokenFound _,
                    RoomEvent.RightLost _,
                    RoomEvent.RoomRang _,
                    RoomEvent.ListenerReminded _,
                    RoomEvent.ListenerRinging _,
                    RoomEvent.RoomJoined _,
                    RoomEvent.RoomAnswered _,
                    RoomEvent.MediaConnected _,
                    RoomEvent.TalkStarted _,
                    RoomEvent.SideCameBack _,
                    RoomEvent.SideWentAway _,
                    RoomEvent.SideKeptAlive _,
                    RoomEvent.SettlementAskedAgain _,
                    RoomEvent.RoomSettled _ -> name(event);
        };
    }

    private static String said(Objection objection) {
        return objection.errCode() + " " + objection.reason();
    }

    private static String name(Message message) {
        return message.getClass().getSimpleName();
    }
}
