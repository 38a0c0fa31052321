package dev.hookswitch.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.ConnectionId;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.live.PluginEvent;
import dev.hookswitch.contracts.live.ServerFrame;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.push.Ring;
import dev.hookswitch.contracts.push.RingWebhook;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A valid example of a record, with every optional component present. */
final class WireSample {
    private static final RoomId ROOM = new RoomId(RoomId.PREFIX + "264011318273495011293");
    private static final Member USER =
            new Member(new Party.User(new OpenId("oMum_2f9c")), "妈妈 & co", CameraStatus.ON, Optional.empty());
    private static final Member DEVICE = new Member(
            new Party.Device(new Sn("DOOR-0001")),
            "Front door",
            CameraStatus.OFF,
            Optional.of(new ModelId("door-station-2")));
    private static final Instant AT = Instant.parse("2026-03-01T08:30:00.125Z");
    private static final Call CALL = new Call(
            ROOM,
            new AppId("wx0123456789abcdef"),
            CallInterface.CALL_DEVICE,
            2,
            RoomType.VIDEO,
            USER,
            DEVICE,
            Optional.of(ChargeType.LICENSE),
            Optional.of(Duration.ofMinutes(10)),
            Optional.of(Duration.ofMinutes(1)),
            AppVersion.RELEASE,
            "door=north&note=%E5%A6%88",
            false,
            "",
            new EncodeVideo(320, 1, 75, 15));
    private static final Ring RING = Ring.of(CALL, AT.plusSeconds(45), AT);
    private static final Map<Class<?>, Object> BY_TYPE = Map.ofEntries(
            Map.entry(RoomId.class, ROOM),
            Map.entry(AppId.class, new AppId("wx0123456789abcdef")),
            Map.entry(OpenId.class, new OpenId("oMum_2f9c")),
            Map.entry(Sn.class, new Sn("DOOR-0001")),
            Map.entry(ModelId.class, new ModelId("door-station-2")),
            Map.entry(EndpointId.class, new EndpointId("phone-7c1e")),
            Map.entry(ConnectionId.class, new ConnectionId("gateway-1.5f0c/17")),
            Map.entry(Member.class, USER),
            Map.entry(Duration.class, Duration.ofMillis(61_500)),
            Map.entry(Instant.class, AT),
            Map.entry(JsonNode.class, JsonNodeFactory.instance.objectNode().put("example", true)),
            Map.entry(Call.class, CALL),
            Map.entry(Ring.class, RING),
            Map.entry(RingWebhook.class, RingWebhook.of(AT, "device:DOOR-0001", RING)),
            Map.entry(
                    ServerFrame.Event.class,
                    new ServerFrame.Event(
                            "1.0",
                            ROOM + "/7",
                            "room",
                            "RoomAnswered",
                            ROOM.value(),
                            AT,
                            7,
                            JsonNodeFactory.instance.objectNode().put("by", "phone-7c1e"),
                            List.of(new PluginEvent("hangOnVoip", ROOM, ROOM, JsonNodeFactory.instance.objectNode())),
                            Optional.of(Map.of(1, 62L)))),
            Map.entry(
                    ServerFrame.Problem.class,
                    ServerFrame.Problem.of(Reason.NOT_RINGING, "This room does not ring here.")));
    private static final Map<String, String> BY_NAME = Map.of(
            "errMsg", "call interrupted due to native reason",
            "deviceName", "Front door",
            "which", "ring",
            "content", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "tokenDigest", "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
            "unit", "video-seconds",
            "account", "talk:video");

    private WireSample() {}

    static Object of(Class<?> type) {
        return of(type, type.getSimpleName());
    }

    private static Object of(Type generic, String name) {
        if (generic instanceof ParameterizedType parameterized) {
            var raw = parameterized.getRawType();
            var last = WireSchema.argument(generic, parameterized.getActualTypeArguments().length - 1);
            if (raw == Optional.class) {
                return Optional.of(of(last, name));
            }
            if (raw == List.class) {
                return List.of(of(last, name));
            }
            return Map.of(of(WireSchema.argument(generic, 0), name), of(last, name));
        }
        var type = (Class<?>) generic;
        if (BY_TYPE.containsKey(type)) {
            return name.equals("listener") && type == Member.class ? DEVICE : BY_TYPE.get(type);
        }
        if (type == String.class) {
            return BY_NAME.getOrDefault(name, "example-" + name);
        }
        if (type == int.class || type == Integer.class) {
            return name.equals("errCode") ? 2004 : name.equals("businessType") ? 2 : 1;
        }
        if (type == long.class || type == Long.class) {
            return 62L;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return type.isSealed() ? of(type.getPermittedSubclasses()[0], name) : record(type);
    }

    private static Object record(Class<?> type) {
        var components = type.getRecordComponents();
        var values = Stream.of(components)
                .map(component -> of(component.getGenericType(), component.getName()))
                .toArray();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("no example of " + type.getSimpleName(), e.getCause());
        }
    }
}
