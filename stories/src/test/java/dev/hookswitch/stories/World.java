package dev.hookswitch.stories;

import dev.hookswitch.local.client.AppServer;
import dev.hookswitch.local.client.Operator;
import dev.hookswitch.local.client.Seat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A developer's own little world on the shared platform: an app, its server, a user, a door station (Linux: the developer
 * carries the ring) and a tablet (Android: the platform wakes it), each granted to the user.
 */
final class World implements AutoCloseable {
    static final String MUM = "mum";
    static final String DAD = "dad";
    static final int PAID_SECONDS = 3600;

    private final Operator operator;
    private final AppServer server;
    private final AppServer.Device door;
    private final AppServer.Device tablet;
    private final List<AutoCloseable> open = new ArrayList<>();

    private World(Operator operator, AppServer server, AppServer.Device door, AppServer.Device tablet) {
        this.operator = operator;
        this.server = server;
        this.door = door;
        this.tablet = tablet;
    }

    static World make() {
        return make(Map.of());
    }

    /** A world whose app has further settings. */
    static World make(Map<String, Object> settings) {
        var operator = Stage.operator();
        var suffix = UUID.randomUUID().toString().substring(0, 8);
        var server = operator.makeApp("story", Optional.of("wxstory" + suffix), settings);
        Kept.secret("secret of an app", server.secret());
        server.makeModel("door-station", "door station", "linux");
        server.makeModel("care-tablet", "care tablet", "android");
        server.makeUser(MUM);
        server.makeUser(DAD);
        var door = server.makeDevice("DOOR-" + suffix, "door-station");
        var tablet = server.makeDevice("TABLET-" + suffix, "care-tablet");
        server.grant(MUM, door.sn(), "Front door");
        server.grant(MUM, tablet.sn(), "Grandma");
        return new World(operator, server, door, tablet);
    }

    /** A world whose app pays for its calls, and has an hour to pay with. */
    static World paid() {
        var world = make();
        world.operator.setCharging(world.appid(), true);
        world.operator.addTime(world.appid(), "bought-1", "video", PAID_SECONDS);
        return world;
    }

    Operator operator() {
        return operator;
    }

    AppServer server() {
        return server;
    }

    String appid() {
        return server.appid();
    }

    AppServer.Device door() {
        return door;
    }

    AppServer.Device tablet() {
        return tablet;
    }

    /** Mum's phone, connected. */
    Seat mum() {
        return phone(MUM, "mums-phone");
    }

    Seat phoneWithToken(String openId, String endpoint, String token) {
        return closedAtEnd(server.phone(openId, endpoint, token));
    }

    Seat phone(String openId, String endpoint) {
        return closedAtEnd(server.phone(openId, endpoint));
    }

    /** The door station, connected. */
    Seat doorSeat() {
        return seat(door);
    }

    Seat tabletSeat() {
        return seat(tablet);
    }

    Seat seat(AppServer.Device device) {
        return closedAtEnd(server.seat(device));
    }

    private Seat closedAtEnd(Seat seat) {
        open.add(seat);
        return seat;
    }

    @Override
    public void close() {
        for (var each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
