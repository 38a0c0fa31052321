package dev.hookswitch.local.seed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hookswitch.local.client.Api;
import dev.hookswitch.local.client.Api.Reply;
import dev.hookswitch.local.client.Operator;
import dev.hookswitch.local.seed.Entry.Balance;
import dev.hookswitch.local.seed.Entry.PushToken;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a platform holds, read and added to by its operator through the public interface. */
final class Holdings {
    /** Well within the life of an operator's token. */
    private static final Duration TOKEN_RENEWED_AFTER = Duration.ofMinutes(5);

    /** What the platform says while a part is still starting or is started again; each request may be sent twice. */
    private static final Set<Integer> AGAIN = Set.of(502, 503, 504);

    private static final Duration AGAIN_WITHIN = Duration.ofMinutes(1);

    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private static final int PAGE = 200;

    private final Api door;
    private final String operatorSecret;
    private Api api;
    private long tokenSince;
    private int disabled;

    private Holdings(Api door, String operatorSecret) {
        this.door = door;
        this.operatorSecret = operatorSecret;
        this.api = operator();
        this.tokenSince = System.nanoTime();
    }

    /** Throws {@link SeedStopped} if the platform is away or the secret is not its operator's. */
    static Holdings of(Api door, String operatorSecret) {
        return new Holdings(door, operatorSecret);
    }

    private Api operator() {
        var reply = send(() -> Operator.tokenReply(door, Operator.ID, operatorSecret));
        if (reply.isOk()) {
            return door.as(reply.text("accessToken"));
        }
        var where = "The platform at " + door.address();
        throw new SeedStopped(
                reply.status() == 401
                        ? where + " does not know this operator: the secret is another platform's."
                        : where + " does not let its operator in: " + sentence(reply));
    }

    private SeedStopped away(UncheckedIOException e) {
        // The HTTP client has no words for this, the most frequent case.
        var why = e.getCause() instanceof ConnectException ? "nothing listens there" : e.getMessage();
        return new SeedStopped(
                "The platform at " + door.address() + " does not answer: " + why
                        + ". What was made stays; run the same again when it runs.",
                e);
    }

    private Api api() {
        if (System.nanoTime() - tokenSince > TOKEN_RENEWED_AFTER.toNanos()) {
            api = operator();
            tokenSince = System.nanoTime();
        }
        return api;
    }

    /** How many apps, devices and users that were read are disabled. */
    int disabled() {
        return disabled;
    }

    List<Entry.App> apps() {
        var apps = new ArrayList<Entry.App>();
        pages(
                "/v1/apps?",
                app -> apps.add(new Entry.App(
                        app.path("appid").asText(),
                        app.path("name").asText(),
                        app.path("demandsGrants").asBoolean(),
                        app.has("ringTimeMs")
                                ? OptionalLong.of(app.path("ringTimeMs").asLong())
                                : OptionalLong.empty())));
        return apps;
    }

    /** All that belongs to an app, kind by kind in the order in which it can be made. */
    List<Entry> of(String app) {
        var all = new ArrayList<Entry>();
        var of = "app=" + app;
        pages(
                "/v1/models?" + of,
                model -> all.add(new Entry.Model(
                        app,
                        model.path("modelId").asText(),
                        model.path("productType").asText(),
                        model.path("system").asText(),
                        model.path("reminder").asText())));
        pages(
                "/v1/devices?" + of,
                device -> all.add(new Entry.Device(
                        app, device.path("sn").asText(), device.path("modelId").asText())));
        pages(
                "/v1/users?" + of,
                user -> all.add(new Entry.User(app, user.path("openId").asText())));
        pages(
                "/v1/grants?" + of,
                grant -> all.add(new Entry.Grant(
                        app,
                        grant.path("openId").asText(),
                        grant.path("sn").asText(),
                        Optional.ofNullable(grant.path("deviceName").textValue()))));
        all.addAll(pushTokens(app));
        pages(
                "/v1/billing/purchases?" + of,
                bought -> all.add(new Balance(
                        app,
                        bought.path("transfer").asText(),
                        unit(bought.path("unit").asText()),
                        bought.path("amount").asLong())));
        var charging = must("What the platform says about charging", () -> api().get("/v1/billing/charging?" + of));
        all.add(new Entry.Charging(app, charging.path("on").asBoolean()));
        return all;
    }

    List<PushToken> pushTokens(String app) {
        var tokens = new ArrayList<PushToken>();
        pages("/v1/registrations/given?app=" + app, token -> {
            var party = token.has("sn") ? PushToken.Party.DEVICE : PushToken.Party.USER;
            tokens.add(new PushToken(
                    app,
                    token.path("sha256").asText(),
                    party,
                    token.path(party.onWire()).asText(),
                    token.path("appVersion").asText()));
        });
        return tokens;
    }

    private static Balance.Unit unit(String inLedger) {
        return Arrays.stream(Balance.Unit.values())
                .filter(unit -> unit.inLedger().equals(inLedger))
                .findFirst()
                .orElseThrow(
                        () -> new SeedStopped("The ledger has a unit that this version does not know: " + inLedger));
    }

