package dev.hookswitch.gateway.testing;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.EndCause;
import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Origin;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Reminder;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Side;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.room.RoomEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A call from a user's phone to a device, event by event, as room-service would store them. */
public final class TestRoom {
    public static final EndpointId PHONE = new EndpointId("phone-1");
    public static final EndpointId TABLET = new EndpointId("tablet-1");
    public static final EndpointId DOOR = new EndpointId("door-main");

    private static final AtomicLong NUMBERS = new AtomicLong(System.nanoTime());

    private final Call call;
    private long seq;
    private boolean over;

    private TestRoom(Call call) {
        this.call = call;
    }

    /** A new room of this app, user and device. */
    public static TestRoom of(String app, String openId, String sn) {
        return new TestRoom(new Call(
                new RoomId(RoomId.PREFIX + NUMBERS.incrementAndGet()),
                new AppId(app),
                CallInterface.CALL_DEVICE,
                2,
                RoomType.VIDEO,
                new Member(new Party.User(new OpenId(openId)), "妈妈 & co", CameraStatus.ON, Optional.empty()),
                new Member(new Party.Device(new Sn(sn)), "Door", CameraStatus.OFF, Optional.of(new ModelId("doors"))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                AppVersion.RELEASE,
                "a=1",
                false,
                "",
                EncodeVideo.NOT_SET));
    }

    public Call call() {
        return call;
    }

    public RoomId roomId() {
        return call.room();
    }

    public String id() {
        return call.room().value();
    }

    public String app() {
        return call.app().value();
    }

    List<String> parties() {
        return List.of(call.caller().party().subject(), call.listener().party().subject());
    }

    public long next() {
        return ++seq;
    }

    boolean isOver() {
        return over;
    }

    public Endpoint caller() {
        return new Endpoint(call.caller().party(), PHONE);
    }

    public Endpoint listener() {
        return new Endpoint(call.listener().party(), DOOR);
    }

    public RoomEvent opened() {
        return new RoomEvent.RoomOpened(
                call, PHONE, Optional.empty(), Instant.now(), Optional.empty(), Optional.empty(), "digest");
    }

    public RoomEvent rang() {
        return rang(Instant.now().plusSeconds(60));
    }

    public RoomEvent rang(Instant until) {
        return new RoomEvent.RoomRang(
                call, PHONE, ChargeType.DURATION, Reminder.PLATFORM, until, until, Optional.empty());
    }

    public RoomEvent joined() {
        return new RoomEvent.RoomJoined(caller());
    }

    public RoomEvent answered() {
        return new RoomEvent.RoomAnswered(
                call, listener(), Reminder.PLATFORM, Instant.now().plusSeconds(20));
    }

    public RoomEvent mediaConnected() {
        return new RoomEvent.MediaConnected(caller());
    }

    /** The room no longer lives. */
    public RoomEvent ended() {
        over = true;
        return new RoomEvent.RoomEnded(
                call,
                PHONE,
                Optional.empty(),
                new EndCause.HungUp(Side.CALLER, Origin.MANUAL),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(2),
                Instant.now());
    }

    static List<String> audience(RoomEvent event) {
        return event instanceof RoomEvent.RoomOpened ? List.of("caller", "app") : List.of("caller", "listener", "app");
    }
}
