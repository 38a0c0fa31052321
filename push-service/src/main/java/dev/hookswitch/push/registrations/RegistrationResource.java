package dev.hookswitch.push.registrations;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.OptionalBody;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.RateLimit;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** How a device or a phone gets a pushToken to give to those who may call it (contract §6.1). */
@Path("/v1/registrations")
@Callers({CallerKind.DEVICE, CallerKind.USER})
public class RegistrationResource {
    /** A program registers when it starts; this often it is in a loop. */
    private static final int PER_HOUR_MAX = 60;

    private final Registrations registrations;
    private final RateLimit limit;
    private final CurrentCaller caller;

    RegistrationResource(Registrations registrations, RateLimit limit, CurrentCaller caller) {
        this.registrations = registrations;
        this.limit = limit;
        this.caller = caller;
    }

    /** Which version of the Mini Program registers; release if it does not say. */
    public record Wanted(Optional<AppVersion> appVersion) {}

    /** The token, and when it expires in Unix seconds (contract §6.1). */
    public record Registered(String pushToken, long expireTimestamp) {
        @Override
        public String toString() {
            return "Registered[" + expireTimestamp + "]";
        }
    }

    @POST
    @OptionalBody
    @ResponseStatus(201)
    @RunOnVirtualThread
    public Registered register(@Nullable Wanted wanted) throws SQLException {
        limit.demand("registrations/" + app() + "/" + caller.get().subject(), PER_HOUR_MAX, Duration.ofHours(1));
        var version = Optional.ofNullable(wanted).flatMap(Wanted::appVersion).orElse(AppVersion.RELEASE);
        var token = PushToken.random();
        var expiresAt = registrations.register(token, app(), caller.get().subject(), version);
        return new Registered(token.value(), expiresAt.getEpochSecond());
    }

    @DELETE
    @RunOnVirtualThread
    public void revoke(@QueryParam("appVersion") @Nullable String appVersion) throws SQLException {
        registrations.revoke(
                app(), caller.get().subject(), Optional.ofNullable(appVersion).map(RegistrationResource::version));
    }

    private static AppVersion version(String text) {
        return Arrays.stream(AppVersion.values())
                .filter(version -> Wire.name(version).equals(text))
                .findFirst()
                .orElseThrow(() -> Problem.ofField(
                                "appVersion",
                                "appVersion must be one of "
                                        + Arrays.stream(AppVersion.values())
                                                .map(Wire::name)
                                                .collect(Collectors.joining(", ")))
                        .asException());
    }

    private AppId app() {
        return caller.get().appOf().orElseThrow(() -> new IllegalStateException("devices and users belong to an app"));
    }
}
