package dev.hookswitch.gateway.live;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.testing.TestIssuer;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.live.CloseCode;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.contracts.room.RoomCommand;
import dev.hookswitch.contracts.room.RoomCommand.RingStage;
import dev.hookswitch.contracts.room.RoomEvent;
import dev.hookswitch.engines.TestEngines;
import dev.hookswitch.gateway.testing.Client;
import dev.hookswitch.gateway.testing.Platform;
import dev.hookswitch.gateway.testing.RoomLog;
import dev.hookswitch.gateway.testing.TestRoom;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Offers, answers and candidates on their way between the two sides, at one gateway and through the Redis of several. */
@QuarkusTest
@QuarkusTestResource(Platform.class)
class SignallingTest {
    private static final JsonNode SDP = Wire.json().createObjectNode().put("sdp", "v=0");

    TestIssuer issuer;
    RoomLog log;

    @TestHTTPResource("/v1/events")
    URI events;

    @Inject
    RedisDataSource redis;

    private String app;
    private TestRoom room;

    @BeforeEach
    void aNewRoom() {
        var suffix = UUID.randomUUID().toString().substring(0, 8);
        app = "wx" + suffix;
        room = TestRoom.of(app, "mum-" + suffix, "door-" + suffix);
        await().atMost(Client.PATIENCE)
                .until(() -> given().get("/q/health/ready").statusCode() == 200);
    }

    private Client phone() {
        return Client.hello(events.getPort(), issuer.user(app, openId()), TestRoom.PHONE);
    }

    private Client device() {
        var sn = room.call().listener().party().subject().substring("device:".length());
        return Client.hello(events.getPort(), issuer.device(app, sn, "doors"), TestRoom.DOOR);
    }

    private String openId() {
        return room.call().caller().party().subject().substring("user:".length());
    }

    private int happen(RoomEvent event) {
        var seq = room.next();
        log.store(room, seq, event);
        log.publish(room, seq, event);
        return (int) seq;
    }

    /** The room has heard of each side's socket, and the call is answered. */
    private void answered(Client... sides) {
        happen(room.opened());
        happen(room.rang());
        for (var side : sides) {
            side.awaitEvent(room, "RoomRang");
        }
        happen(room.answered());
        for (var side : sides) {
            side.awaitEvent(room, "RoomAnswered");
        }
    }

    /** What the room makes of the newest socket of this side. */
    private int backAgain(Endpoint by, int sockets) {
        var command = sideBack(by, sockets);
        return happen(new RoomEvent.SideCameBack(by, command.connection(), command.formerly()));
    }

    private RoomCommand.SideBack sideBack(Endpoint by, int sockets) {
        return await().atMost(Client.PATIENCE)
                .until(
                        () -> log.commandsOf(room).stream()
                                .filter(RoomCommand.SideBack.class::isInstance)
                                .map(RoomCommand.SideBack.class::cast)
                                .filter(command -> command.by().equals(by))
                                .toList(),
                        known -> known.size() == sockets)
                .getLast();
    }

    private void send(Client from, int n) {
        from.send(new ClientFrame.Signal(room.roomId(), n, SDP));
    }

    private static JsonNode awaitSignal(Client client, int n) {
        return client.await(
                "signal " + n,
                frame -> frame.path("kind").asText().equals("signal")
                        && frame.path("n").asInt() == n);
    }

    private static void awaitRenegotiate(Client client, int n) {
        client.await(
                "renegotiate " + n,
                frame -> frame.path("kind").asText().equals("renegotiate")
                        && frame.path("n").asInt() == n);
    }

    private static void awaitProblem(Client client, String reason) {
        client.await(reason, frame -> frame.path("reason").asText().equals(reason));
    }

    private static List<Integer> numbers(Client client, String kind) {
        return client.frames().stream()
                .filter(frame -> frame.path("kind").asText().equals(kind))
                .map(frame -> frame.path("n").asInt())
                .toList();
    }

    private String channel(Endpoint of) {
        return "gateway:signals:" + room.id() + " " + of.party().subject() + " " + of.id();
    }

    /** As another gateway does it. */
    private void publish(Endpoint to, int n) {
        var frame = Wire.text((ServerFrame) new ServerFrame.Signal(room.roomId(), n, SDP));
        await().atMost(Client.PATIENCE)
                .until(() ->
                        redis.execute("PUBLISH", channel(to), n + " " + frame).toInteger() > 0);
    }

