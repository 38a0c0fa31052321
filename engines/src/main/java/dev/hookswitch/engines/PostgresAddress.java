package dev.hookswitch.engines;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;

/** Where a PostgreSQL is reached, by a user who may create databases and roles; the text form leaves the password out. */
public record PostgresAddress(String host, int port, String user, String password) {
    /** Names go into statements as they are, so they are bound to what needs no quoting (63 bytes is PostgreSQL's limit). */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    /** Reads {@code postgresql://user:password@host:port/anything}. */
    public static PostgresAddress parse(String url) {
        var uri = URI.create(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
        var userInfo = uri.getRawUserInfo();
        if (uri.getHost() == null || userInfo == null || !userInfo.contains(":")) {
            throw new IllegalArgumentException(
                    "DATABASE_URL must look like postgresql://user:password@host:port/database.");
        }
        var colon = userInfo.indexOf(':');
        return new PostgresAddress(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                URLDecoder.decode(userInfo.substring(0, colon), StandardCharsets.UTF_8),
                URLDecoder.decode(userInfo.substring(colon + 1), StandardCharsets.UTF_8));
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** The server's own database {@code postgres}, as the user who may do everything. */
    public Database administration() {
        return new Database(jdbcUrl("postgres"), user, password);
    }

    /**
     * Creates a database and the role that owns it, both of this name; if they exist, the role gets this password.
     * No other role may connect to it.
     */
    public Database create(String name, String rolePassword) throws SQLException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A database's name is lower case letters, digits and _: " + name);
        }
        if (!rolePassword.matches("[A-Za-z0-9]{16,}")) {
            throw new IllegalArgumentException("A role's password is at least 16 letters and digits.");
        }
        try (var admin = administration().dataSource().getConnection();
                var statement = admin.createStatement()) {
            var verb = exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = ?", name) ? "ALTER" : "CREATE";
            statement.execute(verb + " ROLE " + name + " LOGIN PASSWORD '" + rolePassword + "'");
            if (!exists(admin, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
                statement.execute("CREATE DATABASE " + name + " OWNER " + name);
            }
            statement.execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
        }
        return new Database(jdbcUrl(name), name, rolePassword);
    }

    private static boolean exists(Connection admin, String query, String name) throws SQLException {
        try (var statement = admin.prepareStatement(query)) {
            statement.setString(1, name);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    @Override
    public String toString() {
        return user + " at " + host + ":" + port;
    }
}
