package dev.hookswitch.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What an event-gateway is told: its place among the others, its peers, and its bounds. */
@ConfigMapping(prefix = "gateway")
public interface GatewayConfig {
    /** This process among the gateways, stable over restarts, at most 48 characters: its next incarnation clears up after the last. */
    String instance();

    /** The brokers, {@code host:port,…}. */
    String kafka();

    /** Base URL of room-service, which knows what a client missed. */
    URI roomUrl();

    /** The key of resume tickets is derived from it, so that a ticket of one gateway is good at all of them. */
    String serviceSecret();

    /** The plugin as a tarball of npm, served once there is such a file; {@code ./hookswitch pack} makes it. */
    Optional<Path> npmPackage();

    /** From the upgrade to the hello. A phone on a bad network needs a second or two. */
    @WithDefault("5s")
    Duration helloTime();

    /** How long before its token expires a socket is told. */
    @WithDefault("60s")
    Duration tokenWarning();

    /** How long a resume ticket replaces a token: longer than a tunnel, shorter than a stolen phone. */
    @WithDefault("10m")
    Duration ticketLife();

    /** How often sockets are looked at for tokens that expire and clients that have gone silent. */
    @WithDefault("1s")
    Duration upkeep();

    /** How often a socket is pinged; one that is silent for twice this time is gone. Below the rooms' grace of 30 s. */
    @WithDefault("12s")
    Duration ping();

    /** Frames that may wait for a slow reader: a call has about 20 events. */
    @WithDefault("256")
    int queueFrames();

    /** Characters that may wait for a slow reader. */
    @WithDefault("1048576")
    int queueChars();

    /** Sockets of one user, device or app: more than anybody has installations, fewer than a broken client opens. */
    @WithDefault("8")
    int socketsPerSubject();

    /** Sockets of this process; it may hold 20,000 descriptors. */
    @WithDefault("18000")
    int socketsMax();

    /** Frames a client may send per second in the long run; gathering ICE candidates is the busiest moment. */
    @WithDefault("50")
    int framesPerSecond();

    /** Frames a client may send at once. */
    @WithDefault("200")
    int framesBurst();

    /** Characters of one signal's data; an SDP offer with video has about 6,000. */
    @WithDefault("32768")
    int signalChars();

    /** How long the resume of one socket waits for others to share its query. */
    @WithDefault("5ms")
    Duration resumeWindow();

    /** Subjects in one query to room-service. */
    @WithDefault("256")
    int resumeBatch();

    /** How long room-service may take; then it is asked again. */
    @WithDefault("2s")
    Duration resumeWait();

    /** App subscribers that are served old events at a time; each costs a Kafka consumer. */
    @WithDefault("4")
    int catchUpReaders();

    /** App subscribers that are further behind get a gap instead. */
    @WithDefault("1h")
    Duration behindMax();

    /** How long a catch-up reader waits for a slow subscriber. */
    @WithDefault("10s")
    Duration catchUpPatience();

    /** How long an incarnation counts as alive without a word. */
    @WithDefault("5s")
    Duration lease();

    /** How long a stopping gateway waits for its sockets to close. */
    @WithDefault("3s")
    Duration goodbye();
}
