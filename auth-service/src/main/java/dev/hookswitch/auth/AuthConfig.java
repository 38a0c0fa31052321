package dev.hookswitch.auth;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What auth-service is told about its surroundings and how long things live. */
@ConfigMapping(prefix = "auth")
public interface AuthConfig {
    /** This process among auth's processes, stable over restarts. */
    @WithDefault("${HOOKSWITCH_INSTANCE:auth-1}")
    String instance();

    @WithDefault("${KAFKA_BOOTSTRAP_SERVERS}")
    String kafka();

    /** The client secrets of the services: {@code room=…,push=…,billing=…,gateway=…}. */
    @WithDefault("${HOOKSWITCH_SERVICE_SECRETS:}")
    Optional<String> serviceSecrets();

    /** The operator's client secret; without it nobody is operator. */
    @WithDefault("${HOOKSWITCH_OPERATOR_SECRET:}")
    Optional<String> operatorSecret();

    /** 32 bytes in base64; seals the signing keys in the database. */
    @WithDefault("${HOOKSWITCH_KEY_ENCRYPTION_KEY}")
    String keyEncryptionKey();

    /** A signing key older than this gets a successor at start. */
    @WithDefault("30d")
    Duration signingKeyAge();

    /** As long as an existing program expects of {@code access_token} (contract §4.9). */
    @WithDefault("2h")
    Duration appTokenLife();

    /** As long as a {@code deviceToken} (contract §4.9). */
    @WithDefault("1h")
    Duration deviceTokenLife();

    /** Long enough for a call with a renewal in band, short enough for a lost phone. */
    @WithDefault("1h")
    Duration userTokenLife();

    @WithDefault("10m")
    Duration serviceTokenLife();

    /** As long as the contract's {@code sn_ticket} (§4.2). */
    @WithDefault("5m")
    Duration snTicketLife();

    /** As long as the contract's login {@code code} (§4.9). */
    @WithDefault("5m")
    Duration loginCodeLife();

    /** How long an app's token still counts once another was given in its place, so that nobody's request fails. */
    @WithDefault("5m")
    Duration appTokenOverlap();

    /** A device's assertion may live so long (RFC 7523 §3); its {@code jti} is remembered as long. */
    @WithDefault("5m")
    Duration assertionLife();

    /** How many users one device keeps grants of, refused and revoked ones included: a hall's door, not a city's. */
    @WithDefault("10000")
    int grantsOfDeviceMax();

    /** How many devices one user keeps grants for, refused and revoked ones included. */
    @WithDefault("1000")
    int grantsOfUserMax();

    /** The log decides before this, or REST answers 504 (design §2). */
    @WithDefault("5s")
    Duration commandWait();

    /** How long verdicts stay readable and repeats are recognised (design §2). */
    @WithDefault("7d")
    Duration outcomesKept();
}
