package dev.hookswitch.billing.ledger;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.CallerKind;
import dev.hookswitch.access.Callers;
import dev.hookswitch.access.CurrentCaller;
import dev.hookswitch.access.Page;
import dev.hookswitch.access.Problem;
import dev.hookswitch.billing.BillingLog;
import dev.hookswitch.billing.ledger.core.Account;
import dev.hookswitch.contracts.billing.BillingCommand.AddLicences;
import dev.hookswitch.contracts.billing.BillingCommand.AddTime;
import dev.hookswitch.contracts.billing.BillingCommand.SetCharging;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.call.RoomType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What an app has, and what the operator sells it. */
@Path("/v1/billing")
public class BillingResource {
    private final BillingLog log;
    private final DataSource dataSource;
    private final CurrentCaller caller;

    BillingResource(BillingLog log, DataSource dataSource, CurrentCaller caller) {
        this.log = log;
        this.dataSource = dataSource;
        this.caller = caller;
    }

    /** Bought talking time; the same transfer again adds nothing. */
    public record BoughtTime(AppId app, String transfer, RoomType roomType, long seconds) {}

    /** Bought licences; the same transfer again adds nothing. */
    public record BoughtLicences(AppId app, String transfer, long licences) {}

    public record Charging(AppId app, boolean on) {}

    /**
     * What was added once under a transfer's name.
     *
     * @param unit {@code voice-seconds}, {@code video-seconds} or {@code licences}
     */
    public record Purchase(String transfer, String unit, long amount, Instant at) {}

    /** What an account holds, in its own unit. */
    public record Balance(String account, String unit, long balance) {}

    /** What is free to be used, and every account behind it. */
    public record Balances(
            AppId app, boolean charging, long voiceSeconds, long videoSeconds, long licences, List<Balance> accounts) {}

    @POST
    @Path("/time")
    @Callers(CallerKind.OPERATOR)
    @RunOnVirtualThread
    public void addTime(BoughtTime body) {
        log.carryOut(new AddTime(body.app(), body.transfer(), body.roomType(), body.seconds()));
    }

    @POST
    @Path("/licences")
    @Callers(CallerKind.OPERATOR)
    @RunOnVirtualThread
    public void addLicences(BoughtLicences body) {
        log.carryOut(new AddLicences(body.app(), body.transfer(), body.licences()));
    }

    @PUT
    @Path("/charging")
    @Callers(CallerKind.OPERATOR)
    @RunOnVirtualThread
    public void setCharging(Charging body) {
        log.carryOut(new SetCharging(body.app(), body.on()));
    }

    @GET
    @Path("/charging")
    @Callers(CallerKind.OPERATOR)
    @RunOnVirtualThread
    public Charging charging(@QueryParam("app") Optional<String> app) throws SQLException {
        var named = demanded(app);
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT charging FROM book WHERE app = ?")) {
            statement.setString(1, named.value());
            try (var row = statement.executeQuery()) {
                return new Charging(named, row.next() && row.getBoolean(1));
            }
        }
    }

    @GET
    @Path("/purchases")
    @Callers(CallerKind.OPERATOR)
    @RunOnVirtualThread
    public Page<Purchase> purchases(
            @QueryParam("app") Optional<String> app,
            @QueryParam("limit") Optional<Integer> limit,
            @QueryParam("cursor") Optional<String> cursor)
            throws SQLException {
        int max = Page.limit(limit);
        var found = new ArrayList<Purchase>();
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("""
                        SELECT transfer, unit, -amount, at FROM posting
                        WHERE app = ? AND transfer > ? AND account LIKE 'bought:%' ORDER BY transfer LIMIT ?
                        """)) {
            statement.setString(1, demanded(app).value());
            statement.setString(2, Page.after(cursor));
            statement.setInt(3, max + 1);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Purchase(
                            row.getString(1),
                            row.getString(2),
                            row.getLong(3),
                            row.getObject(4, OffsetDateTime.class).toInstant()));
                }
            }
        }
        return Page.of(found, max, Purchase::transfer);
    }

    private static AppId demanded(Optional<String> app) {
        return app.map(AppId::new)
                .orElseThrow(() -> Problem.ofField("app", "The operator says with ?app= which app is meant.")
                        .asException());
    }

    @GET
    @Path("/balance")
    @Callers(CallerKind.APP)
    @RunOnVirtualThread
    public Balances balance() throws SQLException {
        var app = ((Caller.App) caller.get()).app();
        var held = new EnumMap<Account, Long>(Account.class);
        var charging = false;
        // One statement, so that what is shown stood in the book at one moment.
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement("""
                        SELECT b.charging, a.account, a.balance
                        FROM book b LEFT JOIN account a ON a.app = b.app WHERE b.app = ?
                        """)) {
            statement.setString(1, app.value());
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    charging = row.getBoolean(1);
                    var name = row.getString(2);
                    if (name != null) {
                        held.put(Account.named(name), row.getLong(3));
                    }
                }
            }
        }
        return new Balances(
                app,
                charging,
                held.getOrDefault(Account.TALK_VOICE, 0L),
                held.getOrDefault(Account.TALK_VIDEO, 0L),
                held.getOrDefault(Account.LICENCES, 0L),
                balances(held));
    }

    private static List<Balance> balances(Map<Account, Long> held) {
        var balances = new ArrayList<Balance>();
        held.forEach((account, balance) -> balances.add(new Balance(account.ledgerName(), account.unit(), balance)));
        return balances;
    }
}
