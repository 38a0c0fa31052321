package dev.hookswitch.room;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How room-service is set up; every wait of a call is here, so that a story can run one in seconds. */
@ConfigMapping(prefix = "room")
public interface RoomConfig {
    /** Where the logs are. */
    @WithDefault("${KAFKA_BOOTSTRAP_SERVERS}")
    String kafka();

    /** This process among the service's processes; the same again after a restart. */
    @WithDefault("${HOOKSWITCH_INSTANCE:room-1}")
    String instance();

    /** Log threads, 1 or 2; the second pays from four cores on. */
    @WithDefault("1")
    int threads();

    /** How long a REST request waits for the log's verdict; longer than the checks, so that a 504 means a broken platform. */
    @WithDefault("5s")
    Duration answerWait();

    /** How long after its arrival a request may still place a call: shorter than {@link #answerWait}. */
    @WithDefault("4500ms")
    Duration openValid();

    /** For auth's word on the ids of a call, before there is a room; without it the room's own checks find them. */
    @WithDefault("500ms")
    Duration registrationWait();

    /** For the answers of auth, billing and push. */
    @WithDefault("4s")
    Duration checkTime();

    /** The checks are over so much before the request's end of validity, because the ring needs time too. */
    @WithDefault("500ms")
    Duration checkMargin();

    /** How long the listener rings unless the call or its app says otherwise; what programs expect (contract §2.6). */
    @WithDefault("60s")
    Duration ringTime();

    /** For a sign that the platform reached the listener; longer than two attempts of push-service. */
    @WithDefault("10s")
    Duration reachTime();

    /** For the caller's Join, and for both sides' media after the answer (contract §2.6). */
    @WithDefault("20s")
    Duration joinTime();

    /** For a side whose last connection is gone; a phone needs some seconds to change networks. */
    @WithDefault("30s")
    Duration awayTime();

    /** The longest call; protects an app from a call that nobody ends. */
    @WithDefault("12h")
    Duration talkTime();

    /** For billing's answer about the end, doubled each time up to {@link #settleMax}. */
    @WithDefault("5s")
    Duration settleTime();

    /** The longest wait between two questions about the money, which are asked without end. */
    @WithDefault("5m")
    Duration settleMax();

    /** New calls per subject and minute; nobody dials faster than every three seconds for long. */
    @WithDefault("20")
    int openPerMinute();

    /** TURN and STUN servers of the media, comma-separated {@code turn:} and {@code stun:} URLs; none: no relay. */
    @WithDefault("${TURN_URLS:}")
    Optional<List<String>> turnUrls();

    /** The secret shared with the TURN servers (TURN REST draft); without one the servers are named without credentials. */
    @WithDefault("${TURN_SECRET:}")
    Optional<String> turnSecret();

    /**
     * How long TURN credentials are good: longer than ring, join and the longest call together, because a side whose network
     * changes near the end makes new allocations with the credentials it got at the beginning.
     */
    @WithDefault("13h")
    Duration turnLife();
}
