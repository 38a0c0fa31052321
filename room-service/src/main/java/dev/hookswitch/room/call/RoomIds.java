package dev.hookswitch.room.call;

import dev.hookswitch.contracts.Sha256;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomId;
import java.security.SecureRandom;
import java.util.Arrays;

/** Which room a request is about: the same for the same key, for ever. */
final class RoomIds {
    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RoomIds() {}

    /** The lengths keep two subjects with unlucky names apart. */
    static RoomId of(AppId app, String subject, String key) {
        var text = "%d:%s%d:%s%s".formatted(app.value().length(), app.value(), subject.length(), subject, key);
        return RoomId.of(Arrays.copyOf(Sha256.of(text), BYTES));
    }

    static RoomId random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return RoomId.of(bytes);
    }
}
