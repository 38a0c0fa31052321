package dev.hookswitch.room.call;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.messaging.LogHealth;
import dev.hookswitch.room.RoomConfig;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/** How the service is doing, for the platform's own tools; the front door does not lead here. */
@Path("/internal/v1/status")
@Callers({CallerKind.SERVICE, CallerKind.OPERATOR})
public class StatusResource {
    private static final String OPEN = """
            SELECT stage, count(*),
                min(CASE WHEN stage = 'checking' THEN opened_at WHEN stage IN ('ended', 'refused') THEN ended_at END)
            FROM room WHERE open GROUP BY stage
            """;

    private final RoomLog log;
    private final Revokes revokes;
    private final RoomConfig config;
    private final DataSource dataSource;

    StatusResource(RoomLog log, Revokes revokes, RoomConfig config, DataSource dataSource) {
        this.log = log;
        this.revokes = revokes;
        this.config = config;
        this.dataSource = dataSource;
    }

    /**
     * What {@code status} shows of this service.
     *
     * @param roomsByState those that are not settled
     * @param oldestOpenQuestion since when auth, billing or push owe the oldest answer
     * @param authEventsStopped partitions that a bug has stopped, and why
     */
    public record Status(
            String service,
            String instance,
            LogHealth log,
            Map<String, Long> roomsByState,
            Optional<Instant> oldestOpenQuestion,
            Map<Integer, String> authEventsStopped) {}

    @GET
    @RunOnVirtualThread
    public Status status() throws SQLException {
        var rooms = new TreeMap<String, Long>();
        var oldest = Optional.<Instant>empty();
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(OPEN);
                var row = statement.executeQuery()) {
            while (row.next()) {
                rooms.put(row.getString(1), row.getLong(2));
                var since = Optional.ofNullable(row.getObject(3, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
                var known = oldest;
                oldest =
                        since.filter(at -> known.map(at::isBefore).orElse(true)).or(() -> known);
            }
        }
        return new Status("room", config.instance(), log.health(), rooms, oldest, revokes.stopped());
    }
}
