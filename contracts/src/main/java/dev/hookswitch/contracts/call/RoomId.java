package dev.hookswitch.contracts.call;

import dev.hookswitch.contracts.Bounds;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** One call. The contract's prefix and the decimal digits of a 128-bit number (contract §4.9). The id is no right. */
public record RoomId(String value) {
    public static final String PREFIX = "wxf830863afde621ebWmpfVoip";
    private static final Pattern ALLOWED = Pattern.compile(PREFIX + "[0-9]{1,39}");

    public RoomId {
        Bounds.text("roomId", value, PREFIX.length() + 39, ALLOWED);
    }

    /** The room with the given 16 bytes, read as an unsigned number. */
    public static RoomId of(byte[] sixteenBytes) {
        return new RoomId(PREFIX + new BigInteger(1, sixteenBytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
