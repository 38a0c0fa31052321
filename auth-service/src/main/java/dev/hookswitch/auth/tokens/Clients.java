package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.access.RateLimit;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.AppId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who knows a client secret: apps by the database, services and the operator by the environment. */
@Singleton
final class Clients {
    private static final String OPERATOR = "operator";
    private static final String SERVICE = "service:";
    private static final int ID_CHARS_MAX = 80;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Sql sql;
    private final RateLimit limit;
    private final Rights rights;
    private final int wrongMax;
    private final Optional<String> operatorSecret;
    private final Map<String, String> serviceSecrets;

    Clients(Sql sql, RateLimit limit, Rights rights, AuthConfig config) {
        this.sql = sql;
        this.limit = limit;
        this.rights = rights;
        this.wrongMax = config.wrongSecretsPerMinute();
        this.operatorSecret = config.operatorSecret();
        this.serviceSecrets = config.serviceSecrets().map(Clients::parse).orElse(Map.of());
    }

    /** {@code room=…,push=…}; what is wrong is said without the secrets. */
    private static Map<String, String> parse(String pairs) {
        var secrets = new HashMap<String, String>();
        for (var pair : pairs.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1 || equals == pair.length() - 1) {
                throw new IllegalStateException("HOOKSWITCH_SERVICE_SECRETS must be name=secret,name=secret");
            }
            secrets.put(
                    pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return secrets;
    }

    /** The client; a wrong secret is a 401 problem, and after many of them all attempts are 429 for a while. */
    Caller known(String clientId, String secret) {
        if (clientId.length() > ID_CHARS_MAX) {
            throw wrong();
        }
        var subject = "wrong-secret/" + clientId;
        limit.demandRoom(subject, wrongMax, WINDOW);
        var caller = find(clientId, secret);
        if (caller.isEmpty()) {
            limit.demand(subject, wrongMax, WINDOW);
            throw wrong();
        }
        if (caller.get() instanceof Caller.App app) {
            rights.demandApp(app.app());
        }
        return caller.get();
    }

    private Optional<Caller> find(String clientId, String secret) {
        if (clientId.equals(OPERATOR)) {
            return operatorSecret
                    .filter(known -> ClientSecrets.equal(known, secret))
                    .map(_ -> new Caller.Operator());
        }
        if (clientId.startsWith(SERVICE)) {
            var name = clientId.substring(SERVICE.length());
            return Optional.ofNullable(serviceSecrets.get(name))
                    .filter(known -> ClientSecrets.equal(known, secret))
                    .map(_ -> new Caller.Service(name));
        }
        try {
            var app = new AppId(clientId);
            return sql.one("SELECT secret_hash FROM app WHERE app = ?", row -> row.getString(1), app.value())
                    .filter(hash -> ClientSecrets.matches(hash, secret))
                    .map(_ -> new Caller.App(app));
        } catch (Bounds.Broken _) {
            return Optional.empty();
        }
    }

    /** The same for an unknown client and a wrong secret. */
    private static ProblemException wrong() {
        return Problem.of(401, "client-wrong", 40125, "The clientId is unknown or the clientSecret is wrong.")
                .asException();
    }
}
