package dev.hookswitch.push.registrations;

import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.Page;
import dev.hookswitch.access.Problem;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.AppVersion;
import dev.hookswitch.contracts.call.OpenId;
import dev.hookswitch.contracts.call.Party;
import dev.hookswitch.contracts.call.Sn;
import dev.hookswitch.contracts.problem.Reason;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** PushTokens that programs already have written into them. The operator's. */
@Path("/v1/registrations/given")
@Callers(CallerKind.OPERATOR)
public class GivenTokenResource {
    /** What is shorter is guessed. */
    private static final int TOKEN_CHARS_MIN = 16;

    /** As long as a call may show (contract §1.5). */
    private static final int TOKEN_CHARS_MAX = 1024;

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private final Registrations registrations;

    GivenTokenResource(Registrations registrations) {
        this.registrations = registrations;
    }

    /**
     * One token for one party.
     *
     * @param pushToken the text that programs show, or instead of it
     * @param sha256 its digest in hex, for moving a token whose text nobody knows any more
     * @param sn the device it stands for, or instead of it
     * @param openId the user
     */
    public record GivenToken(
            Optional<String> pushToken,
            Optional<String> sha256,
            Optional<Sn> sn,
            Optional<OpenId> openId,
            Optional<AppVersion> appVersion) {
        public GivenToken {
            pushToken.ifPresent(
                    text -> Bounds.range("pushToken in characters", text.length(), TOKEN_CHARS_MIN, TOKEN_CHARS_MAX));
            sha256.ifPresent(text -> Bounds.text("sha256", text, 64, SHA_256));
            if (pushToken.isPresent() == sha256.isPresent()) {
                throw new Bounds.Broken("either pushToken or sha256 is needed, and not both");
            }
            if (sn.isPresent() == openId.isPresent()) {
                throw new Bounds.Broken("either sn or openId is needed, and not both");
            }
        }

        private String digest() {
            return sha256.orElseGet(() -> new PushToken(pushToken.orElseThrow()).digest());
        }

        private Party party() {
            return sn.<Party>map(Party.Device::new).orElseGet(() -> new Party.User(openId.orElseThrow()));
        }

        @Override
        public String toString() {
            return "GivenToken[" + party().subject() + "]";
        }
    }

    /** A given token by its digest; its text is kept nowhere. */
    public record GivenView(
            String sha256, Optional<Sn> sn, Optional<OpenId> openId, AppVersion appVersion, Instant since) {}

    /** 201; 200 for a repetition. */
    @POST
    @RunOnVirtualThread
    public Response give(GivenToken body, @QueryParam("app") Optional<String> app) throws SQLException {
        var version = body.appVersion().orElse(AppVersion.RELEASE);
        var outcome =
                registrations.give(body.digest(), demanded(app), body.party().subject(), version);
        return switch (outcome) {
            case MADE -> Response.status(201).build();
            case THERE -> Response.ok().build();
            case OTHER ->
                throw Problem.of(409, Reason.PUSH_TOKEN_TAKEN, "This pushToken stands for somebody else already.")
                        .field("pushToken")
                        .asException();
            case TOO_MANY ->
                throw Problem.of(
                                409,
                                Reason.PUSH_TOKENS_TOO_MANY,
                                "The party has its most given tokens of this version.")
                        .asException();
        };
    }

    @GET
    @RunOnVirtualThread
    public Page<GivenView> list(
            @QueryParam("app") Optional<String> app,
            @QueryParam("limit") Optional<Integer> limit,
            @QueryParam("cursor") Optional<String> cursor)
            throws SQLException {
        int max = Page.limit(limit);
        return Page.of(registrations.given(demanded(app), Page.after(cursor), max + 1), max, GivenView::sha256);
    }

    private static AppId demanded(Optional<String> app) {
        return app.map(AppId::new)
                .orElseThrow(() -> Problem.ofField("app", "The operator says with ?app= which app is meant.")
                        .asException());
    }
}
