package dev.hookswitch.push;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.messaging.LogHealth;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/** How the service is doing, for the platform's own tools; the front door does not lead here. */
@Path("/internal/v1/status")
@Callers({CallerKind.SERVICE, CallerKind.OPERATOR})
public class StatusResource {
    private final PushLog log;
    private final PushConfig config;
    private final DataSource dataSource;

    StatusResource(PushLog log, PushConfig config, DataSource dataSource) {
        this.log = log;
        this.config = config;
        this.dataSource = dataSource;
    }

    /** {@code trying} counts the reminders that have not come to an end. */
    public record Status(String service, String instance, LogHealth log, long trying) {}

    @GET
    @RunOnVirtualThread
    public Status status() throws SQLException {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT count(*) FROM reminder WHERE trying");
                var row = statement.executeQuery()) {
            row.next();
            return new Status("push", config.instance(), log.health(), row.getLong(1));
        }
    }
}
