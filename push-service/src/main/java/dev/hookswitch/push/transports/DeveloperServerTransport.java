package dev.hookswitch.push.transports;

import dev.hookswitch.contracts.Wire;
import dev.hookswitch.contracts.call.Call;
import dev.hookswitch.contracts.push.Ring;
import dev.hookswitch.contracts.push.RingWebhook;
import dev.hookswitch.push.PushConfig;
import dev.hookswitch.push.callbacks.Callbacks;
import dev.hookswitch.push.transports.Transport.Delivery.Failed;
import dev.hookswitch.push.transports.Transport.Delivery.Took;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells the developer's server by a signed POST (Standard Webhooks 1.0); a 2xx counts as reached. Redirects are not
 * followed: they could lead where no app may reach. What the server answers is not read and not logged.
 */
@Singleton
class DeveloperServerTransport implements Transport {
    private static final int GONE = 410;

    private final Callbacks callbacks;
    private final Duration attemptTime;
    private final InstantSource clock;
    private final HttpClient http;

    DeveloperServerTransport(Callbacks callbacks, PushConfig config, InstantSource clock) {
        this.callbacks = callbacks;
        this.attemptTime = config.attemptTime();
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.attemptTime())
                .build();
    }

    @Override
    public String name() {
        return "developer-server";
    }

    @Override
    public Delivery deliver(Call call, Instant until) {
        try {
            var callback = callbacks.of(call.app());
            if (callback.isEmpty()) {
                return new Failed("no callback address", false);
            }
            return switch (callbacks.leads(callback.get().url())) {
                case INSIDE -> new Failed("the callback address leads to no public address", false);
                case NOWHERE -> new Failed("the callback address cannot be resolved", true);
                case THERE -> post(callback.get(), call, until);
            };
        } catch (SQLException e) {
            return new Failed("the platform could not look up the callback address", true);
        }
    }

    private Delivery post(Callbacks.Callback callback, Call call, Instant until) {
        var now = clock.instant();
        var left = Duration.between(now, until);
        if (!left.isPositive()) {
            return new Failed("the ring time is over", false);
        }
        var request = request(callback, call, until, now, left.compareTo(attemptTime) < 0 ? left : attemptTime);
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            // What the server says beyond its status is not wanted, and may never end.
            response.body().close();
            return verdict(response.statusCode());
        } catch (HttpTimeoutException _) {
            return new Failed("no answer in " + attemptTime.toMillis() + " ms", true);
        } catch (IOException e) {
            return new Failed("not reached: " + e.getClass().getSimpleName(), true);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Failed("interrupted", true);
        }
    }

    private static Delivery verdict(int status) {
        if (status >= 200 && status < 300) {
            return new Took();
        }
        var isRedirect = status >= 300 && status < 400;
        return new Failed("status " + status, !isRedirect && status != GONE);
    }

    private static HttpRequest request(
            Callbacks.Callback callback, Call call, Instant until, Instant now, Duration timeout) {
        var id = "ring_" + call.room();
        var body = Wire.text(RingWebhook.of(now, call.listener().party().subject(), Ring.of(call, until, now)));
        return HttpRequest.newBuilder(callback.url().uri())
                .timeout(timeout)
                .header("content-type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .header("webhook-signature", callback.secret().signature(id, now, body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
