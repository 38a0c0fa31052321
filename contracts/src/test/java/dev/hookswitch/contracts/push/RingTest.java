package dev.hookswitch.contracts.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RingTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final RoomId ROOM = new RoomId(RoomId.PREFIX + "42");
    private static final Party MUM = new Party.User(new OpenId("mum"));
    private static final Party DOOR = new Party.Device(new Sn("door-1"));

    @Test
    void aDeviceIsToldItsNumber() {
        assertThat(path(call(RoomType.VIDEO, MUM, "Mum", DOOR, "")))
                .isEqualTo(
                        Ring.CALL_PAGE_PATH + "?roomType=video&groupId=" + ROOM + "&listenerId=door-1&callerName=Mum");
    }

    @Test
    void aUserIsToldWhoCalls() {
        assertThat(path(call(RoomType.VOICE, DOOR, "Front door", MUM, "")))
                .isEqualTo(Ring.CALL_PAGE_PATH + "?roomType=voice&groupId=" + ROOM
                        + "&callerId=door-1&callerName=Front%20door");
    }

    @Test
    void noNameCanAddAParameter() {
        assertThat(path(call(RoomType.VIDEO, MUM, "a&isClickedHangOnBtn=1 +%#", DOOR, "")))
                .endsWith("&callerName=a%26isClickedHangOnBtn%3D1%20%2B%25%23");
    }

    @Test
    void aChineseNameIsPercentEncodedUtf8() {
        var path = path(call(RoomType.VIDEO, MUM, "妈妈", DOOR, ""));

        assertThat(path).endsWith("&callerName=%E5%A6%88%E5%A6%88");
        assertThat(URI.create("x:/" + path.substring(path.indexOf('?'))).getQuery())
                .endsWith("callerName=妈妈");
    }

    @Test
    void theCallsOwnQueryComesLast() {
        assertThat(path(call(RoomType.VIDEO, MUM, "", DOOR, "a=1&b=%3D"))).endsWith("&callerName=&a=1&b=%3D");
    }

    @Test
    void theCallsOwnQueryCannotEndThePath() {
        var path = path(call(RoomType.VIDEO, MUM, "", DOOR, "name=妈妈 1#x&done=50%&kept=%E5%A6%88+a"));

        assertThat(path).endsWith("&name=%E5%A6%88%E5%A6%88%201%23x&done=50%25&kept=%E5%A6%88+a");
        assertThat(URI.create("x:/" + path.substring(path.indexOf('?'))).getFragment())
                .isNull();
    }

    @Test
    void theCallsOwnQueryCannotAnswerForTheListenerOrKeepItFromRingingOrNameAnotherRoom() {
        var query = "a=1&isClickedHangOnBtn=1&isPreLaunch=1&group%49d=other&&callerName&b";
        assertThat(path(call(RoomType.VIDEO, MUM, "", DOOR, query))).endsWith("&callerName=&a=1&b");
    }

    @Test
    void whatRemainsIsNeverNegative() {
        var call = call(RoomType.VIDEO, MUM, "Mum", DOOR, "");

        assertThat(Ring.of(call, NOON, NOON.minusMillis(1500)).remaining()).isEqualTo(Duration.ofMillis(1500));
        assertThat(Ring.of(call, NOON, NOON.plusMillis(1)).remaining()).isZero();
    }

    @Test
    void itIsTheContractsMessageAndRoomAndTime() {
        var ring = Ring.of(call(RoomType.VIDEO, MUM, "Mum", DOOR, ""), NOON, NOON.minusSeconds(60));

        assertThat(Wire.text(ring))
                .isEqualTo("{\"room\":\"" + ROOM + "\",\"remainingMs\":60000,\"path\":\"" + ring.path()
                        + "\",\"appType\":2,\"appid\":\"wxdemo\",\"callerName\":\"Mum\",\"payload\":\"p\"}");
    }

    private static String path(Call call) {
        return Ring.of(call, NOON, NOON).path();
    }

    private static Call call(RoomType type, Party caller, String name, Party listener, String query) {
        return new Call(
                ROOM,
                new AppId("wxdemo"),
                CallInterface.CALL_DEVICE,
                2,
                type,
                new Member(caller, name, CameraStatus.ON, Optional.empty()),
                new Member(listener, "", CameraStatus.ON, Optional.empty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AppVersion.TRIAL,
                query,
                false,
                "p",
                EncodeVideo.NOT_SET);
    }
}
