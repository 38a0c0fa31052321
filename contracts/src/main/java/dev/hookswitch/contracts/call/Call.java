package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.time.Duration;
import java.util.Optional;

/**
 * What a call is: all that the three call interfaces take (contract §1.3–§1.5), the same from the request to the bill.
 *
 * @param businessType 1 device to phone, 2 phone to device; {@code callDevice} and {@code callWMPF} are 2
 * @param chargeType as asked for; without one the platform chooses
 * @param timeLimit the longest talking time, 1 s to 12 h, counted from {@code startVoip}
 * @param ringTime how long the listener rings, 5 s to 180 s; without one the app's
 * @param customQuery {@code a=1&b=2}, appended to the listener's path; at most {@value #QUERY_BYTES_MAX} bytes
 * @param isCloud a cloud device (contract §7.3)
 * @param payload handed to the device or its server as it is; at most {@value #PAYLOAD_BYTES_MAX} bytes
 */
public record Call(
        RoomId room,
        AppId app,
        CallInterface via,
        int businessType,
        RoomType roomType,
        Member caller,
        Member listener,
        Optional<ChargeType> chargeType,
        Optional<Duration> timeLimit,
        Optional<Duration> ringTime,
        AppVersion appVersion,
        String customQuery,
        boolean isCloud,
        String payload,
        EncodeVideo encodeVideo) {
    public static final int QUERY_BYTES_MAX = 2048;
    public static final int PAYLOAD_BYTES_MAX = 4096;
    public static final Duration TIME_LIMIT_MAX = Duration.ofHours(12);
    public static final Duration RING_TIME_MIN = Duration.ofSeconds(5);
    public static final Duration RING_TIME_MAX = Duration.ofMinutes(3);

    public Call {
        Bounds.range("businessType", businessType, 1, 2);
        timeLimit.ifPresent(limit -> Bounds.range("timeLimit in ms", limit.toMillis(), 1, TIME_LIMIT_MAX.toMillis()));
        ringTime.ifPresent(time -> Bounds.range("ringTime in ms", time.toMillis(), 1, RING_TIME_MAX.toMillis()));
        Bounds.bytes("customQuery", customQuery, QUERY_BYTES_MAX);
        Bounds.bytes("payload", payload, PAYLOAD_BYTES_MAX);
    }

    public Member member(Side side) {
        return side == Side.CALLER ? caller : listener;
    }

    /** Which side a party is on, if it is in this call. */
    public Optional<Side> sideOf(Party party) {
        if (caller.party().equals(party)) {
            return Optional.of(Side.CALLER);
        }
        return listener.party().equals(party) ? Optional.of(Side.LISTENER) : Optional.empty();
    }

    /** The device of this call; every call has exactly one. */
    public Party.Device device() {
        return caller.party() instanceof Party.Device device ? device : (Party.Device) listener.party();
    }

    /** The user of this call; every call has exactly one. */
    public Party.User user() {
        return caller.party() instanceof Party.User user ? user : (Party.User) listener.party();
    }

    /** The same call with the names, models and cameras that were found out. */
    public Call between(Member knownCaller, Member knownListener) {
        return new Call(
                room,
                app,
                via,
                businessType,
                roomType,
                knownCaller,
                knownListener,
                chargeType,
                timeLimit,
                ringTime,
                appVersion,
                customQuery,
                isCloud,
                payload,
                encodeVideo);
    }
}
