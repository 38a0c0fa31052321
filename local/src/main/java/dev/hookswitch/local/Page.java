package dev.hookswitch.local;

import dev.hookswitch.plugin.BundledFile;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** A bundled file of the demo's pages that the front door itself gives to browsers. */
final class Page implements Handler<HttpServerRequest> {
    /** What a page may load: its own scripts and styles, the platform, and camera and microphone. Framed by ours only. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " connect-src 'self'; img-src 'self' data:; media-src 'self' blob:; frame-src 'self'; frame-ancestors"
            + " 'self'; base-uri 'none'; form-action 'none'";

    private final BundledFile file;

    private Page(BundledFile file) {
        this.file = file;
    }

    /** The file of the demo with this name. */
    static Page ofDemo(String name) {
        return new Page(BundledFile.named("demo/" + name)
                .orElseThrow(() -> new IllegalStateException("the build has not bundled " + name)));
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!Document.isRead(request)) {
            return;
        }
        var tag = '"' + file.tag() + '"';
        var response = request.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CONTENT_TYPE, file.mediaType())
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff");
        if (tag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
        } else {
            response.end(Buffer.buffer(file.content()));
        }
    }
}
