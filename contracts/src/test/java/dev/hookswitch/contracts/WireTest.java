package dev.hookswitch.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.live.ClientFrame;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final RoomId ROOM = new RoomId(RoomId.PREFIX + "42");
    private static final Call CALL = new Call(
            ROOM,
            new AppId("wxdemo"),
            CallInterface.CALL_DEVICE,
            2,
            RoomType.VIDEO,
            new Member(new Party.User(new OpenId("mum")), "妈妈 & co", CameraStatus.ON, Optional.empty()),
            new Member(new Party.Device(new Sn("door-1")), "Door", CameraStatus.OFF, Optional.of(new ModelId("doors"))),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(90)),
            Optional.empty(),
            AppVersion.RELEASE,
            "a=1&b=2",
            false,
            "",
            EncodeVideo.NOT_SET);

    @Test
    void anEventLooksAsItIsDocumented() {
        var event = new RoomEvent.RoomEnded(
                CALL,
                new EndpointId("phone-1"),
                Optional.of(new EndpointId("door")),
                new EndCause.HungUp(Side.CALLER, Origin.UNLOAD_CALL_PAGE),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(1500),
                Instant.parse("2026-01-01T00:00:05Z"));

        assertThat(Wire.text(event))
                .isEqualTo(
                        "{\"call\":{\"room\":\"wxf830863afde621ebWmpfVoip42\",\"app\":\"wxdemo\",\"via\":\"callDevice\","
                                + "\"businessType\":2,\"roomType\":\"video\",\"caller\":{\"party\":{\"kind\":\"user\",\"openId\":\"mum\"},"
                                + "\"name\":\"妈妈 & co\",\"camera\":\"on\"},\"listener\":{\"party\":{\"kind\":\"device\",\"sn\":\"door-1\"},"
                                + "\"name\":\"Door\",\"camera\":\"off\",\"modelId\":\"doors\"},\"timeLimitMs\":90000,"
                                + "\"appVersion\":\"release\",\"customQuery\":\"a=1&b=2\",\"isCloud\":false,\"payload\":\"\","
                                + "\"encodeVideo\":{\"fixedLength\":0,\"rotation\":0,\"ratio\":0,\"maxFps\":0}},"
                                + "\"caller\":\"phone-1\",\"listener\":\"door\","
                                + "\"cause\":{\"kind\":\"hungUp\",\"by\":\"caller\",\"origin\":\"unloadCallPage\"},"
                                + "\"talkedMs\":1500,\"settleAgainAt\":\"2026-01-01T00:00:05.000Z\"}");
        assertThat(Wire.read(Wire.bytes(event), RoomEvent.RoomEnded.class)).isEqualTo(event);
    }

    @Test
    void aRoomIsReadBackWithItsInstants() {
        var opened = new RoomEvent.TalkStarted(
                CALL,
                new EndpointId("phone-1"),
                new EndpointId("door"),
                Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
                Optional.empty(),
                Instant.parse("2026-01-01T12:00:00.005Z"));

        assertThat(Wire.text(opened)).contains("\"limitAt\":\"2026-01-01T00:00:00.000Z\"");
        assertThat(Wire.read(Wire.bytes(opened), RoomEvent.TalkStarted.class)).isEqualTo(opened);
    }

    @Test
    void aFrameSaysItsKindAndKeepsItsCursor() {
        var hello = new ClientFrame.Hello(Optional.empty(), Optional.empty(), Map.of(ROOM, 3L), Map.of());

        assertThat(Wire.text(hello))
                .isEqualTo("{\"kind\":\"hello\",\"rooms\":{\"" + ROOM.value() + "\":3},\"positions\":{}}");
        assertThat(Wire.read(Wire.bytes(hello), ClientFrame.class)).isEqualTo(hello);
    }

    @Test
    void aFieldOfALaterVersionIsIgnored() {
        assertThat(Wire.read(
                        "{\"later\":1,\"endpoint\":\"e\",\"kind\":\"hello\",\"rooms\":{},\"positions\":{}}",
                        ClientFrame.class))
                .isInstanceOf(ClientFrame.Hello.class);
    }

    @Test
    void aBrokenBoundIsNamedAndTheValueIsNot() {
        assertThatThrownBy(() -> Wire.read("{\"kind\":\"device\",\"sn\":\"not an sn\"}", Party.class))
                .isInstanceOf(Wire.Unreadable.class)
                .hasMessageContaining("sn has a character that is not allowed")
                .hasMessageNotContaining("not an sn");
    }

    @Test
    void aMissingFieldIsAnError() {
        assertThatThrownBy(() -> Wire.read("{\"kind\":\"device\"}", Party.class))
                .isInstanceOf(Wire.Unreadable.class);
        assertThatThrownBy(() -> Wire.read("{\"sn\":\"x\"}", Party.class)).isInstanceOf(Wire.Unreadable.class);
        assertThatThrownBy(() -> Wire.read("null", Party.class)).isInstanceOf(Wire.Unreadable.class);
    }
}
