package dev.hookswitch.contracts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The services, in the order in which a new release is rolled out: who is asked comes before who asks, so that an owner
 * knows every command that it is sent. Back goes the other way.
 */
public enum Service {
    AUTH("auth-service"),
    BILLING("billing-service"),
    PUSH("push-service"),
    ROOM("room-service"),
    GATEWAY("event-gateway");

    /** What a service owns. */
    public record Log(Topic commands, Topic events) {}

    private final String program;

    Service(String program) {
        this.program = program;
    }

    /** Its module, its image, its workload. */
    public String program() {
        return program;
    }

    /** What records, databases and secrets call it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Optional<Log> log() {
        return switch (this) {
            case AUTH -> Optional.of(new Log(Topic.AUTH_COMMANDS, Topic.AUTH_EVENTS));
            case BILLING -> Optional.of(new Log(Topic.BILLING_COMMANDS, Topic.BILLING_EVENTS));
            case PUSH -> Optional.of(new Log(Topic.PUSH_COMMANDS, Topic.PUSH_EVENTS));
            case ROOM -> Optional.of(new Log(Topic.ROOM_COMMANDS, Topic.ROOM_EVENTS));
            case GATEWAY -> Optional.empty();
        };
    }

    /** Those it sends commands or requests to; auth-service's public keys, which all read, are no request. */
    public Set<Service> asked() {
        return switch (this) {
            case AUTH, BILLING, PUSH -> Set.of();
            case ROOM -> Set.of(AUTH, BILLING, PUSH);
            case GATEWAY -> Set.of(AUTH, ROOM);
        };
    }

    /** Those that own a log. */
    public static List<Service> owners() {
        return Arrays.stream(values())
                .filter(service -> service.log().isPresent())
                .toList();
    }
}
