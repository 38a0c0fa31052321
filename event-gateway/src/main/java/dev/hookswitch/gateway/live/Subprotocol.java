package dev.hookswitch.gateway.live;

import dev.hookswitch.contracts.live.ClientFrame;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** How the HTTP server speaks WebSocket: CloudEvents' subprotocol, bounded frames, no compression. */
@ApplicationScoped
class Subprotocol implements HttpServerOptionsCustomizer {
    /** CloudEvents, WebSockets protocol binding 1.0.2 §2.2. */
    static final String NAME = "cloudevents.json";

    /** A frame over the limit is answered with our own close code; the server cuts off only what is far beyond. */
    private static final int BYTES_MAX = 4 * ClientFrame.BYTES_MAX;

    /** A reader that does not take the close frame is cut off. */
    private static final int CLOSING_S = 5;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setWebSocketSubProtocols(List.of(NAME))
                .setMaxWebSocketFrameSize(BYTES_MAX)
                .setMaxWebSocketMessageSize(BYTES_MAX)
                .setWebSocketClosingTimeout(CLOSING_S)
                // A deflater costs some 300 KB a socket; frames are short.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }
}
