package dev.hookswitch.room.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.access.Caller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Sha256;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.call.CallInterface;
import dev.hookswitch.contracts.call.CameraStatus;
import dev.hookswitch.contracts.call.ChargeType;
import dev.hookswitch.contracts.call.EncodeVideo;
import dev.hookswitch.contracts.call.EndpointId;
import dev.hookswitch.contracts.call.Member;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.Reason;
import dev.hookswitch.contracts.room.RoomCommand.OpenRoom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * What {@code POST /v1/rooms} takes: all that the three call interfaces take (contract §1.3–§1.5).
 *
 * @param via {@code initByCaller}, {@code callDevice} or {@code callWMPF}
 * @param businessType 1 device to phone, 2 phone to device; without one it follows from who calls
 * @param chargeType {@code duration} or {@code license}
 * @param timeLimit the longest talking time, in seconds
 * @param appVersion {@code release}, {@code develop}, {@code trial}; or {@code formal}, {@code developer}
 */
record OpenRequest(
        String via,
        RoomType roomType,
        Optional<Side> caller,
        Side listener,
        Optional<Integer> businessType,
        Optional<String> chargeType,
        Optional<Double> timeLimit,
        Optional<Long> ringTimeMs,
        Optional<String> appVersion,
        Optional<String> customQuery,
        Optional<Boolean> isCloud,
        Optional<String> payload,
        Optional<Integer> encodeVideoFixedLength,
        Optional<Integer> encodeVideoRotation,
        Optional<Integer> encodeVideoRatio,
        Optional<Integer> encodeVideoMaxFPS,
        Optional<String> pushToken) {
    private static final int PUSH_TOKEN_CHARS_MAX = 1024;

    /**
     * One side of the call.
     *
     * @param cameraStatus 0 on, 1 off; anything else is the default, as real programs pass all sorts of things
     */
    record Side(Optional<String> id, Optional<String> name, Optional<JsonNode> cameraStatus, Optional<String> modelId) {
        private static final Side UNSAID =
                new Side(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        Member member(String field, Party party) {
            return new Member(
                    party,
                    bound(
                            field + ".name",
                            () -> new Member(party, name.orElse(""), CameraStatus.ON, Optional.empty()).name()),
                    CameraStatus.of(cameraStatus
                            .filter(JsonNode::isInt)
                            .map(JsonNode::intValue)
                            .orElse(0)),
                    modelId.map(id -> bound(field + ".modelId", () -> new ModelId(id))));
        }
    }

    /** The command, or a 400 problem that names the field and its rule. */
    OpenRoom command(Caller by, AppId app, RoomId room, EndpointId endpoint) {
        var interfaceOf = viaOf();
        var call = new Call(
                room,
                app,
                interfaceOf,
                businessTypeOf(interfaceOf, by),
                roomType,
                callerOf(by),
                listenerOf(interfaceOf, by),
                chargeType.map(OpenRequest::chargeTypeOf),
                timeLimit.map(OpenRequest::timeLimitOf),
                ringTimeMs.map(OpenRequest::ringTimeOf),
                appVersion.map(OpenRequest::appVersionOf).orElse(AppVersion.RELEASE),
                bound("customQuery", () -> text("customQuery", customQuery.orElse(""), Call.QUERY_BYTES_MAX)),
                isCloud.orElse(false),
                bound("payload", () -> text("payload", payload.orElse(""), Call.PAYLOAD_BYTES_MAX)),
                encodeVideo());
        var token = pushToken.filter(text -> !text.isEmpty()).map(OpenRequest::digestOfToken);
        return new OpenRoom(call, endpoint, token, content(call, endpoint, token));
    }

    private CallInterface viaOf() {
        return switch (via) {
            case "initByCaller" -> CallInterface.INIT_BY_CALLER;
            case "callDevice" -> CallInterface.CALL_DEVICE;
            case "callWMPF" -> CallInterface.CALL_WMPF;
            default -> throw bad("via", "must be initByCaller, callDevice or callWMPF");
        };
    }

    private int businessTypeOf(CallInterface interfaceOf, Caller by) {
        var own = isUser(by) ? 2 : 1;
        if (interfaceOf != CallInterface.INIT_BY_CALLER && own == 1) {
            throw bad("via", "must be initByCaller where a device calls");
        }
        if (businessType.isPresent() && businessType.get() != own) {
            throw bad("businessType", "must be %d where %s calls".formatted(own, own == 2 ? "a user" : "a device"));
        }
        return own;
    }

    /** Who calls is who the token says; an id in the body may only repeat it. A server calls for one of its devices. */
    private Member callerOf(Caller by) {
        var side = caller.orElse(Side.UNSAID);
        var said = side.id().filter(id -> !id.isEmpty());
        Party party = switch (by) {
            case Caller.User user -> {
                if (said.isPresent() && !said.get().equals(user.openId().value())) {
                    throw Problem.of(403, Reason.CALLER_DIFFERS, "caller.id is not the openId of the token.")
                            .field("caller.id")
                            .asException();
                }
                yield new Party.User(user.openId());
            }
            // A registered device's own number wins over what its program says (contract §1.3).
            case Caller.Device device -> new Party.Device(device.sn());
            case Caller.App _ ->
                new Party.Device(bound(
                        "caller.id",
                        () -> new Sn(said.orElseThrow(
                                () -> bad("caller.id", "must name the device that the server calls for")))));
            case Caller.Service _, Caller.Operator _ ->
                throw Problem.forbidden("Services and operators place no calls.")
                        .asException();
        };
        var member = side.member("caller", party);
        return by instanceof Caller.Device device
                ? new Member(party, member.name(), member.camera(), Optional.of(device.model()))
                : member;
    }

    private Member listenerOf(CallInterface interfaceOf, Caller by) {
        var id = listener.id().orElseThrow(() -> bad("listener.id", "must be given"));
        if (!isUser(by)) {
            return listener.member("listener", new Party.User(bound("listener.id", () -> new OpenId(id))));
        }
        var device = new Party.Device(bound("listener.id", () -> new Sn(id)));
        if (interfaceOf != CallInterface.INIT_BY_CALLER && listener.modelId().isEmpty()) {
            throw bad("listener.modelId", "must be given for " + via);
        }
        return listener.member("listener", device);
    }

    private static boolean isUser(Caller by) {
        return by instanceof Caller.User;
    }

    private static ChargeType chargeTypeOf(String chargeType) {
        return switch (chargeType) {
            case "duration" -> ChargeType.DURATION;
            case "license" -> ChargeType.LICENSE;
            // The contract has a code of its own for this (§3.1).
            default ->
                throw Problem.of(400, Reason.BAD_CHARGE_TYPE, "chargeType must be duration or license")
                        .field("chargeType")
                        .asException();
        };
    }

    /** Whole milliseconds; a fraction of one is more than nothing. */
    private static Duration timeLimitOf(double seconds) {
        var max = Call.TIME_LIMIT_MAX.toSeconds();
        if (!(seconds > 0 && seconds <= max)) {
            throw bad("timeLimit", "must be more than 0 and at most %d seconds".formatted(max));
        }
        return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
    }

    private static Duration ringTimeOf(long ms) {
        return bound("ringTimeMs", () -> {
            Bounds.range("ringTimeMs", ms, Call.RING_TIME_MIN.toMillis(), Call.RING_TIME_MAX.toMillis());
            return Duration.ofMillis(ms);
        });
    }

    /** The words of all three interfaces (contract, appendix A). */
    private static AppVersion appVersionOf(String version) {
        return switch (version) {
            case "release", "formal" -> AppVersion.RELEASE;
            case "develop", "developer" -> AppVersion.DEVELOP;
            case "trial" -> AppVersion.TRIAL;
            default -> throw bad("appVersion", "must be release, develop or trial");
        };
    }

    /** Each value by itself, so that the one that is wrong is named. */
    private EncodeVideo encodeVideo() {
        return new EncodeVideo(
                bound("encodeVideoFixedLength", encodeVideoFixedLength, set -> new EncodeVideo(set, 0, 0, 0)),
                bound("encodeVideoRotation", encodeVideoRotation, set -> new EncodeVideo(0, set, 0, 0)),
                bound("encodeVideoRatio", encodeVideoRatio, set -> new EncodeVideo(0, 0, set, 0)),
                bound("encodeVideoMaxFPS", encodeVideoMaxFPS, set -> new EncodeVideo(0, 0, 0, set)));
    }

    private static int bound(String field, Optional<Integer> value, IntFunction<EncodeVideo> check) {
        int number = value.orElse(0);
        var _ = bound(field, () -> check.apply(number));
        return number;
    }

    private static String text(String field, String value, int bytesMax) {
        Bounds.bytes(field, value, bytesMax);
        return value;
    }

    private static String digestOfToken(String token) {
        if (token.length() > PUSH_TOKEN_CHARS_MAX) {
            throw bad("pushToken", "must have at most %d characters".formatted(PUSH_TOKEN_CHARS_MAX));
        }
        return Sha256.hex(token);
    }

    /** The same request has the same content; the room is left out because it follows from the key. */
    private static String content(Call call, EndpointId endpoint, Optional<String> token) {
        return Sha256.hex(Wire.text(call) + "\n" + endpoint.value() + "\n" + token.orElse(""));
    }

    private static <T> T bound(String field, Supplier<T> value) {
        try {
            return value.get();
        } catch (Bounds.Broken e) {
            throw Problem.ofField(field, e.rule() + ".").asException();
        }
    }

    private static ProblemException bad(String field, String rule) {
        return Problem.ofField(field, field + " " + rule + ".").asException();
    }
}
