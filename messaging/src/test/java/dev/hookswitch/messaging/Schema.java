package dev.hookswitch.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a program that writes to a database depends on, as PostgreSQL itself tells it. */
record Schema(Map<String, Map<String, Column>> tables, Map<String, Set<String>> rules, Map<String, Set<String>> keys) {
    /** {@code filled} says that a statement which leaves it out is fine. */
    record Column(String type, boolean notNull, boolean filled) {}

    private static final String TABLES = """
             FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
            """;
    private static final String OURS = """
             s.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relname <> 'flyway_schema_history'
            """;

    private static final String COLUMNS =
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                a.atthasdef OR a.attidentity <> ''
            """ + TABLES + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE"
                    + OURS;

    /** What may refuse or change a row. NOT NULL stands with the columns. */
    private static final String RULES = "SELECT c.relname, pg_get_constraintdef(r.oid)" + TABLES
            + " JOIN pg_constraint r ON r.conrelid = c.oid AND r.contype NOT IN ('n', 'p', 'u') WHERE" + OURS
            + " UNION ALL SELECT c.relname, pg_get_triggerdef(t.oid)" + TABLES
            + " JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal WHERE" + OURS;

    /** What ON CONFLICT names. */
    private static final String KEYS =
            "SELECT c.relname, regexp_replace(pg_get_indexdef(i.indexrelid), '.* USING ', '')" + TABLES
                    + " JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique WHERE" + OURS;

    static Schema of(Connection connection) throws SQLException {
        var tables = new TreeMap<String, Map<String, Column>>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(COLUMNS)) {
            while (row.next()) {
                tables.computeIfAbsent(row.getString(1), _ -> new TreeMap<>())
                        .put(row.getString(2), new Column(row.getString(3), row.getBoolean(4), row.getBoolean(5)));
            }
        }
        return new Schema(tables, definitions(connection, RULES), definitions(connection, KEYS));
    }

    private static Map<String, Set<String>> definitions(Connection connection, String sql) throws SQLException {
        var definitions = new TreeMap<String, Set<String>>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            while (row.next()) {
                definitions
                        .computeIfAbsent(row.getString(1), _ -> new TreeSet<>())
                        .add(row.getString(2));
            }
        }
        return definitions;
    }

    /** What a program made for this schema can no longer do in the later one; each begins with the place. */
    List<String> brokenIn(Schema later) {
        var broken = new ArrayList<String>();
        tables.forEach((table, columns) -> {
            var now = later.tables().get(table);
            if (now == null) {
                broken.add(table + " is gone");
                return;
            }
            columns.forEach((name, column) -> column(table + "." + name, column, now.get(name), broken));
            now.forEach((name, column) -> {
                if (!columns.containsKey(name) && column.notNull() && !column.filled()) {
                    broken.add(table + "." + name + " is new and NOT NULL without a default");
                }
            });
            minus(later.rules(), rules, table)
                    .forEach(rule ->
                            broken.add(table + " has a new rule, which the running version may break: " + rule));
            minus(later.keys(), keys, table)
                    .forEach(key -> broken.add(table + " has a new key, which the running version may break: " + key));
            minus(keys, later.keys(), table)
                    .forEach(key -> broken.add(table + " has lost a key, which ON CONFLICT may name: " + key));
        });
        return broken;
    }

    private static void column(String place, Column before, @Nullable Column now, List<String> broken) {
        if (now == null) {
            broken.add(place + " is gone");
            return;
        }
        if (!now.type().equals(before.type())) {
            broken.add("%s was %s and is %s".formatted(place, before.type(), now.type()));
        }
        if (now.notNull() && !before.notNull()) {
            broken.add(place + " may no longer be NULL");
        }
        if (before.notNull() && !now.notNull()) {
            broken.add(place + " may now be NULL, which the running version does not expect");
        }
        if (before.filled() && !now.filled()) {
            broken.add(place + " has lost its default");
        }
    }

    private static Set<String> minus(Map<String, Set<String>> all, Map<String, Set<String>> without, String table) {
        var rest = new TreeSet<>(all.getOrDefault(table, Set.of()));
        rest.removeAll(without.getOrDefault(table, Set.of()));
        return rest;
    }
}
