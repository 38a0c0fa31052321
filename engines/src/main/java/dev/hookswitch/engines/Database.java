package dev.hookswitch.engines;

import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One database and the role that owns it; the text form leaves the password out. */
public record Database(String jdbcUrl, String user, String password) {
    /** Opens a connection at each call, without a pool. */
    public DataSource dataSource() {
        var source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }
}
