package dev.hookswitch.auth.tokens;

import dev.hookswitch.access.Caller;
import dev.hookswitch.access.Problem;
import dev.hookswitch.access.ProblemException;
import dev.hookswitch.auth.AuthConfig;
import dev.hookswitch.auth.Sql;
import dev.hookswitch.auth.guesses.Guesses;
import dev.hookswitch.contracts.Bounds;
import dev.hookswitch.contracts.call.AppId;
import dev.hookswitch.contracts.problem.Reason;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who knows a client secret: apps by the database, services and the operator by the environment. */
@Singleton
public final class Clients {
    private static final String OPERATOR = "operator";
    private static final String SERVICE = "service:";
    private static final int ID_CHARS_MAX = 80;
    /** What is guessed. */
    private static final String SECRET = "secret";

    private final Sql sql;
    private final Guesses guesses;
    private final Rights rights;
    private final Optional<String> operatorSecret;
    private final Map<String, String> serviceSecrets;

    Clients(Sql sql, Guesses guesses, Rights rights, AuthConfig config) {
        this.sql = sql;
        this.guesses = guesses;
        this.rights = rights;
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

    /** The client; a wrong secret is a 401 problem, and {@link Guesses} sees to it that they are not tried in a row. */
    Caller known(String clientId, String secret) {
        if (clientId.length() > ID_CHARS_MAX) {
            throw wrong();
        }
        var caller =
                guesses.attempt(SECRET, clientId, () -> find(clientId, secret)).orElseThrow(Clients::wrong);
        if (caller instanceof Caller.App app) {
            rights.demandApp(app.app());
        }
        return caller;
    }

    /** The app, for those who tell an unknown appid (40013) from a wrong secret. */
    public AppId app(String appid, String secret) {
        if (appid.length() > ID_CHARS_MAX || hash(appid).isEmpty()) {
            guesses.attempt(SECRET, appid.substring(0, Math.min(appid.length(), ID_CHARS_MAX)), Optional::empty);
            throw Problem.of(401, Reason.NO_SUCH_APP, "There is no app with this appid.")
                    .field("appid")
                    .asException();
        }
        return known(appid, secret)
                .appOf()
                .orElseThrow(() -> new IllegalStateException("an appid is the id of an app"));
    }

    private Optional<String> hash(String appid) {
        try {
            return sql.one(
                    "SELECT secret_hash FROM app WHERE app = ?", row -> row.getString(1), new AppId(appid).value());
        } catch (Bounds.Broken _) {
            return Optional.empty();
        }
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
        return hash(clientId)
                .filter(hash -> ClientSecrets.matches(hash, secret))
                .map(_ -> new Caller.App(new AppId(clientId)));
    }

    /** The same for an unknown client and a wrong secret. */
    private static ProblemException wrong() {
        return Problem.of(401, Reason.CLIENT_WRONG, "The clientId is unknown or the clientSecret is wrong.")
                .asException();
    }
}
