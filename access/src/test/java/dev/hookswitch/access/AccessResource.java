package dev.hookswitch.access;

import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomType;
import dev.hookswitch.messaging.RetryLater;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A small service to test against. */
@Path("/test")
@RunOnVirtualThread
public class AccessResource {
    public record Body(AppId app, int count, Optional<String> note, Optional<RoomType> roomType, Duration life) {}

    private final CurrentCaller caller;
    private final RateLimit limit;
    private final ServiceTokens tokens;

    AccessResource(CurrentCaller caller, RateLimit limit, ServiceTokens tokens) {
        this.caller = caller;
        this.limit = limit;
        this.tokens = tokens;
    }

    @GET
    @Path("/who")
    public Map<String, String> who() {
        return Map.of("subject", caller.get().subject());
    }

    @GET
    @Path("/open")
    @NoToken
    public Map<String, String> open() {
        return Map.of("subject", caller.ifAny().map(Caller::subject).orElse("nobody"));
    }

    @GET
    @Path("/operator")
    @Callers({CallerKind.OPERATOR, CallerKind.SERVICE})
    public Map<String, String> operator() {
        return who();
    }

    @POST
    @Path("/leave")
    @ForLeaving
    public Map<String, String> leave() {
        return who();
    }

    @POST
    @Path("/body")
    public Body body(Body body) {
        return body;
    }

    @POST
    @Path("/optional-body")
    @OptionalBody
    public Map<String, Boolean> optionalBody(@Nullable Body body) {
        return Map.of("present", body != null);
    }

    @GET
    @Path("/broken")
    public String broken() {
        throw new IllegalStateException("the secret reason");
    }

    @GET
    @Path("/away")
    public String away(@QueryParam("reason") String reason) throws Exception {
        throw switch (reason) {
            case "log" -> new RetryLater("the secret reason");
            case "no-connection" -> new IllegalStateException(new SQLException("the secret reason"));
            case "lock" -> new SQLException("the secret reason", "55P03");
            case "shutdown" -> new IllegalStateException(new SQLException("the secret reason", "57P01"));
            default -> new SQLException("the secret reason", "42P01");
        };
    }

    @GET
    @Path("/limited")
    public String limited() {
        limit.demand("test/" + caller.get().subject(), 3, Duration.ofMinutes(1));
        return "ok";
    }

    @GET
    @Path("/own-token")
    public Map<String, String> ownToken() {
        return Map.of("token", tokens.get());
    }
}