    // ---- at one gateway

    @Test
    void signalsPassBetweenTheTwoEndpointsOfAnAnsweredRoomOnly() {
        try (var phone = phone();
                var tablet = Client.hello(events.getPort(), issuer.user(app, openId()), TestRoom.TABLET);
                var device = device()) {
            happen(room.opened());
            happen(room.rang());
            device.awaitEvent(room, "RoomRang");
            send(phone, 1);
            awaitProblem(phone, "no-signalling");

            happen(room.answered());
            phone.awaitEvent(room, "RoomAnswered");
            device.awaitEvent(room, "RoomAnswered");
            send(phone, 1);
            assertThat(awaitSignal(device, 1).path("data")).isEqualTo(SDP);
            send(device, 1);
            awaitSignal(phone, 1);

            send(tablet, 1);
            awaitProblem(tablet, "no-signalling");
            device.send(new ClientFrame.Signal(
                    room.roomId(), 1, Wire.json().getNodeFactory().textNode("x".repeat(33_000))));
            awaitProblem(device, "signal-too-large");
            device.send(new ClientFrame.Receipt(room.roomId(), RingStage.SHOWN));
            awaitProblem(device, "not-ringing");
        }
    }

    @Test
    void aNumberThatTheRoomHasNotHadIsRefused() {
        try (var phone = phone();
                var device = device()) {
            answered(phone, device);
            send(phone, 2);
            awaitProblem(phone, "no-such-negotiation");
            send(phone, 0);
            send(phone, 1);
            awaitSignal(device, 1);
            assertThat(numbers(device, "signal")).containsExactly(0, 1);
        }
    }

    // ---- after a return

    @Test
    void whoWasThereBeforeTheAnswerBeginsNothingHoweverLateTheRoomLearnsOfIt() {
        try (var phone = phone();
                var device = device()) {
            answered(phone, device);
            backAgain(room.listener(), 1);
            phone.awaitEvent(room, "SideCameBack");

            send(phone, 1);
            awaitSignal(device, 1);
            assertThat(numbers(device, "renegotiate")).isEmpty();
        }
    }

    @Test
    void bothSidesRenegotiateWhenOneIsBackAndOlderNumbersAreDropped() {
        try (var before = phone();
                var device = device()) {
            answered(before, device);
            backAgain(room.listener(), 1);
            before.close();
            try (var phone = phone()) {
                var n = backAgain(room.caller(), 2);

                awaitRenegotiate(phone, n);
                awaitRenegotiate(device, n);
                send(device, 1);
                send(device, n);
                awaitSignal(phone, n);
                send(phone, n);
                awaitSignal(device, n);
                assertThat(numbers(phone, "signal")).containsExactly(n);
                assertThat(numbers(phone, "renegotiate")).containsExactly(n);
            }
        }
    }

    @Test
    void whenBothReturnAtOnceBothEndAtTheHigherNumber() {
        try (var phoneBefore = phone();
                var deviceBefore = device()) {
            answered(phoneBefore, deviceBefore);
            phoneBefore.close();
            deviceBefore.close();
            try (var phone = phone();
                    var device = device()) {
                var first = backAgain(room.listener(), 2);
                var second = backAgain(room.caller(), 2);
                awaitRenegotiate(phone, second);
                awaitRenegotiate(device, second);
                // The phone's own return was still to come: it has begun nothing that is over at once.
                assertThat(numbers(phone, "renegotiate")).containsExactly(second);
                assertThat(numbers(device, "renegotiate")).endsWith(second).doesNotContain(1);
                assertThat(second).isGreaterThan(first);
                send(phone, first);
                send(phone, second);
                awaitSignal(device, second);
                assertThat(numbers(device, "signal")).containsExactly(second);
            }
        }
    }

