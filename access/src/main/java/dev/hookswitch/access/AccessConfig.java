package dev.hookswitch.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a service knows its callers, and how it is known itself. */
@ConfigMapping(prefix = "access")
public interface AccessConfig {
    /** The name this service has in its own tokens: {@code room}, {@code push}, {@code billing}, {@code gateway}, {@code auth}. */
    String service();

    /** The broker, whose {@code auth.events} say whose tokens no longer count. */
    @WithDefault("${KAFKA_BOOTSTRAP_SERVERS}")
    String kafka();

    /** Base URL of auth-service, for its JWKS and for service tokens; auth-service itself needs none. */
    @WithDefault("${AUTH_URL:}")
    Optional<URI> authUrl();

    /** The {@code iss} of every token of this platform. */
    @WithDefault("${HOOKSWITCH_ISSUER:hookswitch}")
    String issuer();

    /** This service's client secret, for service tokens. */
    @WithDefault("${HOOKSWITCH_SERVICE_SECRET:}")
    Optional<String> serviceSecret();

    /** Where the JWKS is kept, so that a restart needs no auth-service. Only this user may write its directory. */
    @WithDefault("${HOOKSWITCH_KEYS_FILE:}")
    Optional<Path> keysFile();

    /** At most one fetch of the JWKS in this time, however many tokens name an unknown key. */
    @WithDefault("5s")
    Duration keysPause();

    /** After this time the JWKS is fetched anew beside the requests, so that a withdrawn key stops to count. */
    @WithDefault("10m")
    Duration keysAge();

    /** How long auth-service may take to answer; longer is away. */
    @WithDefault("3s")
    Duration authWait();

    /** Origins whose pages may call besides the platform's own, as {@link CrossOrigin} says. Not {@code *}, and by default none. */
    @WithDefault("${HOOKSWITCH_ORIGINS:}")
    Optional<List<String>> origins();

    /** The longest request body, in bytes; the largest legitimate one (a call with all it may carry) has about 20 KB. */
    @WithDefault("65536")
    long bodyBytesMax();

    /** How long a rate limit waits for Redis; then the request is allowed. */
    @WithDefault("250ms")
    Duration limitWait();
}
