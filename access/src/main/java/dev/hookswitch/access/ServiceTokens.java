package dev.hookswitch.access;

import dev.hookswitch.contracts.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** This service's own access token, for its calls to other services; fetched when needed and kept until near its end. */
public final class ServiceTokens {
    /** Enough for the call it is fetched for, and for a clock that goes a little wrong. */
    private static final Duration MARGIN = Duration.ofSeconds(60);

    private final AccessConfig config;
    private final InstantSource clock;
    private final HttpClient http;
    private final ReentrantLock fetching = new ReentrantLock();

    private record Token(String value, Instant until) {}

    /** What {@code POST /v1/tokens} answers. */
    private record TokenAnswer(String accessToken, String tokenType, Duration expiresIn) {
        @Override
        public String toString() {
            return "TokenAnswer[" + tokenType + "]";
        }
    }

    private volatile @Nullable Token token;

    ServiceTokens(AccessConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.http = HttpClient.newBuilder().connectTimeout(config.authWait()).build();
    }

    /** The token; blocks while it is fetched. {@link AuthAway} if it cannot be had. */
    public String get() {
        var known = token;
        return known != null && clock.instant().isBefore(known.until()) ? known.value() : fetched();
    }

    /** The header's value: {@code Bearer …}. */
    public String bearer() {
        return "Bearer " + get();
    }

    private String fetched() {
        fetching.lock();
        try {
            var known = token;
            if (known != null && clock.instant().isBefore(known.until())) {
                return known.value();
            }
            var answer = fetch();
            token = new Token(
                    answer.accessToken(),
                    clock.instant().plus(answer.expiresIn()).minus(MARGIN));
            return answer.accessToken();
        } finally {
            fetching.unlock();
        }
    }

    private TokenAnswer fetch() {
        var auth = config.authUrl().orElseThrow(() -> new AuthAway("AUTH_URL is not set"));
        var secret = config.serviceSecret().orElseThrow(() -> new AuthAway("HOOKSWITCH_SERVICE_SECRET is not set"));
        var body = Wire.bytes(Map.of(
                "grantType", "clientCredentials", "clientId", "service:" + config.service(), "clientSecret", secret));
        var request = HttpRequest.newBuilder(URI.create(auth.toString().replaceAll("/+$", "") + "/v1/tokens"))
                .timeout(config.authWait())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new AuthAway("no service token: status " + response.statusCode());
            }
            return Wire.read(response.body(), TokenAnswer.class);
        } catch (IOException e) {
            throw new AuthAway("no service token: " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new AuthAway("no service token: interrupted");
        }
    }

    /** auth-service gave no token now; a retry may help. */
    public static final class AuthAway extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AuthAway(String reason) {
            super(reason);
        }
    }
}
