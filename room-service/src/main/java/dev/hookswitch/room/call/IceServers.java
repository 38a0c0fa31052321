package dev.hookswitch.room.call;

import dev.hookswitch.contracts.call.Endpoint;
import dev.hookswitch.contracts.call.RoomId;
import dev.hookswitch.room.RoomConfig;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Where an endpoint finds a relay for its media, with credentials that expire (draft-uberti-behave-turn-rest-00). */
@Singleton
class IceServers {
    /** One entry of WebRTC's {@code iceServers}. */
    record IceServer(List<String> urls, Optional<String> username, Optional<String> credential) {
        /** Without the credential, which must not reach a log. */
        @Override
        public String toString() {
            return "IceServer[urls=" + urls + "]";
        }
    }

    private final RoomConfig config;

    IceServers(RoomConfig config) {
        this.config = config;
    }

    List<IceServer> of(RoomId room, Endpoint endpoint, Instant now) {
        var urls = config.turnUrls().orElse(List.of());
        if (urls.isEmpty()) {
            return List.of();
        }
        var username = config.turnSecret()
                .map(_ -> now.plus(config.turnLife()).getEpochSecond() + ":" + room.value() + "/"
                        + endpoint.party().subject());
        return List.of(new IceServer(
                urls, username, config.turnSecret().flatMap(secret -> username.map(name -> credential(secret, name)))));
    }

    /** SHA-1 is what the draft and coturn demand; as a MAC it is sound. */
    private static String credential(String secret, String username) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }
}
