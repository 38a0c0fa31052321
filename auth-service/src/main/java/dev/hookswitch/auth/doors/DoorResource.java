package dev.hookswitch.auth.doors;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hookswitch.access.Caller;
import dev.hookswitch.access.NoToken;
import dev.hookswitch.access.OptionalBody;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.TokenFault;
import dev.hookswitch.access.TokenRefused;
import dev.hookswitch.access.TokenVerifier;
import dev.hookswitch.auth.codes.SnTickets;
import dev.hookswitch.auth.registry.Models;
import dev.hookswitch.auth.tokens.AppTokens;
import dev.hookswitch.auth.tokens.AppTokens.AppToken;
import dev.hookswitch.auth.tokens.ClientSecrets;
import dev.hookswitch.auth.tokens.Clients;
import dev.hookswitch.auth.tokens.LoginCodes;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.ModelId;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.ErrCode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's server interface as far as a plugin cannot live without it (contract §3.6, §4.2, §4.9). Whatever is wrong
 * becomes {@code errcode} and {@code errmsg} in {@link DoorStyle}. Bodies are read whatever their content type: existing
 * programs send JSON under any.
 */
@Singleton
@Path("/")
@NoToken
@RunOnVirtualThread
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public class DoorResource {
    /** The contract has a code of its own for a longer one. */
    private static final int SN_BYTES_MAX = 128;

    private static final String NO_STORE = "no-store";

    /** What {@code /cgi-bin/token} and {@code /cgi-bin/stable_token} answer. */
    public record AccessToken(
            @JsonProperty("access_token") String text,
            @JsonProperty("expires_in") long seconds) {
        static AccessToken of(AppToken token) {
            return new AccessToken(token.text(), token.left().toSeconds());
        }

        @Override
        public String toString() {
            return "AccessToken[" + seconds + "]";
        }
    }

    /** What {@code /cgi-bin/stable_token} takes. */
    record StableTokenRequest(
            @JsonProperty("grant_type") Optional<String> grantType,
            Optional<String> appid,
            Optional<String> secret,
            @JsonProperty("force_refresh") Optional<Boolean> forceRefresh) {
        @Override
        public String toString() {
            return "StableTokenRequest[" + appid + "]";
        }
    }

    /** What {@code /sns/jscode2session} answers. There is one app only, and so no {@code unionid}. */
    public record Session(
            String openid, @JsonProperty("session_key") String sessionKey) {
        @Override
        public String toString() {
            return "Session[" + openid + "]";
        }
    }

    record TicketRequest(
            Optional<String> sn, @JsonProperty("model_id") Optional<String> modelId) {}

    /** What {@code /wxa/getsnticket} answers. */
    public record Ticket(
            int errcode,
            String errmsg,
            @JsonProperty("sn_ticket") String text) {
        @Override
        public String toString() {
            return "Ticket[]";
        }
    }

    private final Clients clients;
    private final AppTokens tokens;
    private final LoginCodes codes;
    private final SnTickets tickets;
    private final Models models;
    private final TokenVerifier verifier;

    DoorResource(
            Clients clients,
            AppTokens tokens,
            LoginCodes codes,
            SnTickets tickets,
            Models models,
            TokenVerifier verifier) {
        this.clients = clients;
        this.tokens = tokens;
        this.codes = codes;
        this.tickets = tickets;
        this.models = models;
        this.verifier = verifier;
    }

    @GET
    @Path("/cgi-bin/token")
    @ResponseHeader(name = "Cache-Control", value = NO_STORE)
    public AccessToken token(
            @QueryParam("grant_type") Optional<String> grantType,
            @QueryParam("appid") Optional<String> appid,
            @QueryParam("secret") Optional<String> secret) {
        demandGrantType("client_credential", grantType);
        return AccessToken.of(tokens.next(app(appid, secret)));
    }

    @POST
    @Path("/cgi-bin/stable_token")
    @OptionalBody
    @ResponseHeader(name = "Cache-Control", value = NO_STORE)
    public AccessToken stableToken(byte @Nullable [] body) {
        var request = read(body, StableTokenRequest.class);
        demandGrantType("client_credential", request.grantType());
        var app = app(request.appid(), request.secret());
        return AccessToken.of(request.forceRefresh().orElse(false) ? tokens.renewedStable(app) : tokens.stable(app));
    }

    @GET
    @Path("/sns/jscode2session")
    @ResponseHeader(name = "Cache-Control", value = NO_STORE)
    public Session session(
            @QueryParam("appid") Optional<String> appid,
            @QueryParam("secret") Optional<String> secret,
            @QueryParam("js_code") Optional<String> code,
            @QueryParam("grant_type") Optional<String> grantType) {
        demandGrantType("authorization_code", grantType);
        var shown = needed(code, ErrCode.CODE_MISSING, "js_code is missing");
        var app = app(appid, secret);
        // Nothing here is encrypted with it; programs only want to find one.
        return new Session(codes.exchange(app, shown).value(), ClientSecrets.randomBase64(16));
    }

    @POST
    @Path("/wxa/getsnticket")
    @OptionalBody
    @ResponseHeader(name = "Cache-Control", value = NO_STORE)
    public Ticket ticket(@QueryParam("access_token") Optional<String> accessToken, byte @Nullable [] body) {
        var app = caller(accessToken);
        var request = read(body, TicketRequest.class);
        var sn = sn(needed(request.sn(), ErrCode.MALFORMED, "sn is missing"));
        var model = model(needed(request.modelId(), ErrCode.MALFORMED, "model_id is missing"));
        models.demand(app, model);
        return new Ticket(0, "ok", tickets.issue(new SnTickets.For(app, sn, model)));
    }

    private static void demandGrantType(String known, Optional<String> shown) {
        if (!shown.equals(Optional.of(known))) {
            throw DoorStyle.refuse(ErrCode.GRANT_TYPE_WRONG, "grant_type must be " + known);
        }
    }

    private AppId app(Optional<String> appid, Optional<String> secret) {
        var id = needed(appid, ErrCode.APPID_MISSING, "appid is missing");
        return clients.app(id, needed(secret, ErrCode.SECRET_MISSING, "secret is missing"));
    }

    private AppId caller(Optional<String> accessToken) {
        try {
            var token = needed(accessToken, ErrCode.ACCESS_TOKEN_MISSING, "access_token is missing");
            if (verifier.verify(token).caller() instanceof Caller.App app) {
                return app.app();
            }
            throw Problem.forbidden("api unauthorized: this access_token is not an app's")
                    .asException();
        } catch (TokenRefused e) {
            throw e.fault() == TokenFault.KEYS_AWAY
                    ? e.asProblem()
                    : Problem.of(
                                    401,
                                    e.fault().reason(),
                                    "invalid credential: " + e.fault().sentence())
                            .asException();
        }
    }

    private static Sn sn(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > SN_BYTES_MAX) {
            throw DoorStyle.refuse(ErrCode.SN_TOO_LONG, "sn has more than %d bytes".formatted(SN_BYTES_MAX));
        }
        try {
            return new Sn(text);
        } catch (Bounds.Broken _) {
            throw DoorStyle.refuse(ErrCode.SN_ILLEGAL, "sn may have digits, letters, _ and - only");
        }
    }

    private static ModelId model(String text) {
        try {
            return new ModelId(text);
        } catch (Bounds.Broken e) {
            throw DoorStyle.refuse(ErrCode.MODEL_UNKNOWN, "model_id " + e.rule());
        }
    }

    private static String needed(Optional<String> value, ErrCode code, String sentence) {
        return value.filter(text -> !text.isEmpty()).orElseThrow(() -> DoorStyle.refuse(code, sentence));
    }

    private static <T> T read(byte @Nullable [] body, Class<T> type) {
        if (body == null || body.length == 0) {
            throw DoorStyle.refuse(ErrCode.EMPTY_BODY, "the body is empty; send a JSON object");
        }
        try {
            return Wire.read(body, type);
        } catch (Wire.Unreadable e) {
            throw DoorStyle.refuse(ErrCode.MALFORMED, "the body is " + e.getMessage());
        }
    }
}