    private void pages(String path, Consumer<JsonNode> each) {
        var cursor = Optional.<String>empty();
        do {
            var behind = cursor.map(text -> "&cursor=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                    .orElse("");
            var page = must("The list " + path, () -> api().get(path + "&limit=" + PAGE + behind));
            for (var item : page.path("items")) {
                disabled += item.path("disabled").asBoolean() ? 1 : 0;
                each.accept(item);
            }
            cursor = Optional.ofNullable(page.path("cursor").textValue());
        } while (cursor.isPresent());
    }

    /** Whether this is the secret of an app that is there. */
    boolean isSecretOf(String app, String secret) {
        var reply = send(() -> Operator.tokenReply(door, app, secret));
        // 403: the secret is right, and the app is disabled.
        if (reply.isOk() || reply.status() == 403) {
            return true;
        }
        if (reply.status() == 401) {
            return false;
        }
        throw new SeedStopped("Whether the secret of app " + app + " is right cannot be asked: " + sentence(reply));
    }

    /**
     * Makes what is not there.
     *
     * @param secret of an app
     */
    void make(Entry entry, Supplier<String> secret) {
        var shown = entry instanceof Entry.App ? secret.get() : "";
        var reply = send(() -> reply(entry, shown));
        if (!reply.isOk() && !isMade(entry, reply, shown)) {
            throw new SeedStopped(
                    "The platform refused the " + entry.kind() + " " + entry.id() + ": " + sentence(reply));
        }
    }

    /** Only apps cannot be made twice: one that is there with this secret was made by a request whose answer got lost. */
    private boolean isMade(Entry entry, Reply reply, String secret) {
        return entry instanceof Entry.App app && reply.status() == 409 && isSecretOf(app.app(), secret);
    }

    private Reply reply(Entry entry, String secret) {
        var of = "?app=" + entry.app();
        return switch (entry) {
            case Entry.App app -> {
                var body = new LinkedHashMap<>(app.fields());
                body.put("appid", app.app());
                body.put("secret", secret);
                yield api().post("/v1/apps", body);
            }
            case Entry.Model model -> {
                var body = new LinkedHashMap<>(model.fields());
                body.put("modelId", model.modelId());
                yield api().post("/v1/models" + of, body);
            }
            case Entry.Device device ->
                api().post("/v1/devices" + of, Map.of("sn", device.sn(), "modelId", device.modelId()));
            case Entry.User user -> api().post("/v1/users" + of, Map.of("openId", user.openId()));
            case Entry.Grant grant -> {
                var body = new LinkedHashMap<String, Object>();
                body.put("openId", grant.openId());
                body.put("sn", grant.sn());
                grant.deviceName().ifPresent(name -> body.put("deviceName", name));
                body.put("status", grant.deviceName().isPresent() ? "granted" : "refused");
                yield api().put("/v1/grants" + of, body);
            }
            case PushToken token ->
                api().post(
                                "/v1/registrations/given" + of,
                                Map.of(
                                        "sha256",
                                        token.sha256(),
                                        token.party().onWire(),
                                        token.partyId(),
                                        "appVersion",
                                        token.appVersion()));
            case Balance balance -> balance(balance);
            case Entry.Charging charging ->
                api().put("/v1/billing/charging", Map.of("app", charging.app(), "on", charging.on()));
        };
    }

    private Reply balance(Balance balance) {
        var body = new LinkedHashMap<String, Object>();
        body.put("app", balance.app());
        body.put("transfer", balance.transfer());
        if (balance.unit() == Balance.Unit.LICENCES) {
            body.put("licences", balance.amount());
            return api().post("/v1/billing/licences", body);
        }
        body.put("roomType", balance.unit() == Balance.Unit.VOICE ? "voice" : "video");
        body.put("seconds", balance.amount());
        return api().post("/v1/billing/time", body);
    }

    private JsonNode must(String what, Supplier<Reply> request) {
        var reply = send(request);
        if (!reply.isOk()) {
            throw new SeedStopped(what + ": " + sentence(reply));
        }
        return reply.body();
    }

    private Reply send(Supplier<Reply> request) {
        var deadline = System.nanoTime() + AGAIN_WITHIN.toNanos();
        while (true) {
            var mayBeAgain = System.nanoTime() < deadline;
            try {
                var reply = request.get();
                if (!mayBeAgain || !AGAIN.contains(reply.status())) {
                    return reply;
                }
            } catch (UncheckedIOException e) {
                if (!mayBeAgain || !isTimeout(e)) {
                    throw away(e);
                }
            }
            LockSupport.parkNanos(AGAIN_AFTER.toNanos());
        }
    }

    /** It took the request and gave no answer; where nothing can be connected to, nobody is starting. */
    private static boolean isTimeout(UncheckedIOException e) {
        return e.getCause() instanceof HttpTimeoutException && !(e.getCause() instanceof HttpConnectTimeoutException);
    }

    private static String sentence(Reply reply) {
        var detail = reply.text("detail");
        return (detail.isEmpty() ? "HTTP " + reply.status() + "." : detail)
                + (reply.status() >= 500 || reply.status() == 429
                        ? " What was made stays; run the same again in a moment."
                        : "");
    }
}
