package dev.hookswitch.messaging;

import java.sql.SQLException;
import java.util.Set;

/** What a database error means for the batch that met it (design §2, What goes wrong). */
final class SqlErrors {
    enum Kind {
        /** One of the commands carries data the database cannot take. */
        DATA,
        /** A constraint refused what a command would do. */
        VIOLATION,
        /** Connection, lock or resource: another attempt may succeed. */
        PASSING,
        /** Anything else. */
        BUG
    }

    /** Connection, transaction rollback, resources, object in use, operator's doing, system error. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "55", "57", "58");
    /** Idle in transaction and transaction time-outs: this process was frozen, or the machine was. */
    private static final Set<String> PASSING_STATES = Set.of("25P03", "25P04");

    private SqlErrors() {}

    static Kind kindOf(SQLException error) {
        var state = error.getSQLState();
        if (state == null || state.length() < 2) {
            // A pool that has no connection to give has no SQLSTATE to give either.
            return Kind.PASSING;
        }
        if (PASSING_STATES.contains(state) || PASSING_CLASSES.contains(state.substring(0, 2))) {
            return Kind.PASSING;
        }
        return switch (state.substring(0, 2)) {
            case "22" -> Kind.DATA;
            case "23" -> Kind.VIOLATION;
            default -> Kind.BUG;
        };
    }

    /** Without the statement's values, which PostgreSQL's detail message would show. */
    static String describe(SQLException error) {
        return "SQLSTATE " + error.getSQLState();
    }
}
