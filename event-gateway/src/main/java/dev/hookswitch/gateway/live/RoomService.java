package dev.hookswitch.gateway.live;

import dev.hookswitch.access.ServiceTokens;
import dev.hookswitch.contracts.Wire;
import dev.hookswitch.gateway.GatewayConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** room-service, as far as a gateway needs it: what did these subjects miss? */
@ApplicationScoped
class RoomService {
    private final HttpClient http;
    private final URI resume;
    private final Duration wait;
    private final ServiceTokens tokens;

    RoomService(GatewayConfig config, ServiceTokens tokens) {
        this.resume = URI.create(config.roomUrl().toString().replaceAll("/+$", "") + "/internal/v1/resume");
        this.wait = config.resumeWait();
        this.tokens = tokens;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.resumeWait())
                .build();
    }

    /** Each subject once. Throws {@link Away} when there is no answer now. */
    List<Missed.Found> missed(List<Missed.Subject> subjects) {
        try {
            var request = HttpRequest.newBuilder(resume)
                    .timeout(wait)
                    .header("Authorization", tokens.bearer())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Wire.bytes(new Missed.Ask(subjects))))
                    .build();
            var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new Away("status " + response.statusCode());
            }
            return Wire.read(response.body(), Missed.Answer.class).subjects();
        } catch (IOException | ServiceTokens.AuthAway | Wire.Unreadable e) {
            throw new Away(e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Away("interrupted");
        }
    }

    /** room-service, or auth-service for the token to it, does not answer as it should; a retry may help. */
    static final class Away extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Away(String reason) {
            super(reason);
        }
    }
}
