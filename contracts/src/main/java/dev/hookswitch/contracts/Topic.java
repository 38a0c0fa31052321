package dev.hookswitch.contracts;

/**
 * The topics of the platform. A service owns its command and event log; one partition of a command log has one writer.
 *
 * <p>Partition {@code n} of an event log holds the events of the aggregates of partition {@code n} of its command log.
 */
public enum Topic {
    ROOM_COMMANDS("room.commands"),
    ROOM_EVENTS("room.events"),
    AUTH_COMMANDS("auth.commands"),
    AUTH_EVENTS("auth.events"),
    BILLING_COMMANDS("billing.commands"),
    BILLING_EVENTS("billing.events"),
    PUSH_COMMANDS("push.commands"),
    PUSH_EVENTS("push.events"),
    /** Verdicts for waiting processes; partition = hash of the asker's name. */
    ANSWERS("answers");

    private final String wireName;

    Topic(String wireName) {
        this.wireName = wireName;
    }

    /** The topic's name at the broker. */
    public String wireName() {
        return wireName;
    }

    /** Where commands of this log go that cannot be read or stored. */
    public String deadWireName() {
        return wireName + ".dead";
    }
}
