package dev.hookswitch.room.call.core;

import static dev.hookswitch.room.call.core.Examples.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Asker;
import dev.hookswitch.contracts.Message;
import dev.hookswitch.contracts.Messages;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.billing.BillingCommand.Capture;
import dev.hookswitch.contracts.billing.BillingCommand.VoidHold;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.Ender;
import dev.hookswitch.contracts.room.RoomCommand.HoldVerdict;
import dev.hookswitch.contracts.room.RoomCommand.PartiesVerdict;
import dev.hookswitch.contracts.room.RoomCommand.ReminderStage;
import dev.hookswitch.contracts.room.RoomCommand.Revoked;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.messaging.core.Decision;
import dev.hookswitch.messaging.core.Received;
import dev.hookswitch.messaging.core.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes, in whatever order and however often: what must always hold of rooms. */
class RoomWalksTest {
    private static final int STEPS = 400;
    private static final List<String> DEVICES = List.of("door-1", "door-2");
    private static final List<String> USERS = List.of("mum", "dad");
    private static final List<EndpointId> ENDPOINTS = List.of(new EndpointId("a"), new EndpointId("b"));

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 120);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverComesRoomsKeepTheirWord(long seed) {
        var world = new World(new Random(seed));
        for (int i = 0; i < STEPS; i++) {
            world.step();
        }
        world.letEverythingPass();
        world.checkTheEnd();
    }

    /** Walks that never get anywhere would keep every promise. */
    @Test
    void theWalksGoEverywhere() {
        var events = new TreeSet<String>();
        var causes = new TreeSet<String>();
        seeds().forEach(seed -> {
            var world = new World(new Random(seed));
            for (int i = 0; i < STEPS; i++) {
                world.step();
            }
            world.letEverythingPass();
            world.events.values().stream()
                    .flatMap(List::stream)
                    .map(Recorded::event)
                    .forEach(event -> {
                        events.add(event.getClass().getSimpleName());
                        if (event instanceof RoomEvent.RoomEnded ended) {
                            causes.add(ended.cause().getClass().getSimpleName());
                        }
                    });
        });

        assertThat(events)
                .containsExactlyElementsOf(Messages.ROOM_EVENTS.all().stream()
                        .map(Class::getSimpleName)
                        .sorted()
                        .toList());
        assertThat(causes)
                .containsExactlyElementsOf(Arrays.stream(EndCause.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        // Nobody vetoes yet: a cloud device's server is not asked.
                        .filter(cause -> !cause.equals("Vetoed"))
                        .sorted()
                        .toList());
    }

    /** Some rooms between few parties, so that they get in each other's way. */
    private static final class World {
        private final Random random;
        private final Map<RoomId, Room> rooms = new HashMap<>();
        private final Map<RoomId, List<Recorded<RoomEvent>>> events = new HashMap<>();
        private final Map<RoomId, Call> calls = new HashMap<>();
        private final List<Received<RoomCommand>> sent = new ArrayList<>();
        private final Set<Asker> waiting = new HashSet<>();
        private final Set<Asker> answered = new HashSet<>();
        private final Lines lines = new Lines(TIMES, Map.of());
        private Instant now = NOON;
        private int commands;

        World(Random random) {
            this.random = random;
        }

        void step() {
            now = now.plusMillis(random.nextInt(random.nextInt(60) == 0 ? 40_000 : 200));
            if (!sent.isEmpty() && random.nextInt(8) == 0) {
                var again = pick(sent);
                deliver(new Received<>(
                        again.id(), again.key(), now, now, again.command(), again.asker(), again.validUntil()));
                return;
            }
            if (random.nextInt(40) == 0) {
                cutAllSockets(pickRoom());
                return;
            }
            var command = rooms.size() < 12 && random.nextInt(6) == 0 ? open() : about(pickRoom());
            var asker = Asker.instance("rest", "c" + ++commands);
            var asks = command instanceof RoomCommand.OpenRoom || random.nextBoolean();
            deliver(new Received<>(
                    asker.command(),
                    command.room().value(),
                    now,
                    now,
                    command,
                    asks ? Optional.of(asker) : Optional.empty(),
                    command instanceof RoomCommand.OpenRoom ? Optional.of(now.plusMillis(4500)) : Optional.empty()));
        }

        /** As when a gateway dies: whoever was connected in this room is away. */
        private void cutAllSockets(RoomId room) {
            var call = calls.get(room);
            if (call == null) {
                return;
            }
            for (var member : List.of(call.caller(), call.listener())) {
                for (var endpoint : ENDPOINTS) {
                    var who = new Endpoint(member.party(), endpoint);
                    var connection = new ConnectionId("gw/0");
                    for (var command : List.of(
                            new RoomCommand.SideBack(room, who, connection, Optional.empty()),
                            new RoomCommand.SideAway(room, who, connection),
                            new RoomCommand.SideAway(room, who, new ConnectionId("gw/1")))) {
                        deliver(new Received<>(
                                "cut" + ++commands,
                                room.value(),
                                now,
                                now,
                                command,
                                Optional.empty(),
                                Optional.empty()));
                    }
                }
            }
        }

        private RoomCommand.OpenRoom open() {
            var room = new RoomId(RoomId.PREFIX + (100 + random.nextInt(14)));
            var device = new Member(new Party.Device(new Sn(pick(DEVICES))), "Door", CameraStatus.ON, Optional.empty());
            var user = new Member(new Party.User(new OpenId(pick(USERS))), "Mum", CameraStatus.ON, Optional.empty());
            var fromDevice = random.nextBoolean();
            var call = new Call(
                    room,
                    CALL.app(),
                    CALL.via(),
                    CALL.businessType(),
                    CALL.roomType(),
                    fromDevice ? device : user,
                    fromDevice ? user : device,
                    Optional.empty(),
                    random.nextBoolean() ? Optional.of(Duration.ofSeconds(1 + random.nextInt(60))) : Optional.empty(),
                    Optional.empty(),
                    CALL.appVersion(),
                    "",
                    false,
                    "",
                    CALL.encodeVideo());
            return new RoomCommand.OpenRoom(
                    call,
                    pick(ENDPOINTS),
                    random.nextInt(4) == 0 ? Optional.of("digest") : Optional.empty(),
                    Wire.text(call));
        }

        private RoomId pickRoom() {
            if (rooms.isEmpty() || random.nextInt(30) == 0) {
                return new RoomId(RoomId.PREFIX + "999");
            }
            var live = rooms.entrySet().stream()
                    .filter(entry -> entry.getValue().isLive())
                    .map(Map.Entry::getKey)
                    .toList();
            return live.isEmpty() || random.nextInt(4) == 0 ? pick(List.copyOf(rooms.keySet())) : pick(live);
        }

        private RoomCommand about(RoomId room) {
            var call = calls.get(room);
            var who = call == null || random.nextInt(20) == 0
                    ? STRANGER
                    : new Endpoint((random.nextBoolean() ? call.caller() : call.listener()).party(), pick(ENDPOINTS));
            var origin = pick(List.of(Origin.values()));
            var connection = new ConnectionId("gw/" + random.nextInt(2));
            return switch (random.nextInt(30)) {
                case 0, 1 -> new RoomCommand.Join(room, who);
                case 2, 3, 4 -> new RoomCommand.MediaUp(room, who);
                case 5 -> new RoomCommand.Answer(room, who);
                case 6 -> random.nextInt(4) == 0 ? new RoomCommand.Reject(room, who, origin) : keepAlive(room, who);
                case 7 -> random.nextInt(4) == 0 ? new RoomCommand.Cancel(room, who, origin) : keepAlive(room, who);
                case 8 -> random.nextInt(4) == 0 ? new RoomCommand.HangUp(room, who, origin) : keepAlive(room, who);
                case 9 ->
                    random.nextInt(8) == 0 ? new RoomCommand.JoinFailed(room, who, 2004, "no") : keepAlive(room, who);
                case 10 -> random.nextInt(8) == 0 ? new RoomCommand.Abort(room, who, "gone") : keepAlive(room, who);
                case 11 -> new RoomCommand.RingReceipt(room, who, pick(List.of(RingStage.values())));
                case 12, 13 -> new RoomCommand.SideBack(room, who, connection, Optional.empty());
                case 14, 15 -> new RoomCommand.SideAway(room, who, connection);
                case 16 -> aDeadline(room);
                case 17, 18 -> new RoomCommand.MediaUp(room, who);
                case 19 ->
                    random.nextInt(8) == 0
                            ? new RoomCommand.Revoke(room, pick(List.of(Revoked.values())))
                            : aDeadline(room);
                case 20 ->
                    random.nextInt(8) == 0
                            ? new RoomCommand.EndRoom(room, pick(List.of(Ender.values())))
                            : aDeadline(room);
                case 21, 22, 23 -> parties(room, call == null ? CALL : call);
                case 24, 25, 26 -> new RoomCommand.HoldAnswered(room, RoomQuestions.hold(room), hold());
                case 27 -> new RoomCommand.PushTokenChecked(room, RoomQuestions.pushToken(room), Optional.empty());
                case 28 ->
                    new RoomCommand.SettlementAnswered(room, RoomQuestions.settlement(room), Optional.of(CHARGE));
                default ->
                    new RoomCommand.ReminderReported(
                            room, random.nextInt(4), pick(List.of(ReminderStage.values())), Optional.empty());
            };
        }

        private static RoomCommand keepAlive(RoomId room, Endpoint who) {
            return new RoomCommand.KeepAlive(room, who);
        }

        private RoomCommand parties(RoomId room, Call call) {
            var fine = new PartiesVerdict.Fine(
                    call.caller(),
                    call.listener(),
                    pick(List.of(Reminder.values())),
                    random.nextBoolean(),
                    random.nextBoolean() ? Optional.of(Duration.ofSeconds(8)) : Optional.empty());
            return new RoomCommand.PartiesChecked(
                    room,
                    RoomQuestions.parties(room),
                    random.nextInt(10) == 0 ? new PartiesVerdict.NotFine(NOT_GRANTED) : fine);
        }

        private HoldVerdict hold() {
            return random.nextInt(10) == 0
                    ? new HoldVerdict.NotHeld(IN_ARREARS)
                    : new HoldVerdict.Held(
                            pick(List.of(ChargeType.values())),
                            random.nextBoolean()
                                    ? Optional.of(Duration.ofSeconds(random.nextInt(40)))
                                    : Optional.empty());
        }

        /** Mostly one that is due, as the log's timer sends it; sometimes one that is not. */
        private RoomCommand aDeadline(RoomId room) {
            var deadlines = RoomDeadlines.of(rooms.getOrDefault(room, new Room.Absent()));
            if (deadlines.isEmpty()) {
                return new RoomCommand.DeadlinePassed(room, RoomDeadlines.RING, now);
            }
            var deadline = pick(deadlines);
            if (deadline.due().isAfter(now) && random.nextInt(8) == 0) {
                now = deadline.due().plusMillis(random.nextInt(50));
            }
            return now.isBefore(deadline.due())
                    ? new RoomCommand.DeadlinePassed(
                            room, deadline.which(), deadline.due().minusMillis(1))
                    : new RoomCommand.DeadlinePassed(room, deadline.which(), deadline.due());
        }

        private void deliver(Received<RoomCommand> in) {
            sent.add(in);
            var id = in.command().room();
            var before = rooms.getOrDefault(id, new Room.Absent());
            var decision = Room.decide(before, in, lines);
            answer(in, decision);

            var after = before;
            for (var event : decision.events()) {
                var recorded = record(id, in.at(), event);
                assertOrder(after, event);
                after = Room.evolve(after, recorded);
                assertThat(RoomLabels.of(after, recorded).audience())
                        .as("before the ring the listener hears nothing")
                        .matches(audience ->
                                events.get(id).stream().anyMatch(e -> e.event() instanceof RoomEvent.RoomRang)
                                        || !audience.contains("listener"));
            }
            if (decision.events().isEmpty()) {
                return;
            }
            rooms.put(id, after);
            lines.changed(id, before, after);
            if (in.command() instanceof RoomCommand.OpenRoom open && before instanceof Room.Absent) {
                calls.put(id, open.call());
            }
            assertThat(Wire.read(Wire.text(after), Room.class))
                    .as("the stored state is the state")
                    .isEqualTo(after);
            assertOneRoomOnALine();
        }

        private Recorded<RoomEvent> record(RoomId id, Instant at, RoomEvent event) {
            var all = events.computeIfAbsent(id, _ -> new ArrayList<>());
            var recorded = new Recorded<>(id.value(), all.size() + 1, at, event);
            all.add(recorded);
            return recorded;
        }

        private void answer(Received<RoomCommand> in, Decision<RoomEvent> decision) {
            in.asker().ifPresent(asker -> {
                if (decision instanceof Decision.Waiting) {
                    waiting.add(asker);
                } else {
                    answered.add(asker);
                }
            });
            decision.told().forEach(told -> {
                assertThat(waiting).as("who is told has waited").contains(told.asker());
                answered.add(told.asker());
            });
        }

        private static void assertOrder(Room before, RoomEvent event) {
            if (!before.isLive() && !(before instanceof Room.Absent)) {
                assertThat(event)
                        .as("after the end there is only money")
                        .isInstanceOfAny(RoomEvent.SettlementAskedAgain.class, RoomEvent.RoomSettled.class);
            }
        }

        private void assertOneRoomOnALine() {
            var engaged = new HashMap<Line, RoomId>();
            rooms.forEach((id, room) -> room.lines()
                    .forEach(line -> assertThat(engaged.put(line, id))
                            .as(line + " twice")
                            .isNull()));
        }

        /** Every wait ends, and billing answers what it is asked. */
        void letEverythingPass() {
            for (int i = 0; i < 10_000; i++) {
                var open = rooms.entrySet().stream()
                        .filter(entry -> !(entry.getValue() instanceof Room.Settled))
                        .findFirst();
                if (open.isEmpty()) {
                    return;
                }
                var room = open.get().getKey();
                var deadline = pick(RoomDeadlines.of(open.get().getValue()));
                now = deadline.due().isAfter(now) ? deadline.due() : now;
                var command = !open.get().getValue().isLive() && random.nextInt(3) > 0
                        ? new RoomCommand.SettlementAnswered(room, RoomQuestions.settlement(room), Optional.of(CHARGE))
                        : new RoomCommand.DeadlinePassed(room, deadline.which(), deadline.due());
                deliver(new Received<>("t" + i, room.value(), now, now, command, Optional.empty(), Optional.empty()));
            }
        }

        void checkTheEnd() {
            assertThat(rooms.values()).as("every room is settled").allMatch(Room.Settled.class::isInstance);
            assertThat(answered).as("every question is answered").containsAll(waiting);
            events.forEach((id, all) -> {
                assertThat(all.stream()
                                .filter(e -> e.event() instanceof RoomEvent.RoomEnded
                                        || e.event() instanceof RoomEvent.RoomRefused))
                        .as("one end, one cause")
                        .hasSize(1);
                assertTalked(all);
                assertSettledOnce(id, all);
            });
        }

        private static void assertTalked(List<Recorded<RoomEvent>> all) {
            var started = all.stream()
                    .filter(e -> e.event() instanceof RoomEvent.TalkStarted)
                    .findFirst();
            all.stream()
                    .map(Recorded::event)
                    .filter(RoomEvent.RoomEnded.class::isInstance)
                    .map(RoomEvent.RoomEnded.class::cast)
                    .forEach(ended -> {
                        if (started.isEmpty()) {
                            assertThat(ended.talked()).isEqualTo(Duration.ZERO);
                            return;
                        }
                        var start = (RoomEvent.TalkStarted) started.get().event();
                        var longest = List.of(
                                        start.limitAt().orElse(Instant.MAX),
                                        start.creditUntil().orElse(Instant.MAX),
                                        start.talkUntil())
                                .stream()
                                .min(Instant::compareTo)
                                .orElseThrow();
                        ended.call()
                                .timeLimit()
                                .ifPresent(limit -> assertThat(ended.talked())
                                        .as("talked never above what the request said")
                                        .isLessThanOrEqualTo(limit));
                        assertThat(ended.talked())
                                .as("talked never above limit, hold or the longest call")
                                .isBetween(
                                        Duration.ZERO,
                                        Duration.between(started.get().at(), longest));
                    });
        }

        /** However often it is asked: one question about the money, always with the same words. */
        private static void assertSettledOnce(RoomId id, List<Recorded<RoomEvent>> all) {
            var asked = new HashMap<String, Set<Message>>();
            all.stream()
                    .flatMap(e -> RoomOutgoing.of(e).stream())
                    .filter(out -> out.command() instanceof Capture || out.command() instanceof VoidHold)
                    .forEach(out -> asked.computeIfAbsent(out.id().orElseThrow(), _ -> new HashSet<>())
                            .add(out.command()));
            assertThat(asked).containsOnlyKeys(RoomQuestions.settlement(id));
            assertThat(asked.get(RoomQuestions.settlement(id))).hasSize(1);
        }

        private <T> T pick(List<T> from) {
            return from.get(random.nextInt(from.size()));
        }
    }
}