    @Test
    void aGatewaysNewNameBeginsNothing() {
        try (var phone = phone();
                var device = device()) {
            answered(phone, device);
            var first = sideBack(room.caller(), 1).connection();
            redis.key()
                    .del("gateway:lease:"
                            + first.value().substring(0, first.value().indexOf(':')));
            var again = log.awaitCommand(
                    RoomCommand.SideBack.class,
                    command -> command.by().equals(room.caller())
                            && !command.connection().equals(first));
            assertThat(again.formerly()).contains(first);
            happen(new RoomEvent.SideCameBack(again.by(), again.connection(), again.formerly()));
            device.awaitEvent(room, "SideCameBack");

            send(device, 1);
            awaitSignal(phone, 1);
            assertThat(numbers(phone, "renegotiate")).isEmpty();
            assertThat(phone.isOpen()).isTrue();
        }
    }

    @Test
    void anInstallationsOlderSocketGoesWhenItIsBackAtAnotherGateway() {
        try (var phone = phone();
                var device = device()) {
            answered(phone, device);
            backAgain(room.caller(), 1);
            device.awaitEvent(room, "SideCameBack");

            var n = happen(
                    new RoomEvent.SideCameBack(room.caller(), new ConnectionId("gateway-2.1:1"), Optional.empty()));

            phone.awaitClose(CloseCode.REPLACED);
            awaitRenegotiate(device, n);
        }
    }

    // ---- between gateways

    @Test
    void signalsReachTheOtherSideAtAnotherGateway() {
        var heard = new CopyOnWriteArrayList<String>();
        try (var phone = phone()) {
            answered(phone);
            send(phone, 1);
            awaitProblem(phone, "other-side-not-here");

            var other = redis.pubsub(String.class).subscribe(channel(room.listener()), heard::add);
            try {
                send(phone, 1);
                await().atMost(Client.PATIENCE).until(() -> heard.size() == 1);
                assertThat(heard.getFirst())
                        .isEqualTo("1 " + Wire.text((ServerFrame) new ServerFrame.Signal(room.roomId(), 1, SDP)));
                publish(room.caller(), 1);
                assertThat(awaitSignal(phone, 1).path("data")).isEqualTo(SDP);
            } finally {
                other.unsubscribe();
            }
        }
    }

    @Test
    void aSignalThatOvertakesTheLogBringsItsNegotiationAlong() {
        try (var phone = phone()) {
            answered(phone);
            backAgain(room.caller(), 1);
            var n = (int) room.next();

            publish(room.caller(), n);
            awaitSignal(phone, n);
            var returned =
                    new RoomEvent.SideCameBack(room.listener(), new ConnectionId("gateway-2.1:1"), Optional.empty());
            log.store(room, n, returned);
            log.publish(room, n, returned);
            happen(room.mediaConnected());
            phone.awaitEvent(room, "MediaConnected");

            assertThat(phone.told()).containsSubsequence("renegotiate", "signal");
            assertThat(numbers(phone, "renegotiate")).endsWith(n).doesNotHaveDuplicates();
        }
    }

    @Test
    void whoLeavesTheRoomListensNoMore() {
        try (var phone = phone()) {
            answered(phone);
            publish(room.caller(), 1);
            awaitSignal(phone, 1);
            happen(room.ended());
            phone.awaitEvent(room, "RoomEnded");
            await().atMost(Client.PATIENCE)
                    .until(() -> redis.execute("PUBSUB", "NUMSUB", channel(room.caller()))
                                    .get(1)
                                    .toInteger()
                            == 0);
        }
    }

    @Test
    void whileRedisIsAwayTheSenderIsToldAndTheCallGoesOn() {
        try (var phone = phone()) {
            answered(phone);
            TestEngines.shared().redis().pause();
            try {
                send(phone, 1);
                awaitProblem(phone, "signals-away");
            } finally {
                TestEngines.shared().redis().resume();
            }
            publish(room.caller(), 1);
            awaitSignal(phone, 1);
            happen(room.mediaConnected());
            phone.awaitEvent(room, "MediaConnected");
            assertThat(phone.isOpen()).isTrue();
        }
    }

    @Test
    void afterALostConnectionToRedisSignalsPassAgain() {
        try (var phone = phone()) {
            answered(phone);
            publish(room.caller(), 1);
            awaitSignal(phone, 1);
            var before = numbers(phone, "signal").size();
            redis.execute("CLIENT", "KILL", "TYPE", "pubsub");

            publish(room.caller(), 1);
            await().atMost(Client.PATIENCE).until(() -> numbers(phone, "signal").size() > before);
        }
    }
}
