package dev.hookswitch.local;

import java.util.Locale;

/** The five services of the platform. */
enum Service {
    AUTH("auth-service", Database.OWN),
    BILLING("billing-service", Database.OWN),
    PUSH("push-service", Database.OWN),
    ROOM("room-service", Database.OWN),
    GATEWAY("event-gateway", Database.NONE);

    enum Database {
        OWN,
        NONE
    }

    private final String module;
    private final Database database;

    Service(String module, Database database) {
        this.module = module;
        this.database = database;
    }

    /** Its short name: of its database, its secret and its first process. */
    String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The Maven module it is built in. */
    String module() {
        return module;
    }

    boolean hasDatabase() {
        return database == Database.OWN;
    }
}
