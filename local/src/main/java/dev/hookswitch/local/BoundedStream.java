package dev.hookswitch.local;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** A body that fails once more than the given bytes have come. Used on one event loop. */
final class BoundedStream implements ReadStream<Buffer> {
    /** The body is longer than it may be. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong(long bytesMax) {
            super("more than " + bytesMax + " bytes", null, false, false);
        }
    }

    private final ReadStream<Buffer> body;
    private final long bytesMax;
    private long bytes;
    private @Nullable Handler<Throwable> onFailure;

    BoundedStream(ReadStream<Buffer> body, long bytesMax) {
        this.body = body;
        this.bytesMax = bytesMax;
    }

    @Override
    public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
        onFailure = handler;
        body.exceptionHandler(handler);
        return this;
    }

    @Override
    public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
        body.handler(handler == null ? null : chunk -> pass(chunk, handler));
        return this;
    }

    /** Whether it failed for this reason; the pipe that reads it tells no reason. */
    boolean isTooLong() {
        return bytes > bytesMax;
    }

    private void pass(Buffer chunk, Handler<Buffer> handler) {
        var isOver = bytes > bytesMax;
        bytes += chunk.length();
        if (bytes <= bytesMax) {
            handler.handle(chunk);
        } else if (!isOver && onFailure != null) {
            onFailure.handle(new TooLong(bytesMax));
        }
    }

    @Override
    public ReadStream<Buffer> pause() {
        body.pause();
        return this;
    }

    @Override
    public ReadStream<Buffer> resume() {
        body.resume();
        return this;
    }

    @Override
    public ReadStream<Buffer> fetch(long amount) {
        body.fetch(amount);
        return this;
    }

    @Override
    public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
        body.endHandler(handler);
        return this;
    }
}
