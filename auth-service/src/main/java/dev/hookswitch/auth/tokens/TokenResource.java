package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.NoToken;
import dev.hookswitch.access.Problem;
import dev.hookswitch.auth.Apps;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.OpenId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Gives access tokens, and the keys to check them with. */
@Singleton
@Path("/")
@RunOnVirtualThread
public class TokenResource {
    /** RFC 6749 §4.4, RFC 7523 §2.1, and the contract's login code (§4.9). */
    public enum GrantType {
        CLIENT_CREDENTIALS,
        JWT_BEARER,
        LOGIN_CODE
    }

    /**
     * How a client shows who it is.
     *
     * @param clientId an appid, {@code service:<name>} or {@code operator}
     */
    public record TokenRequest(
            GrantType grantType,
            Optional<String> clientId,
            Optional<String> clientSecret,
            Optional<String> assertion,
            Optional<AppId> appid,
            Optional<String> code) {
        @Override
        public String toString() {
            return "TokenRequest[" + grantType + "]";
        }
    }

    public record TokenView(String accessToken, String tokenType, Duration expiresIn) {
        @Override
        public String toString() {
            return "TokenView[" + tokenType + "]";
        }
    }

    /** A login code, for the phone it is handed to. */
    public record CodeView(String code, Duration expiresIn) {
        @Override
        public String toString() {
            return "CodeView[]";
        }
    }

    public record Rotated(String kid) {}

    private final CurrentCaller caller;
    private final Clients clients;
    private final Assertions assertions;
    private final LoginCodes codes;
    private final Issuer issuer;
    private final Rights rights;
    private final SigningKeys keys;

    TokenResource(
            CurrentCaller caller,
            Clients clients,
            Assertions assertions,
            LoginCodes codes,
            Issuer issuer,
            Rights rights,
            SigningKeys keys) {
        this.caller = caller;
        this.clients = clients;
        this.assertions = assertions;
        this.codes = codes;
        this.issuer = issuer;
        this.rights = rights;
        this.keys = keys;
    }

    @POST
    @Path("/v1/tokens")
    @NoToken
    @ResponseHeader(name = "Cache-Control", value = "no-store") // RFC 6749 §5.1
    public TokenView token(TokenRequest request) {
        return issuer.issue(
                switch (request.grantType()) {
                    case CLIENT_CREDENTIALS ->
                        clients.known(
                                needed("clientId", request.clientId()), needed("clientSecret", request.clientSecret()));
                    case JWT_BEARER -> assertions.device(needed("assertion", request.assertion()));
                    case LOGIN_CODE -> {
                        var app = needed("appid", request.appid());
                        yield new Caller.User(app, codes.letIn(app, needed("code", request.code())));
                    }
                });
    }

    private static <T> T needed(String field, Optional<T> value) {
        return value.orElseThrow(() ->
                Problem.ofField(field, field + " is needed for this grantType.").asException());
    }

    /** The developer's server lets one of its users in. */
    @POST
    @Path("/v1/users/{openId}/tokens")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @ResponseStatus(201)
    public TokenView userToken(
            @PathParam("openId") String openId,
            @QueryParam("app") Optional<String> named,
            @QueryParam("lifeMs") Optional<Long> lifeMs) {
        var app = Apps.of(caller.get(), named.map(AppId::new));
        var user = new Caller.User(app, new OpenId(openId));
        rights.demandUser(app, user.openId());
        return issuer.issue(user, lifeMs);
    }

    /** The same in two steps: what the phone carries is worth nothing after its first use. */
    @POST
    @Path("/v1/users/{openId}/login-codes")
    @Callers({CallerKind.APP, CallerKind.OPERATOR})
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @ResponseStatus(201)
    public CodeView userCode(@PathParam("openId") String openId, @QueryParam("app") Optional<String> named) {
        var app = Apps.of(caller.get(), named.map(AppId::new));
        return new CodeView(codes.byServer(app, new OpenId(openId)), codes.life());
    }

    /** {@code wx.login}: by this code the app's server learns who its phone is. */
    @POST
    @Path("/v1/login-codes")
    @Callers(CallerKind.USER)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    @ResponseStatus(201)
    public CodeView ownCode() {
        return switch (caller.get()) {
            case Caller.User user -> new CodeView(codes.byPhone(user.app(), user.openId()), codes.life());
            case Caller.App _, Caller.Device _, Caller.Service _, Caller.Operator _ ->
                throw new IllegalStateException("only users come here");
        };
    }

    @GET
    @Path("/.well-known/jwks.json")
    @NoToken
    @Produces(MediaType.APPLICATION_JSON)
    public String jwks() {
        return keys.jwks();
    }

    /** The key before still counts, the one before that no longer. */
    @POST
    @Path("/v1/signing-keys")
    @Callers(CallerKind.OPERATOR)
    @ResponseStatus(201)
    public Rotated rotate() {
        return new Rotated(keys.rotate());
    }
}
